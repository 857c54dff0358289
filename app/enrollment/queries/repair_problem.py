"""What a repair is computed from: seats, lists and numbers, those who wait elsewhere."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.models import Student, StudentStatus
from app.core.db import Model
from app.courses.models import BY_CHOICE, Section, SectionState, SectionTime
from app.enrollment.models import Offer, OfferState, Place, PromisedSection, Waiting
from app.enrollment.repair_models import MoveState, Repair, RepairMove, RepairState


@dataclass
class HandedIn:
    """A child's lists at some slots, those of the newest draw first, and its numbers in that."""

    by_slot: dict[int, list[int]] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)  # by slot

    @property
    def lines(self) -> list[tuple[int, int, int]]:
        """Every line as (rank, slot, section), the favourites first."""
        return sorted(
            (rank, slot_id, section_id)
            for slot_id, listed in self.by_slot.items()
            for rank, section_id in enumerate(listed, start=1)
        )

    @property
    def ranks(self) -> Mapping[int, int]:
        """Every section with its rank; lists of several slots are merged rank by rank."""
        ordered = dict.fromkeys(section_id for *_, section_id in self.lines)
        return {section_id: rank for rank, section_id in enumerate(ordered, start=1)}

    @property
    def number(self) -> int | None:
        """Its draw number; of several slots, that of the first."""
        return self.numbers[min(self.numbers)] if self.numbers else None


class Wish(NamedTuple):
    """A child with a place that waits for something it ranked better."""

    place_id: int
    student: Student
    holds: int
    wants: int
    number: int
    rank: int


def handed_in(
    session: Session,
    school_id: int,
    term_id: int,
    slot_ids: Collection[int],
    student_ids: Collection[int],
) -> Mapping[int, HandedIn]:
    """Give the lists that children handed in for some slots; what a later round asked comes first.

    Rounds stand above places, so their tables are read by name.
    """
    choice, rounds, draw, outcome = (
        Model.metadata.tables[name] for name in ("choice", "choice_round", "draw", "outcome")
    )
    statement = (
        select(choice.c.student_id, choice.c.slot_id, choice.c.section_id, outcome.c.number)
        .join(rounds, rounds.c.id == choice.c.round_id)
        .join(draw, (draw.c.round_id == rounds.c.id) & draw.c.published_at.is_not(None))
        .join(
            outcome,
            (outcome.c.draw_id == draw.c.id)
            & (outcome.c.student_id == choice.c.student_id)
            & (outcome.c.slot_id == choice.c.slot_id),
        )
        .where(
            choice.c.school_id == school_id,
            rounds.c.term_id == term_id,
            choice.c.slot_id.in_(slot_ids),
            choice.c.student_id.in_(student_ids),
        )
        .order_by(draw.c.id.desc(), choice.c.rank)
    )
    found: dict[int, HandedIn] = defaultdict(HandedIn)
    for student_id, slot_id, section_id, number in session.execute(statement):
        mine = found[student_id]
        mine.numbers.setdefault(slot_id, number)
        listed = mine.by_slot.setdefault(slot_id, [])
        if section_id not in listed:
            listed.append(section_id)
    return found


def open_sections(
    session: Session, school_id: int, term_id: int, slot_ids: Collection[int]
) -> Sequence[Section]:
    """List the sections by choice of some slots that run and whose seats no round is giving."""
    promised = exists().where(
        PromisedSection.school_id == school_id, PromisedSection.section_id == Section.id
    )
    meets = select(SectionTime.section_id).where(
        SectionTime.school_id == school_id, SectionTime.slot_id.in_(slot_ids)
    )
    statement = (
        select(Section)
        .where(
            Section.school_id == school_id,
            Section.term_id == term_id,
            Section.state == SectionState.PUBLISHED,
            Section.admission.in_(BY_CHOICE),
            Section.id.in_(meets),
            ~promised,
        )
        .options(
            joinedload(Section.course),
            joinedload(Section.room),
            selectinload(Section.times).joinedload(SectionTime.slot),
        )
        .order_by(Section.code)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).all()


def wishes(session: Session, school_id: int, section_ids: Collection[int]) -> Sequence[Wish]:
    """List who has a place in one of some sections and waits for another of them, not asked yet."""
    asked = exists().where(
        Offer.school_id == school_id,
        Offer.section_id == Waiting.section_id,
        Offer.student_id == Waiting.student_id,
        Offer.state == OfferState.OFFERED,
    )
    in_a_repair = exists().where(
        RepairMove.school_id == school_id,
        RepairMove.student_id == Waiting.student_id,
        RepairMove.from_section_id == Place.section_id,
        RepairMove.state.in_((MoveState.ASKED, MoveState.AGREED)),
    )
    statement = (
        select(
            Place.id, Student, Place.section_id, Waiting.section_id, Waiting.number, Waiting.rank
        )
        .join(Waiting.student)
        .join(
            Place,
            (Place.student_id == Waiting.student_id)
            & (Place.section_id != Waiting.section_id)
            & Place.ended_at.is_(None),
        )
        .where(
            Waiting.school_id == school_id,
            Place.school_id == school_id,
            Waiting.section_id.in_(section_ids),
            Place.section_id.in_(section_ids),
            Student.status == StudentStatus.ENROLLED,
            ~asked,
            ~in_a_repair,
        )
        .options(joinedload(Student.homeroom))
        .order_by(Place.id, Waiting.rank, Waiting.section_id)
    )
    return [Wish(*row) for row in session.execute(statement)]


def refused(session: Session, school_id: int, repair_id: int) -> frozenset[tuple[int, int | None]]:
    """Give (student, section) of every place that was declined or not answered in a repair."""
    statement = select(RepairMove.student_id, RepairMove.to_section_id).where(
        RepairMove.school_id == school_id,
        RepairMove.repair_id == repair_id,
        RepairMove.state.in_((MoveState.DECLINED, MoveState.EXPIRED)),
    )
    return frozenset((row[0], row[1]) for row in session.execute(statement))


def members(session: Session, school_id: int, section_id: int) -> Sequence[Place]:
    """List the places in force of a section with students and homerooms, the oldest first."""
    statement = (
        select(Place)
        .where(
            Place.school_id == school_id,
            Place.section_id == section_id,
            Place.ended_at.is_(None),
        )
        .options(joinedload(Place.student).joinedload(Student.homeroom))
        .order_by(Place.id)
    )
    return session.scalars(statement).all()


def waited_for(
    session: Session, school_id: int, student_ids: Collection[int]
) -> frozenset[tuple[int, int]]:
    """Give (student, section) of every line of a waiting list of some children."""
    statement = select(Waiting.student_id, Waiting.section_id).where(
        Waiting.school_id == school_id, Waiting.student_id.in_(student_ids)
    )
    return frozenset((row[0], row[1]) for row in session.execute(statement))


def undecided_repair(session: Session, school_id: int, section_id: int) -> Repair | None:
    """Find the repair of a section that is neither applied nor dropped."""
    statement = select(Repair).where(
        Repair.school_id == school_id,
        Repair.section_id == section_id,
        Repair.state.in_((RepairState.DRAFT, RepairState.ASKED)),
    )
    return session.scalars(statement).one_or_none()
