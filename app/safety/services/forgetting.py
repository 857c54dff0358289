"""Forgetting a child: its rows go, its name in what others wrote is written over (promise 18)."""

from sqlalchemy import delete, func, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.models import Student
from app.safety.discipline_models import ConductRecord, EndProposal
from app.safety.duty_models import DutyEntry
from app.safety.incident_models import FollowUp, Incident, IncidentChild
from app.safety.models import DayCorrection, OpenItem

ABOUT_A_CHILD = (IncidentChild, ConductRecord, EndProposal)
# What staff wrote in their own words, where a name may stand.
TEXTS: tuple[InstrumentedAttribute[str], ...] = (
    Incident.what,
    Incident.afterword,
    FollowUp.what,
    DutyEntry.note,
    OpenItem.reason,
    DayCorrection.what,
    DayCorrection.reason,
)


def forget_child(session: Session, student: Student, instead: str) -> None:
    """Delete what is written about a child, and put a word for its name into what stays."""
    for table in ABOUT_A_CHILD:
        session.execute(
            delete(table).where(
                table.school_id == student.school_id, table.student_id == student.id
            )
        )
    for text in TEXTS:
        owner = text.class_
        session.execute(
            update(owner)
            .where(owner.school_id == student.school_id, text.contains(student.name))
            .values({text.key: func.replace(text, student.name, instead)})
        )
