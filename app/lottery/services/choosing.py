"""What families do: save every tap, hand in, change until closing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.lottery import drafts, errors
from app.lottery.bundle import Entry
from app.lottery.drafts import Draft, Step
from app.lottery.eligibility import Card, Clubs, Day, why_not
from app.lottery.models import Choice, ChoiceList, ChoiceRound
from app.lottery.queries import choosing as queries
from app.lottery.tickets import new_ticket

SAVE_DRAFT = (
    update(ChoiceList)
    .where(
        ChoiceList.school_id == bindparam("of_school"),
        ChoiceList.id == bindparam("of_list"),
        ChoiceList.version == bindparam("seen"),
    )
    .values(draft=bindparam("new_draft"), version=ChoiceList.version + 1, saved_at=bindparam("at"))
    .execution_options(synchronize_session=False)
)
HAND_IN = (
    update(ChoiceList)
    .where(
        ChoiceList.school_id == bindparam("of_school"),
        ChoiceList.id == bindparam("of_list"),
        ChoiceList.version == bindparam("seen"),
    )
    .values(
        draft=bindparam("new_draft"),
        handed_in_at=bindparam("at"),
        handed_in_version=ChoiceList.version,
        handed_in_by_id=bindparam("by"),
        is_on_behalf=bindparam("on_behalf"),
        wanted=bindparam("new_wanted"),
        slot_order=bindparam("new_slot_order"),
        accepts_fallback=bindparam("fallback"),
        receipt_hash=bindparam("receipt"),
        hand_in_key=bindparam("key"),
    )
    .execution_options(synchronize_session=False)
)
FORGET_CHOICES = delete(Choice).where(
    Choice.school_id == bindparam("of_school"),
    Choice.round_id == bindparam("of_round"),
    Choice.student_id == bindparam("of_student"),
)


@dataclass(frozen=True)
class Child:
    """A student with what decides what may be chosen; the homeroom must be loaded."""

    student: Student
    clubs: Clubs


@dataclass(frozen=True)
class Offer:
    """A round and its sections, loaded together."""

    choice_round: ChoiceRound
    cards: Sequence[Card]

    @property
    def by_id(self) -> Mapping[int, Card]:
        """The sections by their ids."""
        return {card.section_id: card for card in self.cards}

    @property
    def days(self) -> Sequence[Day]:
        """The slots of the round, in its order."""
        return sorted({card.day for card in self.cards})


@dataclass(frozen=True)
class HandIn:
    """One child's list as the review page showed it."""

    child: Child
    choice_list: ChoiceList
    version: int
    fallback: bool | None = None  # the tick of the review page, if it asked

    @property
    def draft(self) -> Draft:
        """What is handed in."""
        draft = draft_of(self.choice_list)
        return draft if self.fallback is None else replace(draft, fallback=self.fallback)


def tap(
    session: Session,
    offer: Offer,
    child: Child,
    choice_list: ChoiceList | None,
    *,
    step: Step,
    section_id: int,
    version: int,
    now: datetime,
) -> Draft:
    """Save one tap on a section; "+" puts it last.

    Raises:
        RoundClosed, RoundNotYetOpen: lists are not taken now.
        SectionNotInRound, SectionNotForChild, TooManyChoices: it cannot be added.
        ChangedElsewhere: another device has saved the list since.
    """
    card = offer.by_id.get(section_id)
    if card is None:
        raise errors.SectionNotInRound
    draft = draft_of(choice_list)
    if step is Step.ADD and section_id not in draft.of(card.slot_id):
        _check_lines(offer, child, card.slot_id, [*draft.of(card.slot_id), section_id])
    changed = drafts.stepped(draft, card.slot_id, section_id, step)
    return save(session, offer, child, choice_list, changed, version=version, now=now)


def save(
    session: Session,
    offer: Offer,
    child: Child,
    choice_list: ChoiceList | None,
    draft: Draft,
    *,
    version: int,
    now: datetime,
) -> Draft:
    """Save a draft if nobody else has saved the list since `version`; 0 before there is one.

    Raises:
        RoundClosed, RoundNotYetOpen: lists are not taken now.
        WantedOutOfRange: more clubs are wanted than there are days.
        ChangedElsewhere: another device has saved the list since.
    """
    check_open(offer.choice_round, now)
    if draft.wanted is not None and not 1 <= draft.wanted <= len(offer.days):
        raise errors.WantedOutOfRange(most=len(offer.days))
    if choice_list is None:
        if version != 0:
            raise errors.ChangedElsewhere
        _begin_list(session, offer.choice_round, child.student, draft, now)
        return draft
    saved = session.connection().execute(
        SAVE_DRAFT,
        {
            "of_school": choice_list.school_id,
            "of_list": choice_list.id,
            "seen": version,
            "new_draft": drafts.written(draft),
            "at": now,
        },
    )
    if saved.rowcount != 1:
        raise errors.ChangedElsewhere
    session.expire(choice_list)
    return draft


