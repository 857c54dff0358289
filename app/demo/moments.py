"""Moments of a demonstration: dates laid around a day, and times as people write them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CHINESE_DAYS = "一二三四五六日"
WEEKS_BEFORE, WEEKS_OF_TERM = 2, 19
DAYS_OPEN_BEFORE, DAYS_OPEN_AFTER = 3, 2
MORNING, EVENING = time(8), time(18)
WRITTEN = re.compile(r"(?:(?P<day>\S+)\s+)?(?P<time>\d{1,2}:\d{2})")


class NoMoment(ValueError):
    """What was written is no moment."""


@dataclass(frozen=True)
class Plan:
    """The dates of a demonstration."""

    starts_on: date
    ends_on: date
    opens_at: datetime
    closes_at: datetime


def plan_around(today: date, zone: ZoneInfo) -> Plan:
    """Lay a term around a day on which a round is open: since three days, for two more."""
    monday = today - timedelta(days=today.weekday())
    starts_on = monday - timedelta(weeks=WEEKS_BEFORE)
    opens_on = today - timedelta(days=DAYS_OPEN_BEFORE)
    closes_on = today + timedelta(days=DAYS_OPEN_AFTER)
    return Plan(
        starts_on=starts_on,
        ends_on=starts_on + timedelta(weeks=WEEKS_OF_TERM, days=-3),
        opens_at=datetime.combine(opens_on, MORNING, zone),
        closes_at=datetime.combine(closes_on, EVENING, zone),
    )


def read_moment(text: str, now: datetime) -> datetime:
    """Read "Thu 16:20", "周四 16:20", "16:20" or "2026-11-26 16:20" in the zone of `now`.

    A weekday means today if it is that day, else the next one.

    Raises:
        NoMoment: it is none of these.
    """
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise NoMoment(text)
    try:
        at = time.fromisoformat(found["time"].zfill(5))
        day = _day(found["day"], now.date())
    except ValueError as error:
        raise NoMoment(text) from error
    return datetime.combine(day, at, now.tzinfo)


def _day(text: str | None, today: date) -> date:
    if text is None:
        return today
    weekday = _weekday(text)
    if weekday is None:
        return date.fromisoformat(text)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _weekday(text: str) -> int | None:
    if text.lower()[:3] in DAYS:
        return DAYS.index(text.lower()[:3])
    chinese = text.replace("天", "日")
    if chinese[:-1] in {"周", "星期"} and chinese[-1] in CHINESE_DAYS:
        return CHINESE_DAYS.index(chinese[-1])
    return None
