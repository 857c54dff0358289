"""What the clock does for the suggestion box and for complaints."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.evaluation.voices.services import mix_suggestions, remind_owners, remind_readers
from app.jobs.tasks import Task
from app.schools.queries import schools

FIRST_HOUR, LAST_HOUR = 7, 20  # of the school's day; nobody is reminded at night


def mix_box(session: Session, *, now: datetime) -> None:
    """Mix what came without a name; each school in its own transaction."""
    for school in schools(session):
        mix_suggestions(session, school, now=now)
        session.commit()


def remind_of_voices(session: Session, *, now: datetime) -> None:
    """Remind of answers that are due, by day."""
    for school in schools(session):
        if FIRST_HOUR <= now.astimezone(ZoneInfo(school.time_zone)).hour < LAST_HOUR:
            remind_owners(session, school, now=now)
            remind_readers(session, school, now=now)
            session.commit()


TASKS = (
    Task("mix suggestions", mix_box, every=timedelta(hours=1)),
    Task("remind of voices", remind_of_voices, every=timedelta(hours=1)),
)
