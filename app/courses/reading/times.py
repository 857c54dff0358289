"""Times as schools write them: 每周四 16:25-17:20, 周二、周四下午4:25—5:20, 周三第2节."""

import re
from collections.abc import Sequence
from datetime import time
from typing import NamedTuple

from app.courses.reading.words import chinese_number, half_width
from app.sheets.tables import Cell

WEEKDAYS = {
    **{character: day for day, character in enumerate("一二三四五六日", 1)},
    **{str(day): day for day in range(1, 8)},
    "天": 7,
}
ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_LETTERS = "一二三四五六日天1-7"
DAYS = re.compile(rf"(?:周|星期|礼拜)([{DAY_LETTERS}](?:[、,和及/][{DAY_LETTERS}](?![:点节]))*)")
BARE_DAYS = re.compile(
    r"[一二三四五六日天](?:[、,和及/]?[一二三四五六日天])*|[1-7](?:[、,和及/][1-7])*"
)
SPAN = re.compile(
    r"(上午|中午|下午|晚上|晚|pm|am)?(\d{1,2})[:.点时](\d{2}|半)?分?-(?:上午|下午)?(\d{1,2})[:.点时](\d{2}|半)?分?"
)
PERIOD = re.compile(r"第([一二三四1-4])(?:节|课时|时段)")
MOMENT = re.compile(r"(上午|下午|晚)?(\d{1,2})[:.点时](\d{2}|半)?分?(?::\d{2})?")
EVERY_SCHOOL_DAY = re.compile(r"周一(?:-|至)周?五|每天|每日")
AFTERNOON = frozenset({"下午", "晚上", "晚", "pm"})
EARLIEST_SCHOOL_HOUR = 7  # nobody meets at 4:25; it is 16:25
DAY_SECONDS = 24 * 60


class WeekTime(NamedTuple):
    """When a club meets: times, or a period whose bell decides."""

    weekday: int
    starts_at: time | None = None
    ends_at: time | None = None
    period: int | None = None


def week_times_of(cell: Cell) -> Sequence[WeekTime]:
    """Read a free text of days and times; empty when it cannot be understood."""
    found: list[WeekTime] = []
    days: list[int] = []
    for part in re.split(
        r"[;；\n]", EVERY_SCHOOL_DAY.sub("周一、周二、周三、周四、周五", half_width(cell))
    ):
        written = weekdays_of(part)
        days = written or days
        spans = [_span(match) for match in SPAN.finditer(part)]
        periods = [chinese_number(match[1]) for match in PERIOD.finditer(part)]
        for day in days if spans or periods else ():
            found += [WeekTime(day, *span) for span in spans if span is not None]
            found += [WeekTime(day, period=period) for period in periods if not spans]
    return list(dict.fromkeys(found))


def weekdays_of(cell: Cell) -> list[int]:
    """Read days of the week: 周四, 星期四, 四, 4, Thu, 周二、四; empty when there are none."""
    text = half_width(cell)
    if BARE_DAYS.fullmatch(text):
        return list(dict.fromkeys(WEEKDAYS[sign] for sign in text if sign in WEEKDAYS))
    if text[:3] in ENGLISH_DAYS and text.isascii():
        return [ENGLISH_DAYS.index(text[:3]) + 1]
    found = [
        WEEKDAYS[letter]
        for match in DAYS.finditer(text)
        for letter in re.split(r"[、,和及/]", match[1])
    ]
    return list(dict.fromkeys(found))


def moment_of(cell: Cell) -> time | None:
    """Read one time of day: 16:25, 下午4点25分, 4:25, or a spreadsheet's fraction of a day."""
    if isinstance(cell, float) and 0 < cell < 1:
        minutes = round(cell * DAY_SECONDS)
        return time(minutes // 60, minutes % 60)
    match = MOMENT.fullmatch(half_width(cell))
    return _time(match[1] or "", match[2], match[3]) if match else None


def _span(match: re.Match[str]) -> tuple[time, time] | None:
    half = match[1] or ""
    starts_at, ends_at = _time(half, match[2], match[3]), _time(half, match[4], match[5])
    return (starts_at, ends_at) if starts_at and ends_at and starts_at < ends_at else None


def _time(half: str, hour_text: str, minute_text: str | None) -> time | None:
    hour = int(hour_text)
    minute = 30 if minute_text == "半" else int(minute_text or 0)
    is_afternoon = half in AFTERNOON or (not half and hour < EARLIEST_SCHOOL_HOUR)
    if is_afternoon and hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None
