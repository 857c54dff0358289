"""What the clock does for the diagnosis."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.evaluation.diagnosis.errors import NothingHeld
from app.evaluation.diagnosis.services import draft_week
from app.jobs.tasks import Task
from app.schools.queries import current_term, schools


def draft_weeks(session: Session, *, now: datetime) -> None:
    """Draft last week, for Monday's talk; school by school."""
    for school in schools(session):
        day = school.today(now) - timedelta(days=7)
        term = current_term(session, school.id, day)
        if term is not None:
            with suppress(NothingHeld):
                draft_week(session, school, term, day, actor_id=None, now=now)
        session.commit()


TASKS = (Task("draft diagnoses", draft_weeks, every=timedelta(hours=1)),)
