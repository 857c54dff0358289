"""What the clock does to waiting lists."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.enrollment.queries.changes import trial_weeks_to_remind
from app.enrollment.queries.exchanges import due_exchanges
from app.enrollment.services import expire_questions, remind_trial_end, run_exchange, sweep
from app.jobs.tasks import Task
from app.schools.queries import get_school, schools

FIRST_HOUR, LAST_HOUR = 7, 20  # of the school's day; nobody is reminded at night


def pass_on_seats(session: Session, *, now: datetime) -> None:
    """End the offers that nobody answered in time, and offer free seats that are waited for."""
    for school_id in [school.id for school in schools(session)]:
        sweep(session, school_id, now=now)
        session.commit()


def end_questions(session: Session, *, now: datetime) -> None:
    """End the questions of repairs that nobody answered in time, and free the seats they held."""
    for school_id in [school.id for school in schools(session)]:
        expire_questions(session, school_id, now=now)
        session.commit()


def run_exchanges(session: Session, *, now: datetime) -> None:
    """Run every exchange that has closed."""
    for school_id, exchange_id in due_exchanges(session, now):
        run_exchange(session, school_id, exchange_id, actor_id=None, now=now)
        session.commit()


def remind_of_trial_end(session: Session, *, now: datetime) -> None:
    """Remind families once, by day, two days before the trial week ends."""
    for trial in trial_weeks_to_remind(session):
        school = get_school(session, trial.school_id)
        if FIRST_HOUR <= now.astimezone(ZoneInfo(school.time_zone)).hour < LAST_HOUR:
            remind_trial_end(session, school, trial, now=now)
            session.commit()


TASKS = (
    Task("remind of the trial week's end", remind_of_trial_end, every=timedelta(minutes=30)),
    Task("pass on seats", pass_on_seats, every=timedelta(minutes=5)),
    Task("run exchanges", run_exchanges, every=timedelta(minutes=5)),
    Task("end questions of repairs", end_questions, every=timedelta(minutes=5)),
)
