"""What the clock does for rolls."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.attendance.services import tell_of_absences
from app.jobs.tasks import Task
from app.schools.queries import schools


def tell_of_all_absences(session: Session, *, now: datetime) -> None:
    """Tell of the absences whose grace is over, school by school (R51)."""
    for school in schools(session):
        tell_of_absences(session, school, now=now)
        session.commit()


TASKS = (Task("absences", tell_of_all_absences, every=timedelta(minutes=1)),)