def hand_in(
    session: Session,
    offer: Offer,
    lists: Sequence[HandIn],
    *,
    key: str,
    by_id: int | None,
    is_on_behalf: bool = False,
    now: datetime,
) -> None:
    """Hand in the drafts of one or several children; what was handed in before is replaced.

    A second call with the same `key` changes nothing, so an answer that got lost can be repeated.

    Raises:
        RoundClosed, RoundNotYetOpen: lists are not taken now.
        NothingChosen: a list is empty and the family did not agree to a fallback place.
        TooManyChoices, SectionTwice, SectionNotInRound, SectionNotForChild: a list cannot be.
        ChangedElsewhere: another device has saved a list since it was reviewed.
    """
    check_open(offer.choice_round, now)
    fresh = [each for each in lists if not key or each.choice_list.hand_in_key != key]
    entries = [_checked(offer, each) for each in fresh]
    for each, entry in zip(fresh, entries, strict=True):
        facts = _hand_in_facts(each, entry, key, by_id, now) | {"on_behalf": is_on_behalf}
        if session.connection().execute(HAND_IN, facts).rowcount != 1:
            raise errors.ChangedElsewhere
    _replace_choices(session, offer.choice_round, fresh)
    for each in fresh:
        session.expire(each.choice_list)


def draft_of(choice_list: ChoiceList | None) -> Draft:
    """Read the draft of a list; an empty one before there is a list."""
    return drafts.read(choice_list.draft) if choice_list is not None else Draft()


def check_open(choice_round: ChoiceRound, now: datetime) -> None:
    """Check that lists are taken at a moment of the server's clock (promise 5).

    Raises:
        RoundClosed, RoundNotYetOpen: they are not.
    """
    if choice_round.is_open(now):
        return
    if choice_round.announced_at is not None and now < choice_round.opens_at:
        raise errors.RoundNotYetOpen
    raise errors.RoundClosed


def entry_of(offer: Offer, ticket: str, draft: Draft) -> Entry:
    """Write what a family says as the row of a draw, without what only the school knows."""
    code_of = {card.section_id: card.code for card in offer.cards}
    slots = {day.slot_id: day.code for day in offer.days}
    order = [slot_id for slot_id in draft.slot_order if slot_id in slots]
    order += [slot_id for slot_id in slots if slot_id not in order]
    return Entry(
        ticket=ticket,
        choices={
            slots[slot_id]: [code_of[section_id] for section_id in ids]
            for slot_id, ids in draft.choices.items()
        },
        wanted=draft.wanted or len(slots),
        slot_order=[slots[slot_id] for slot_id in order],
    )


def _check_lines(offer: Offer, child: Child, slot_id: int, section_ids: Sequence[int]) -> None:
    """Check the list of one slot."""
    limit = offer.choice_round.max_choices
    if len(section_ids) > limit:
        raise errors.TooManyChoices(limit=limit)
    if len(set(section_ids)) < len(section_ids):
        raise errors.SectionTwice
    cards = offer.by_id
    for section_id in section_ids:
        card = cards.get(section_id)
        if card is None or card.slot_id != slot_id:
            raise errors.SectionNotInRound
        if (why := why_not(card, child.student.grade, child.clubs)) is not None:
            raise errors.SectionNotForChild(title=card.named, why=why)


def _checked(offer: Offer, each: HandIn) -> Entry:
    if each.version != each.choice_list.version:
        raise errors.ChangedElsewhere
    draft = each.draft
    if draft.is_empty and not (draft.fallback and offer.choice_round.offers_fallback):
        raise errors.NothingChosen
    for slot_id, section_ids in draft.choices.items():
        _check_lines(offer, each.child, slot_id, section_ids)
    return entry_of(offer, each.choice_list.ticket, draft)


def _hand_in_facts(
    each: HandIn, entry: Entry, key: str, by_id: int | None, now: datetime
) -> dict[str, Any]:
    draft = each.draft
    return {
        "of_school": each.choice_list.school_id,
        "of_list": each.choice_list.id,
        "seen": each.version,
        "new_draft": drafts.written(draft),
        "at": now,
        "by": by_id,
        "new_wanted": draft.wanted,
        "new_slot_order": list(draft.slot_order),
        "fallback": draft.fallback,
        "receipt": entry.receipt_hash(),
        "key": key,
    }


def _replace_choices(session: Session, choice_round: ChoiceRound, lists: Sequence[HandIn]) -> None:
    """Write the handed-in lines in one deletion and one insertion, however many lists."""
    again = [each.choice_list for each in lists if each.choice_list.handed_in_at is not None]
    scope = {"of_school": choice_round.school_id, "of_round": choice_round.id}
    connection = session.connection()
    if again:
        connection.execute(
            FORGET_CHOICES, [scope | {"of_student": found.student_id} for found in again]
        )
    lines = [
        {
            "school_id": choice_round.school_id,
            "round_id": choice_round.id,
            "slot_id": slot_id,
            "student_id": each.choice_list.student_id,
            "section_id": section_id,
            "rank": rank,
        }
        for each in lists
        for slot_id, ids in each.draft.choices.items()
        for rank, section_id in enumerate(ids, start=1)
    ]
    if lines:
        connection.execute(insert(Choice), lines)


def _begin_list(
    session: Session, choice_round: ChoiceRound, student: Student, draft: Draft, now: datetime
) -> None:
    """Write the first tap; a second device that begins at the same moment is told.

    In a second round a child keeps the ticket of the first, whose number is turned round.
    """
    earlier = queries.earlier_tickets(session, choice_round, [student.id])
    try:
        with session.begin_nested():
            session.add(
                ChoiceList(
                    school_id=choice_round.school_id,
                    round_id=choice_round.id,
                    student_id=student.id,
                    ticket=earlier.get(student.id) or new_ticket(),
                    draft=drafts.written(draft),
                    saved_at=now,
                )
            )
    except IntegrityError as error:
        raise errors.ChangedElsewhere from error
