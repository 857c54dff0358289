"""What the clock does for surveys."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.evaluation.survey.models import Survey, SurveyState
from app.evaluation.survey.services import close_survey, mix
from app.jobs.tasks import Task
from app.schools.queries import schools


def mix_ballots(session: Session, *, now: datetime) -> None:
    """Close the surveys whose last day has passed, then mix; each school in its own transaction."""
    for school in schools(session):
        over = select(Survey).where(
            Survey.school_id == school.id,
            Survey.state == SurveyState.OPEN,
            Survey.closes_on < school.today(now),
        )
        for survey in session.scalars(over.options(joinedload(Survey.form))).all():
            close_survey(session, school, survey, actor_id=None, now=now)
        session.commit()
        mix(session, school, now=now)


TASKS = (Task("mix ballots", mix_ballots, every=timedelta(hours=1)),)
