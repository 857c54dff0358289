"""Which sections a child may put on a list, and in words why not the others.

Eligibility is decided when the list is made (docs/draw.md, section 1): the allocation only ever
sees sections that a child may have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time

from app.core.text import N_, Named, Sentence
from app.schools.models import slot_code


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A slot of a round, in the round's order."""

    position: int
    slot_id: int
    weekday: int
    period: int

    @property
    def code(self) -> str:
        """The slot's name in manifests and files."""
        return slot_code(self.weekday, self.period)


@dataclass(frozen=True, slots=True)
class Card:
    """A section of a round as a family sees it on one card."""

    section_id: int
    day: Day
    other_slot_ids: Sequence[int]
    is_withdrawn: bool
    code: str
    course_id: int
    title: str
    title_en: str
    domain: str | None
    e_kind: str | None
    grade_from: int
    grade_to: int
    seats: int
    has_former_members_first: bool
    fee_fen: int
    room: str | None
    starts_at: time
    ends_at: time
    pilot_grades: tuple[int, ...] = ()  # of the school; empty: every grade takes part (R85)

    def takes(self, grade: int | None) -> bool:
        """Whether the section is for a grade, and the grade takes part in the service."""
        is_for = grade is not None and self.grade_from <= grade <= self.grade_to
        return is_for and (not self.pilot_grades or grade in self.pilot_grades)

    @property
    def named(self) -> Named:
        """The title in both languages, for sentences."""
        return Named(self.title, self.title_en)

    @property
    def slot_id(self) -> int:
        """The slot of the round in which it is chosen."""
        return self.day.slot_id

    @property
    def slot_ids(self) -> tuple[int, ...]:
        """Every slot it takes up."""
        return (self.slot_id, *self.other_slot_ids)


@dataclass(frozen=True)
class Held:
    """A club a child has at a time already."""

    section_id: int
    title: str
    title_en: str
    gives_way: bool = False  # a second round may put another club in its stead

    @property
    def named(self) -> Named:
        """The title in both languages, for sentences."""
        return Named(self.title, self.title_en)


@dataclass(frozen=True)
class Clubs:
    """What a child has in the term, by slot, and the sections the school has ended for it."""

    by_slot: Mapping[int, Held] = field(default_factory=dict)
    ended_for_good: frozenset[int] = frozenset()  # ids of sections (R37)


def why_not(card: Card, grade: int | None, clubs: Clubs) -> Sentence | None:
    """Say why a child may not choose a section; None if it may.

    Args:
        card: the section.
        grade: the child's grade.
        clubs: those the child has already, and those that were ended for it.
    """
    if card.is_withdrawn:
        return Sentence(N_("Does not take place this term"), {})
    if not card.takes(grade):
        return _wrong_grade(card, grade)
    if card.section_id in clubs.ended_for_good:
        return Sentence(N_("The school ended the place here for this term. Ask the office"), {})
    for slot_id in card.slot_ids:
        if (club := clubs.by_slot.get(slot_id)) is not None:
            if club.section_id == card.section_id:
                return Sentence(N_("Has a place here already"), {})
            if club.gives_way:
                continue
            return Sentence(N_("Has %(title)s at that time already"), {"title": club.named})
    return None


def _wrong_grade(card: Card, grade: int | None) -> Sentence:
    if card.pilot_grades and grade not in card.pilot_grades:
        return Sentence(N_("This grade does not take part in the service yet"), {})
    if card.grade_from == card.grade_to:
        return Sentence(N_("For grade %(grade)d"), {"grade": card.grade_from})
    return Sentence(
        N_("For grades %(first)d to %(last)d"),
        {"first": card.grade_from, "last": card.grade_to},
    )
