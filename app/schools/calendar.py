"""Which days the service runs: national days, and the plain reading of a term's calendar.

Holidays and make-up days are those of the State Council's notice for the year, which names the days
but not the timetable a make-up day follows: the school says that. A year without a notice yet has
its statutory days only, and the calendar page warns.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.text import N_
from app.schools.models import CalendarDay, DayKind, Term

NEW_YEAR = N_("New Year's Day")
SPRING = N_("Spring Festival")
QINGMING = N_("Qingming Festival")
LABOUR = N_("Labour Day")
DRAGON_BOAT = N_("Dragon Boat Festival")
MID_AUTUMN = N_("Mid-Autumn Festival")
NATIONAL = N_("National Day")

MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Holiday:
    """Free days in a row, and the school days that are worked for them."""

    label: str
    first: date
    last: date
    make_up: tuple[date, ...] = ()


@dataclass(frozen=True)
class Year:
    """The free days of a year; `is_decreed` once the State Council has given notice."""

    is_decreed: bool
    holidays: tuple[Holiday, ...]


YEARS = {
    2026: Year(
        is_decreed=True,
        holidays=(
            Holiday(NEW_YEAR, date(2026, 1, 1), date(2026, 1, 3), (date(2026, 1, 4),)),
            Holiday(
                SPRING,
                date(2026, 2, 15),
                date(2026, 2, 23),
                (date(2026, 2, 14), date(2026, 2, 28)),
            ),
            Holiday(QINGMING, date(2026, 4, 4), date(2026, 4, 6)),
            Holiday(LABOUR, date(2026, 5, 1), date(2026, 5, 5), (date(2026, 5, 9),)),
            Holiday(DRAGON_BOAT, date(2026, 6, 19), date(2026, 6, 21)),
            Holiday(MID_AUTUMN, date(2026, 9, 25), date(2026, 9, 27)),
            Holiday(
                NATIONAL,
                date(2026, 10, 1),
                date(2026, 10, 7),
                (date(2026, 9, 20), date(2026, 10, 10)),
            ),
        ),
    ),
    2027: Year(
        is_decreed=False,
        holidays=(
            Holiday(NEW_YEAR, date(2027, 1, 1), date(2027, 1, 1)),
            Holiday(SPRING, date(2027, 2, 5), date(2027, 2, 8)),
            Holiday(QINGMING, date(2027, 4, 5), date(2027, 4, 5)),
            Holiday(LABOUR, date(2027, 5, 1), date(2027, 5, 2)),
            Holiday(DRAGON_BOAT, date(2027, 6, 9), date(2027, 6, 9)),
            Holiday(MID_AUTUMN, date(2027, 9, 15), date(2027, 9, 15)),
            Holiday(NATIONAL, date(2027, 10, 1), date(2027, 10, 3)),
        ),
    ),
}


@dataclass(frozen=True)
class NationalDay:
    """One day of the national calendar."""

    day: date
    kind: DayKind
    label: str


@dataclass(frozen=True)
class SchoolDay:
    """A day of lessons and service, and the weekday whose timetable it follows."""

    day: date
    weekday: int


def days_between(first: date, last: date) -> Iterator[date]:
    """Walk the days from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def national_days(first: date, last: date) -> list[NationalDay]:
    """List holidays and make-up days from `first` to `last`, by date."""
    found = []
    for year in range(first.year, last.year + 1):
        for holiday in YEARS[year].holidays if year in YEARS else ():
            free = days_between(holiday.first, holiday.last)
            found += [NationalDay(day, DayKind.HOLIDAY, holiday.label) for day in free]
            found += [NationalDay(day, DayKind.MAKE_UP, holiday.label) for day in holiday.make_up]
    return sorted((day for day in found if first <= day.day <= last), key=lambda day: day.day)


def years_without_notice(first: date, last: date) -> list[int]:
    """List the years whose holidays are not yet announced, or not known here."""
    return [
        year
        for year in range(first.year, last.year + 1)
        if year not in YEARS or not YEARS[year].is_decreed
    ]


def undecided(days: Iterable[CalendarDay]) -> list[CalendarDay]:
    """List the make-up days of which nobody has said whose timetable they follow."""
    return [day for day in days if day.kind is DayKind.MAKE_UP and day.follows_weekday is None]


def school_days(
    term: Term,
    calendar_days: Iterable[CalendarDay],
    weekdays: Collection[int] = MONDAY_TO_FRIDAY,
    *,
    service_from: date | None = None,
) -> list[SchoolDay]:
    """List the days of a term on which the service runs; none before `service_from` (R85).

    A make-up day counts once it is said which weekday's timetable it follows.
    """
    special = {day.day: day for day in calendar_days}
    found = []
    first = max(term.starts_on, service_from or term.starts_on)
    for day in days_between(first, term.ends_on):
        weekday = _followed(day, special.get(day))
        if weekday is not None and weekday in weekdays:
            found.append(SchoolDay(day, weekday))
    return found


def _followed(day: date, special: CalendarDay | None) -> int | None:
    if special is None:
        return day.isoweekday()
    return special.follows_weekday if special.kind is DayKind.MAKE_UP else None
