"""What the clock does for duty."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.jobs.tasks import Task
from app.safety.services import keep_duties
from app.schools.queries import current_term, schools


def keep_all_duties(session: Session, *, now: datetime) -> None:
    """Let the duties ahead follow a calendar that was changed after the plan."""
    for school in schools(session):
        term = current_term(session, school.id, school.today(now))
        if term is not None:
            keep_duties(session, school, term, now=now)
        session.commit()


TASKS = (Task("keep duties", keep_all_duties, every=timedelta(hours=6)),)
