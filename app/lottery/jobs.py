"""What the clock does for rounds."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.core.engine import reading
from app.jobs.tasks import Task
from app.lottery.queries.comparisons import rounds_to_compare
from app.lottery.queries.odds import rounds_to_tell
from app.lottery.queries.progress import closing_soon
from app.lottery.services.comparisons import compare_round
from app.lottery.services.odds import compute_odds
from app.lottery.services.reminders import remind_started
from app.schools.queries import get_school

BEFORE_CLOSING = timedelta(hours=24)
FIRST_HOUR, LAST_HOUR = 7, 20  # of the school's day; nobody is reminded at night


def remind_before_closing(session: Session, *, now: datetime) -> None:
    """Remind each family once, by day, on the last day of a round whose list is only started."""
    for choice_round in closing_soon(session, now=now, before=now + BEFORE_CLOSING):
        school = get_school(session, choice_round.school_id)
        if FIRST_HOUR <= now.astimezone(ZoneInfo(school.time_zone)).hour < LAST_HOUR:
            remind_started(session, choice_round, actor_id=None, now=now, again=False)


def compare_published(session: Session, *, now: datetime) -> None:
    """Compare the mechanisms on the lists of each published round that has no figures yet."""
    with reading():
        waiting = rounds_to_compare(session)
        session.rollback()
    for school_id, round_id in waiting:
        compare_round(session, school_id, round_id, now=now)


def tell_odds(session: Session, *, now: datetime) -> None:
    """Make the trial draws of every round in which families choose, where lists have changed."""
    with reading():
        found = [(row.school_id, row.id) for row in rounds_to_tell(session)]
        session.commit()
    for school_id, round_id in found:
        compute_odds(session, school_id, round_id, now=now)


TASKS = (
    Task("remind before closing", remind_before_closing, every=timedelta(minutes=30)),
    Task("compare mechanisms", compare_published, every=timedelta(hours=1)),
    Task("tell odds", tell_odds, every=timedelta(minutes=10)),
)
