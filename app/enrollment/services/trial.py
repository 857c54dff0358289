"""The trial week of a term: its last day, and the reminder before it."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts.queries.families import accounts_of
from app.audit.services import record, wait_for_turn
from app.core.text import N_
from app.enrollment import errors
from app.enrollment.models import TrialWeek
from app.enrollment.queries import changes as queries
from app.enrollment.services.telling import CLUBS
from app.messages.services import send
from app.schools.models import School, Term

REMINDED_BEFORE = timedelta(days=2)


def set_trial_week(
    session: Session,
    school: School,
    term: Term,
    *,
    ends_on: date | None,
    actor_id: int,
    now: datetime,
) -> None:
    """Say until which day clubs of a term are on trial; none ends it, or lets there be none.

    Raises:
        TrialInPast: the day is over, or lies outside the term.
        TrialBeforeStart: the service does not run by then.
    """
    wait_for_turn(session, school.id)
    row = queries.trial_week(session, school.id, term.id)
    if ends_on is not None:
        _check_day(school, term, ends_on, school.today(now))
    if row is not None and ends_on is None:
        session.delete(row)
    elif row is not None and ends_on is not None and row.ends_on != ends_on:
        row.ends_on, row.reminded_at = ends_on, None
    elif row is None and ends_on is not None:
        session.add(TrialWeek(school_id=school.id, term_id=term.id, ends_on=ends_on))
    session.flush()
    record(
        session,
        "set trial week",
        "term",
        term.id,
        school_id=school.id,
        actor_id=actor_id,
        now=now,
        ends_on=ends_on.isoformat() if ends_on else None,
    )


def remind_trial_end(session: Session, school: School, trial: TrialWeek, *, now: datetime) -> int:
    """Remind every family with a place, once, from two days before the last day on trial.

    Returns:
        How many were told.
    """
    today = school.today(now)
    if trial.reminded_at is not None or not trial.is_running(today):
        return 0
    if today < trial.ends_on - REMINDED_BEFORE:
        return 0
    trial.reminded_at = now
    students = queries.placed_ids(session, school.id, trial.term_id)
    return send(
        session,
        school.id,
        accounts_of(session, school.id, students),
        N_("Clubs are on trial until %(day)s: until then a change needs no reason."),
        link=CLUBS,
        now=now,
        day=f"{trial.ends_on:%m-%d}",
    )


def _check_day(school: School, term: Term, ends_on: date, today: date) -> None:
    if not max(today, term.starts_on) <= ends_on <= term.ends_on:
        raise errors.TrialInPast
    if school.starts_on is not None and ends_on < school.starts_on:
        raise errors.TrialBeforeStart(day=f"{school.starts_on:%m-%d}")
