"""Reads of one child's marks, for its family and its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.attendance.models import Absence, Mark, Roll
from app.courses.models import Section
from app.timetable.models import Meeting


@dataclass(frozen=True)
class Attended:
    """A meeting whose roll is handed in, and where the child was."""

    meeting: Meeting
    mark: Mark
    absence: Absence | None


def record_of(
    session: Session, school_id: int, student_id: int, first: date, last: date
) -> Sequence[Attended]:
    """List the meetings of a child from `first` to `last`, the newest first; two statements.

    Only rolls that are handed in count: before that a mark may still be a slip.
    """
    statement = (
        select(Mark, Roll)
        .join(Roll, Roll.id == Mark.roll_id)
        .join(Meeting, Meeting.id == Roll.meeting_id)
        .where(
            Mark.school_id == school_id,
            Mark.student_id == student_id,
            Roll.handed_in_at.is_not(None),
            Meeting.day.between(first, last),
        )
        .options(
            contains_eager(Roll.meeting).options(
                joinedload(Meeting.section).joinedload(Section.course), joinedload(Meeting.room)
            )
        )
        .order_by(Meeting.day.desc(), Meeting.starts_at.desc())
    )
    rows = session.execute(statement).all()
    absences = session.scalars(
        select(Absence).where(Absence.school_id == school_id, Absence.student_id == student_id)
    )
    by_roll = {absence.roll_id: absence for absence in absences}
    return [Attended(roll.meeting, mark, by_roll.get(roll.id)) for mark, roll in rows]
