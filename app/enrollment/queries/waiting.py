"""Reads of waiting lists."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.courses.models import Course, Section
from app.enrollment.models import Waiting


@dataclass(frozen=True)
class WaitingPosition:
    """Where a child stands on a section's waiting list."""

    section_id: int
    title: str
    title_en: str
    position: int


def waiting_positions(
    session: Session, school_id: int, term_id: int, student_id: int
) -> Sequence[WaitingPosition]:
    """List the waiting lists a student stands on, the favourite first, with the position."""
    ahead = aliased(Waiting)
    position = (
        select(func.count())
        .select_from(ahead)
        .where(
            ahead.school_id == school_id,
            ahead.section_id == Waiting.section_id,
            ahead.number <= Waiting.number,
        )
        .correlate(Waiting)
        .scalar_subquery()
    )
    statement = (
        select(Waiting.section_id, Course.title, Course.title_en, position)
        .join(Section, Section.id == Waiting.section_id)
        .join(Course, Course.id == Section.course_id)
        .where(
            Waiting.school_id == school_id,
            Waiting.student_id == student_id,
            Section.term_id == term_id,
        )
        .order_by(Waiting.rank, Waiting.section_id)
    )
    return [WaitingPosition(*row) for row in session.execute(statement)]
