"""Reads of repairs and their moves, for pages and for the services that carry them on."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.models import Student
from app.core.errors import NotFound
from app.courses.models import Section, SectionTime
from app.enrollment.repair_models import MoveState, Repair, RepairMove, RepairState

OPEN = (MoveState.ASKED, MoveState.AGREED)
SECTION = (
    joinedload(Section.course),
    joinedload(Section.room),
    selectinload(Section.times).joinedload(SectionTime.slot),
)
WITH_REPAIR = joinedload(RepairMove.repair).joinedload(Repair.section).options(*SECTION)
WITH_EVERYTHING = (
    joinedload(RepairMove.student).joinedload(Student.homeroom),
    joinedload(RepairMove.from_section).options(*SECTION),
    joinedload(RepairMove.to_section).options(*SECTION),
    WITH_REPAIR,
)


def get_repair(session: Session, school_id: int, repair_id: int) -> Repair:
    """Load a repair as it is now with its section, course and times, or `NotFound`."""
    statement = (
        select(Repair)
        .where(Repair.school_id == school_id, Repair.id == repair_id)
        .options(joinedload(Repair.section).options(*SECTION))
        .execution_options(populate_existing=True)
    )
    repair = session.scalars(statement).one_or_none()
    if repair is None:
        raise NotFound
    return repair


def newest_repair(session: Session, school_id: int, section_id: int) -> Repair | None:
    """Find the last repair of a section, unless it was dropped."""
    statement = (
        select(Repair)
        .where(
            Repair.school_id == school_id,
            Repair.section_id == section_id,
            Repair.state != RepairState.DROPPED,
        )
        .order_by(Repair.id.desc())
        .limit(1)
    )
    return session.scalars(statement).one_or_none()


def undecided_repairs(session: Session, school_id: int, term_id: int) -> Sequence[Repair]:
    """List the repairs of a term that are neither applied nor dropped, with their sections."""
    statement = (
        select(Repair)
        .join(Repair.section)
        .where(
            Repair.school_id == school_id,
            Section.term_id == term_id,
            Repair.state.in_((RepairState.DRAFT, RepairState.ASKED)),
        )
        .options(joinedload(Repair.section).joinedload(Section.course))
        .order_by(Repair.id)
    )
    return session.scalars(statement).all()


def moves_of(session: Session, school_id: int, repair_id: int) -> Sequence[RepairMove]:
    """List the moves of a repair as they are now, chain by chain, with children and sections."""
    statement = (
        select(RepairMove)
        .where(RepairMove.school_id == school_id, RepairMove.repair_id == repair_id)
        .options(*WITH_EVERYTHING)
        .order_by(RepairMove.chain, RepairMove.position, RepairMove.id)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).all()


def get_move(session: Session, school_id: int, move_id: int) -> RepairMove:
    """Load a move as it is now with child, sections and repair, or `NotFound`."""
    statement = (
        select(RepairMove)
        .where(RepairMove.school_id == school_id, RepairMove.id == move_id)
        .options(*WITH_EVERYTHING)
        .execution_options(populate_existing=True)
    )
    move = session.scalars(statement).one_or_none()
    if move is None:
        raise NotFound
    return move


def due_moves(session: Session, school_id: int, now: datetime) -> Sequence[RepairMove]:
    """List the moves whose time to answer is over, oldest first."""
    statement = (
        select(RepairMove)
        .where(
            RepairMove.school_id == school_id,
            RepairMove.state == MoveState.ASKED,
            RepairMove.answer_until <= now,
        )
        .options(*WITH_EVERYTHING)
        .order_by(RepairMove.id)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).all()


def questions(
    session: Session, school_id: int, student_ids: Collection[int], now: datetime
) -> Sequence[RepairMove]:
    """List what some children are asked, or have agreed to and not got yet."""
    statement = (
        select(RepairMove)
        .where(
            RepairMove.school_id == school_id,
            RepairMove.student_id.in_(student_ids),
            (RepairMove.state == MoveState.AGREED)
            | ((RepairMove.state == MoveState.ASKED) & (RepairMove.answer_until > now)),
        )
        .options(*WITH_EVERYTHING)
        .order_by(RepairMove.answer_until, RepairMove.id)
    )
    return session.scalars(statement).all()


def open_moves_over(
    session: Session, school_id: int, section_id: int, repair_id: int
) -> Sequence[RepairMove]:
    """List the open moves of other repairs that lead into a section or out of it."""
    statement = (
        select(RepairMove)
        .where(
            RepairMove.school_id == school_id,
            RepairMove.repair_id != repair_id,
            RepairMove.state.in_(OPEN),
            (RepairMove.to_section_id == section_id) | (RepairMove.from_section_id == section_id),
        )
        .options(WITH_REPAIR)
        .order_by(RepairMove.id)
    )
    return session.scalars(statement).all()
