"""What the clock does about actions."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.evaluation.actions.services import remind_owners
from app.jobs.tasks import Task
from app.schools.queries import schools

FIRST_HOUR, LAST_HOUR = 7, 20  # of the school's day; nobody is reminded at night


def remind_of_actions(session: Session, *, now: datetime) -> None:
    """Remind owners once a day of what is due, school by school."""
    for school in schools(session):
        if FIRST_HOUR <= now.astimezone(ZoneInfo(school.time_zone)).hour < LAST_HOUR:
            remind_owners(session, school, now=now)
            session.commit()


TASKS = (Task("remind of actions", remind_of_actions, every=timedelta(minutes=30)),)
