"""What the clock does for meetings."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core.engine import reading
from app.jobs.tasks import Task
from app.schools.models import School, Term
from app.schools.queries import get_school, get_term, schools, terms
from app.timetable.services import difference, keep_meetings, raise_alarms


def keep_all_meetings(session: Session, *, now: datetime) -> None:
    """Keep the meetings of every term that has not ended as the rule of the week wants them."""
    with reading():
        found = [
            (school.id, term.id)
            for school, term in _running_terms(session, now)
            if not difference(session, school, term, now=now).is_empty
        ]
        session.rollback()
    for school_id, term_id in found:
        school, term = get_school(session, school_id), get_term(session, school_id, term_id)
        keep_meetings(session, school, term, actor_id=None, now=now)
        session.commit()


def tell_of_missing_adults(session: Session, *, now: datetime) -> None:
    """Alarm before the bell: meetings soon to begin without an adult (R8)."""
    for school in schools(session):
        raise_alarms(session, school, now=now)
        session.commit()


def _running_terms(session: Session, now: datetime) -> list[tuple[School, Term]]:
    return [
        (school, term)
        for school in schools(session)
        for term in terms(session, school.id)
        if school.today(now) <= term.ends_on
    ]


TASKS = (
    Task("keep meetings", keep_all_meetings, every=timedelta(minutes=10)),
    Task("missing adults", tell_of_missing_adults, every=timedelta(minutes=5)),
)
