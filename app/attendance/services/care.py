"""What teachers must heed about a child, as an instruction and never with its cause (promise 2)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.attendance.models import CareNote
from app.audit.services import record


def write_care_note(
    session: Session, student: Student, instruction: str, *, actor_id: int, now: datetime
) -> None:
    """Write the instruction about a child; an empty one takes it away."""
    link = {"school_id": student.school_id, "student_id": student.id}
    found = session.scalars(select(CareNote).filter_by(**link)).one_or_none()
    if not instruction:
        if found is not None:
            session.delete(found)
    else:
        found = found or CareNote(**link)
        found.instruction, found.written_by_id, found.written_at = instruction, actor_id, now
        session.add(found)
    session.flush()
    record(
        session,
        "write care note",
        "student",
        student.id,
        school_id=student.school_id,
        actor_id=actor_id,
        now=now,
        is_set=int(bool(instruction)),
    )
