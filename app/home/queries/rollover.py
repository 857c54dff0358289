"""Reads for a new term: who moves up, who leaves, what was done last."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Student, StudentStatus
from app.audit.models import AuditEntry
from app.schools.models import Homeroom

BEGUN, TAKEN_BACK = "begin term", "take back term"


@dataclass(frozen=True)
class HomeroomCount:
    """A homeroom with its enrolled and suspended students."""

    homeroom: Homeroom
    enrolled: int
    suspended: int


def homeroom_counts(session: Session, school_id: int) -> list[HomeroomCount]:
    """Count the students of every homeroom at the school, highest grade first."""
    enrolled = func.count(Student.id).filter(Student.status == StudentStatus.ENROLLED)
    suspended = func.count(Student.id).filter(Student.status == StudentStatus.SUSPENDED)
    statement = (
        select(Homeroom, enrolled, suspended)
        .outerjoin(Student, (Student.homeroom_id == Homeroom.id) & (Student.school_id == school_id))
        .where(Homeroom.school_id == school_id, Homeroom.grade.is_not(None))
        .group_by(Homeroom.id)
        .order_by(Homeroom.grade.desc(), Homeroom.class_no)
    )
    return [HomeroomCount(*row) for row in session.execute(statement)]


def enrolled_in(session: Session, school_id: int, homeroom_ids: Sequence[int]) -> Sequence[Student]:
    """List the enrolled students of some homerooms."""
    return session.scalars(
        select(Student).where(
            Student.school_id == school_id,
            Student.homeroom_id.in_(homeroom_ids),
            Student.status == StudentStatus.ENROLLED,
        )
    ).all()


def last_begun(session: Session, school_id: int) -> AuditEntry | None:
    """Find the note of the term that was begun last, unless it was taken back since."""
    entry = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.school_id == school_id, AuditEntry.action.in_([BEGUN, TAKEN_BACK]))
        .order_by(AuditEntry.position.desc())
        .limit(1)
    ).one_or_none()
    return entry if entry is not None and entry.action == BEGUN else None
