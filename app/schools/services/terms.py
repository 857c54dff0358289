"""Terms and the days on which the service differs from its weekday."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.dependants import dependants
from app.schools import queries
from app.schools.calendar import national_days
from app.schools.errors import (
    DayOutsideTerms,
    EndsBeforeStart,
    TermsOverlap,
    TermStillUsed,
    TermTooLong,
    WeekdayMissing,
)
from app.schools.models import CalendarDay, DayKind, School, Term

LONGEST = timedelta(days=366)
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)  # what the page of the calendar shows


def open_term(session: Session, school: School, title: str, starts_on: date, ends_on: date) -> Term:
    """Add a term with the holidays and make-up days that lie in it.

    Raises:
        EndsBeforeStart: the last day is not after the first.
        TermTooLong: a year does not hold it, or the calendar does not.
        TermsOverlap: another term has some of the days.
    """
    _check_days(session, school.id, starts_on, ends_on)
    term = Term(school_id=school.id, title=title, starts_on=starts_on, ends_on=ends_on)
    session.add(term)
    session.flush()
    add_national_days(session, term)
    return term


def add_term(
    session: Session,
    school: School,
    *,
    title: str,
    starts_on: date,
    ends_on: date,
    actor_id: int | None,
    now: datetime,
) -> Term:
    """Add a term on an administrator's word.

    Raises:
        EndsBeforeStart: the last day is not after the first.
        TermTooLong: a year does not hold it, or the calendar does not.
        TermsOverlap: another term has some of the days.
    """
    term = open_term(session, school, title, starts_on, ends_on)
    _record(session, "add term", term, actor_id, now)
    return term


def change_term(
    session: Session,
    term: Term,
    *,
    title: str,
    starts_on: date,
    ends_on: date,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Rename a term or move its first and last day.

    Raises:
        EndsBeforeStart: the last day is not after the first.
        TermTooLong: a year does not hold it, or the calendar does not.
        TermsOverlap: another term has some of the days.
    """
    _check_days(session, term.school_id, starts_on, ends_on, apart_from=term)
    term.title, term.starts_on, term.ends_on = title, starts_on, ends_on
    session.flush()
    add_national_days(session, term)
    _record(session, "change term", term, actor_id, now)


def delete_term(session: Session, term: Term, *, actor_id: int | None, now: datetime) -> None:
    """Delete a term that nothing belongs to; its calendar days stay.

    Raises:
        TermStillUsed: clubs, rounds or places belong to it.
    """
    if used := dependants(session, term):
        raise TermStillUsed(name=term.title, count=sum(used.values()))
    _record(session, "delete term", term, actor_id, now)
    session.delete(term)
    session.flush()


def add_national_days(session: Session, term: Term) -> int:
    """Add the national days of a term that the school has not marked itself; count them."""
    first, last = term.starts_on, term.ends_on
    marked = {day.day for day in queries.calendar_days(session, term.school_id, first, last)}
    days = [
        CalendarDay(school_id=term.school_id, day=day.day, kind=day.kind, label=day.label)
        for day in national_days(first, last)
        if day.day not in marked
    ]
    session.add_all(days)
    session.flush()
    return len(days)


def mark_day(
    session: Session,
    school_id: int,
    day: date,
    kind: DayKind,
    *,
    follows_weekday: int | None,
    label: str,
    actor_id: int | None,
    now: datetime,
) -> CalendarDay:
    """Say what a day is; a mark that is there already is replaced.

    Raises:
        DayOutsideTerms: no term has this day.
        WeekdayMissing: a make-up day follows no weekday.
    """
    if not any(term.starts_on <= day <= term.ends_on for term in queries.terms(session, school_id)):
        raise DayOutsideTerms(day=day.isoformat())
    if kind is DayKind.MAKE_UP and follows_weekday is None:
        raise WeekdayMissing
    marked = queries.calendar_day(session, school_id, day)
    if marked is None:
        marked = CalendarDay(school_id=school_id, day=day)
        session.add(marked)
    marked.kind, marked.label = kind, label
    marked.follows_weekday = follows_weekday if kind is DayKind.MAKE_UP else None
    session.flush()
    _record_day(session, "mark day", marked, actor_id, now)
    return marked


def clear_day(
    session: Session, marked: CalendarDay, *, actor_id: int | None, now: datetime
) -> None:
    """Let a day be what its weekday says."""
    _record_day(session, "clear day", marked, actor_id, now)
    session.delete(marked)
    session.flush()


def _check_days(
    session: Session,
    school_id: int,
    starts_on: date,
    ends_on: date,
    *,
    apart_from: Term | None = None,
) -> None:
    if ends_on <= starts_on:
        raise EndsBeforeStart
    if ends_on - starts_on > LONGEST or starts_on < FIRST_DAY or ends_on > LAST_DAY:
        raise TermTooLong
    for other in queries.terms(session, school_id):
        if other is not apart_from and starts_on <= other.ends_on and other.starts_on <= ends_on:
            raise TermsOverlap(title=other.title)


def _record(session: Session, action: str, term: Term, actor_id: int | None, now: datetime) -> None:
    record(session, action, "term", term.id, school_id=term.school_id, actor_id=actor_id, now=now)


def _record_day(
    session: Session, action: str, marked: CalendarDay, actor_id: int | None, now: datetime
) -> None:
    record(
        session,
        action,
        "calendar_day",
        marked.id,
        school_id=marked.school_id,
        actor_id=actor_id,
        now=now,
        day=marked.day.isoformat(),
        kind=marked.kind.value,
    )
