from dataclasses import dataclass, field
from typing import Any

import pytest

from app.enrollment.queries.places import get_student
from app.lottery.models import ChoiceList, ChoiceRound
from app.lottery.queries import choosing as queries
from app.lottery.services import choosing, paper
from app.lottery.services.choosing import Child, HandIn, Offer
from tests import make


@dataclass
class Fair:
    """A school with a Thursday round: chess, drama and art, open to grades 1 to 6."""

    session: Any
    seats: int = 20
    slots: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.school = make.the_school(self.session)
        self.term = make.term(self.session, school=self.school)
        self.thursday = make.slot(self.session, school=self.school)
        self.chess, self.drama, self.art = (
            make.section(
                self.session,
                term=self.term,
                slots=[self.thursday],
                code=code,
                seats=self.seats,
                course=make.course(self.session, title=title),
            )
            for code, title in (("X01", "围棋"), ("X02", "戏剧"), ("X03", "陶艺"))
        )
        self.homeroom = make.homeroom(self.session)

    def announce(self, **values: Any) -> ChoiceRound:
        slots = values.pop("slots", [self.thursday])
        return make.announced_round(self.session, term=self.term, slots=slots, **values)

    def offer(self, choice_round: ChoiceRound) -> Offer:
        cards = queries.cards(self.session, choice_round.school_id, choice_round.id)
        return Offer(choice_round, cards)

    def child(self, student: Any, choice_round: ChoiceRound) -> Child:
        cards = self.offer(choice_round).cards
        held = queries.held_clubs(self.session, choice_round, cards, [student.id])
        return Child(get_student(self.session, self.school.id, student.id), held[student.id])

    def list_of(self, choice_round: ChoiceRound, student: Any) -> ChoiceList | None:
        lists = queries.lists_in_round(self.session, self.school.id, choice_round.id, [student.id])
        return lists.by_student.get(student.id)

    def tap(self, choice_round: ChoiceRound, student: Any, section: Any, **values: Any) -> None:
        found = self.list_of(choice_round, student)
        defaults = {
            "step": choosing.Step.ADD,
            "version": found.version if found else 0,
            "now": make.NOON,
        }
        choosing.tap(
            self.session,
            self.offer(choice_round),
            self.child(student, choice_round),
            found,
            section_id=section.id,
            **defaults | values,
        )

    def hand_in(self, choice_round: ChoiceRound, student: Any, **values: Any) -> None:
        found = self.list_of(choice_round, student)
        version = values.pop("version", found.version)
        defaults = {"key": "", "by_id": None, "now": make.NOON}
        choosing.hand_in(
            self.session,
            self.offer(choice_round),
            [HandIn(self.child(student, choice_round), found, version)],
            **defaults | values,
        )

    def lists(self, choice_round: ChoiceRound, *lists: Any, **values: Any) -> list[Any]:
        """Hand in lists of sections of one day for new students; gives the students."""
        students = [make.student(self.session, homeroom=self.homeroom) for _ in lists]
        offer = self.offer(choice_round)
        slot_of = {card.section_id: card.slot_id for card in offer.cards}
        papers = []
        for student, sections in zip(students, lists, strict=True):
            choices: dict[int, tuple[int, ...]] = {}
            for section in sections:
                slot_id = slot_of[section.id]
                choices[slot_id] = (*choices.get(slot_id, ()), section.id)
            papers.append(paper.PaperList(student, choosing.Draft(choices=choices, **values)))
        paper.enter_lists(
            self.session, offer, papers, actor_id=None, is_on_behalf=False, now=make.NOON
        )
        return students


@pytest.fixture
def fair(session) -> Fair:
    return Fair(session)


@pytest.fixture
def student(session, fair) -> Any:
    return make.student(session, homeroom=fair.homeroom)
