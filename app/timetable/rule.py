"""When sections meet by the rule of the week: plain reading of loaded rows, nothing written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.courses.models import Section, SectionTime
from app.schools.bells import Bells, Times
from app.schools.calendar import SchoolDay

ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class Key:
    """Which day of the rule a meeting stands for."""

    section_id: int
    slot_id: int
    planned_on: date


@dataclass(frozen=True)
class Planned:
    """A meeting as the rule wants it; `teachers` are accounts with whether each leads."""

    starts_at: time
    ends_at: time
    room_id: int | None
    teachers: Mapping[int, bool]


def planned_meetings(
    sections: Iterable[Section], days: Sequence[SchoolDay], bells: Bells, *, term_starts_on: date
) -> dict[Key, Planned]:
    """Lay sections out over the days on which the service runs (R39-R41, R47).

    Args:
        sections: with times, their slots, and teachers loaded.
        days: the service days, each with the weekday whose timetable it follows.
        bells: of the school.
        term_starts_on: a section's own times stand for the season of this day.
    """
    found = {}
    for section in sections:
        teachers = {teacher.account_id: teacher.is_lead for teacher in section.teachers}
        for own in section.times:
            for day in days:
                if day.weekday != own.slot.weekday:
                    continue
                times = season_times(section, own, bells, reference=term_starts_on, on=day.day)
                found[Key(section.id, own.slot_id, day.day)] = Planned(
                    times.starts_at, times.ends_at, section.room_id, teachers
                )
    return found


def season_times(
    section: Section, own: SectionTime, bells: Bells, *, reference: date, on: date
) -> Times:
    """Give a section's times on a day: they move with the bell of its youngest band (R41).

    Without a bell in one of the two seasons, or if it would pass midnight, its own times hold.
    """
    period = own.slot.period
    usual = bells.grade_times(section.grade_from, period, reference)
    today = bells.grade_times(section.grade_from, period, on)
    if usual is None or today is None:
        return Times(own.starts_at, own.ends_at)
    shift = _at(today.starts_at) - _at(usual.starts_at)
    starts, ends = _at(own.starts_at) + shift, _at(own.ends_at) + shift
    if starts.date() != ANY_DAY or ends.date() != ANY_DAY:
        return Times(own.starts_at, own.ends_at)
    return Times(starts.time(), ends.time())


def first_day(term_starts_on: date, service_starts_on: date | None) -> date:
    """Give the first day with meetings: the term's, or the first of the service if later (R85)."""
    return max(term_starts_on, service_starts_on or term_starts_on)


def week_of(day: date) -> tuple[date, date]:
    """Give Monday and Sunday of a day's week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _at(moment: time) -> datetime:
    return datetime.combine(ANY_DAY, moment)
