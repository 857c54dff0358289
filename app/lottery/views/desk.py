"""What every page of choosing starts from: the family, the round, and each child's list."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.accounts.models import Student
from app.accounts.viewer import children, current_child, viewer
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.lottery import policy
from app.lottery.drafts import Draft
from app.lottery.eligibility import Card, Clubs, Day, why_not
from app.lottery.models import ChoiceList, ChoiceRound
from app.lottery.queries import choosing as queries
from app.lottery.queries.rounds import notices
from app.lottery.services.choosing import Child, Offer, draft_of
from app.web.translation import filled


@dataclass(frozen=True)
class CardRow:
    """A card as one child sees it: its rank in the list, or the sentence why it cannot be."""

    card: Card
    rank: int | None
    why_not: str | None


@dataclass(frozen=True)
class DayTab:
    """A day of the round, how many clubs stand in its list and how many the child may take."""

    day: Day
    count: int
    fitting: int


@dataclass(frozen=True)
class Desk:
    """Everything a family works with in one round, loaded in three statements."""

    offer: Offer
    child: Student
    children: Sequence[Student]
    lists: Mapping[int, ChoiceList]
    clubs: Mapping[int, Clubs]

    @property
    def choice_round(self) -> ChoiceRound:
        """The round."""
        return self.offer.choice_round

    @property
    def choice_list(self) -> ChoiceList | None:
        """The list of the child in question."""
        return self.lists.get(self.child.id)

    @property
    def version(self) -> int:
        """The version that this page shows; 0 before there is a list."""
        return self.choice_list.version if self.choice_list is not None else 0

    @property
    def draft(self) -> Draft:
        """The draft of the child in question."""
        return draft_of(self.choice_list)

    @property
    def is_open(self) -> bool:
        """Whether lists are taken now."""
        return self.choice_round.is_open(clock.now())

    def sitting(self, student: Student) -> Child:
        """Give a child with what decides what it may choose."""
        return Child(student, self.clubs[student.id])

    def day(self, slot_id: int) -> Day:
        """Find a day of the round, or `NotFound`."""
        found = next((day for day in self.offer.days if day.slot_id == slot_id), None)
        if found is None:
            raise NotFound
        return found

    def tabs(self) -> list[DayTab]:
        """List the days with how much each list holds and could hold."""
        fitting = Counter(card.slot_id for card in self.offer.cards if self.reason(card) is None)
        return [
            DayTab(day, len(self.draft.of(day.slot_id)), fitting[day.slot_id])
            for day in self.offer.days
        ]

    def rows(self, day: Day) -> list[CardRow]:
        """List the cards of a day."""
        listed = self.draft.of(day.slot_id)
        return [
            CardRow(
                card,
                listed.index(card.section_id) + 1 if card.section_id in listed else None,
                self.reason(card),
            )
            for card in self.offer.cards
            if card.day == day
        ]

    def chosen(self, day: Day, student: Student | None = None) -> list[CardRow]:
        """List what a child has put on the list of a day, favourite first."""
        owner = student if student is not None else self.child
        draft = draft_of(self.lists.get(owner.id))
        cards = self.offer.by_id
        return [
            CardRow(cards[section_id], rank, self.reason(cards[section_id], owner))
            for rank, section_id in enumerate(draft.of(day.slot_id), start=1)
            if section_id in cards
        ]

    def reason(self, card: Card, student: Student | None = None) -> str | None:
        """Say in the reader's language why a child may not choose a section."""
        owner = student if student is not None else self.child
        reason = why_not(card, owner.grade, self.clubs[owner.id])
        return filled(reason.sentence, reason.facts) if reason is not None else None


def desk(round_id: int, *, to_hand_in: bool = False) -> Desk:
    """Load the round and the lists of all children of the viewer, or `NotFound`."""
    session, me, child = db.session(), viewer(), current_child()
    everyone = children()
    ids = [student.id for student in everyone]
    found = queries.lists_in_round(session, me.school_id, round_id, ids, to_hand_in=to_hand_in)
    cards = queries.cards(session, me.school_id, round_id)
    clubs = queries.held_clubs(session, found.choice_round, cards, ids)
    return Desk(Offer(found.choice_round, cards), child, everyone, found.by_student, clubs)


def reloaded(here: Desk) -> Desk:
    """Load the lists again after a change, in one statement."""
    ids = [student.id for student in here.children]
    choice_round = here.choice_round
    found = queries.lists_in_round(db.session(), choice_round.school_id, choice_round.id, ids)
    return replace(here, lists=found.by_student)


def may_choose(choice_round: ChoiceRound, student: Student) -> bool:
    """Whether the viewer hands in this child's list."""
    is_own = student.account_id == viewer().account_id
    return policy.may_choose(choice_round, is_own_list=is_own)


def public_state(choice_round: ChoiceRound) -> dict[str, object]:
    """Give what everybody is told about the round: the time, and what was changed in public."""
    listed = notices(db.session(), choice_round.school_id, choice_round.id)
    return {"now": clock.now(), "notices": listed}
