"""What a new school starts with, so that an administrator types little.

The bells are those of the winter timetable many counties publish: three bands, ten minutes apart at
the start and at the gate, two periods with a break of ten minutes between them (R39, R41).
"""

from datetime import date, time, timedelta
from typing import NamedTuple

from app.schools.models import ServiceKind

PERIODS = (1, 2)
KINDS = {1: ServiceKind.AFTERNOON_1, 2: ServiceKind.AFTERNOON_2}
CLUB_PERIODS = frozenset({2})  # the first period is homework and study circle, the second clubs
WEEKDAYS = (1, 2, 3, 4, 5)
SEASONS = (("夏令时", "05-01", "09-30"), ("冬令时", "10-01", "04-30"))
SCHOOL_YEAR_STARTS = (9, 1)


class BandDefault(NamedTuple):
    """A band, the first and last minute of each period, and its wave at the gate."""

    name: str
    grade_from: int
    grade_to: int
    periods: tuple[tuple[time, time], ...]
    dismissal_at: time


BANDS = (
    BandDefault(
        "一二年级",
        1,
        2,
        ((time(15, 10), time(16, 5)), (time(16, 15), time(17, 10))),
        time(17, 10),
    ),
    BandDefault(
        "三四年级",
        3,
        4,
        ((time(15, 20), time(16, 15)), (time(16, 25), time(17, 20))),
        time(17, 20),
    ),
    BandDefault(
        "五六年级",
        5,
        6,
        ((time(15, 30), time(16, 25)), (time(16, 35), time(17, 30))),
        time(17, 30),
    ),
)


class TermDefault(NamedTuple):
    """A proposed term."""

    title: str
    starts_on: date
    ends_on: date


def school_year(day: date) -> int:
    """Give the year in which the school year of a day began (1 September)."""
    return day.year if (day.month, day.day) >= SCHOOL_YEAR_STARTS else day.year - 1


def entry_year(grade: int, day: date) -> int:
    """Give the year in which a class that is in `grade` on `day` entered grade 1."""
    return school_year(day) - grade + 1


def term_on(day: date) -> TermDefault:
    """Propose the term that runs on a day, or the next one when none does."""
    year = school_year(day)
    terms = (
        _term(year, 1, date(year, 9, 1), date(year + 1, 1, 22)),
        _term(year, 2, date(year + 1, 2, 24), date(year + 1, 7, 3)),
        _term(year + 1, 1, date(year + 1, 9, 1), date(year + 2, 1, 22)),
    )
    return next(term for term in terms if day <= term.ends_on)


def next_term(last_day: date) -> TermDefault:
    """Propose the term that follows one which ends on `last_day`."""
    return term_on(last_day + timedelta(days=1))


def _term(year: int, number: int, starts_on: date, ends_on: date) -> TermDefault:
    return TermDefault(f"{year}-{year + 1} 第{'一二'[number - 1]}学期", starts_on, ends_on)
