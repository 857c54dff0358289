"""Places and sizes of what charts draw; templates hold no arithmetic.

Lengths across are in percent, so that a figure fits any screen and its letters keep their size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from unicodedata import east_asian_width

from flask import Flask

PLOT_HEIGHT = 96  # pixels of a column that is as high as the highest
PHONE_WIDTH = 320  # pixels for all columns together
WIDE = 13  # pixels of a Chinese character in a chart; a digit takes half
NEAR_EDGE = 12.0  # percent: letters closer to an edge than this turn inward


@dataclass(frozen=True)
class Column:
    """One column of a chart, and where its words stand."""

    label: str
    shown: str
    left: str
    width: str
    middle: str
    top: float
    height: float
    is_spare: bool  # its words stand only where there is room, and not on a phone


@dataclass(frozen=True)
class Segment:
    """One part of a whole, side by side with the others."""

    label: str
    count: int
    percent: int
    left: str
    width: str


@dataclass(frozen=True)
class Mark:
    """A place on a line, and to which side its words run."""

    at: str
    side: str
    hides_first: bool
    hides_last: bool


def init_app(app: Flask) -> None:
    """Give templates the functions of this module."""
    for drawn in (share, percent, columns, segments, mark, points):
        app.jinja_env.globals[drawn.__name__] = drawn


def share(part: float, whole: float) -> str:
    """Write a part of a whole as a length, never outside 0 to 100 %."""
    return _length(100 * min(max(part / whole, 0), 1) if whole else 0)


def percent(part: float, whole: float) -> int:
    """Write a part of a whole in full percent; only all of it is 100, only none of it is 0."""
    if not whole or part <= 0:
        return 0
    return 100 if part >= whole else min(max(round(100 * part / whole), 1), 99)


def columns(rows: Sequence[tuple[str, float, str]]) -> list[Column]:
    """Lay columns side by side from rows of label, value and the value in words."""
    top = max((value for _, value, _ in rows), default=0)
    room = 100 / len(rows) if rows else 0
    widest = max((_width(words) for row in rows for words in (row[0], row[2])), default=0)
    every = max(1, ceil(len(rows) * widest / PHONE_WIDTH))
    made = []
    for index, (label, value, shown) in enumerate(rows):
        height = round(PLOT_HEIGHT * value / top, 1) if top else 0
        made.append(
            Column(
                label=label,
                shown=shown,
                left=_length(room * (index + 0.15)),
                width=_length(room * 0.7),
                middle=_length(room * (index + 0.5)),
                top=round(PLOT_HEIGHT - height, 1),
                height=height,
                is_spare=(len(rows) - 1 - index) % every > 0,
            )
        )
    return made


def segments(parts: Sequence[tuple[str, int]]) -> list[Segment]:
    """Lay the parts of a whole side by side."""
    whole = sum(count for _, count in parts)
    made, before = [], 0
    for label, count in parts:
        length = share(count, whole)
        made.append(Segment(label, count, percent(count, whole), share(before, whole), length))
        before += count
    return made


def mark(number: int, last: int) -> Mark:
    """Find the place of a number on a line from 1 to `last`."""
    at = 100 * (number - 1) / (last - 1) if last > 1 else 0
    side = "start" if at < NEAR_EDGE else "fin" if at > 100 - NEAR_EDGE else "mid"
    return Mark(_length(at), side, at < 2 * NEAR_EDGE, at > 100 - 2 * NEAR_EDGE)


def points(values: Sequence[float], top: float) -> str:
    """Write a line through values, left to right, for a box of 100 by 100."""
    step = 100 / (len(values) - 1) if len(values) > 1 else 0
    high = top or 1
    return " ".join(
        f"{step * index:.1f},{100 - 100 * min(value / high, 1):.1f}"
        for index, value in enumerate(values)
    )


def _width(words: str) -> float:
    """Estimate the width of words in px: a Chinese character is as wide as two others."""
    return sum(WIDE if east_asian_width(one) in "WF" else WIDE / 2 for one in words) + WIDE / 2


def _length(percent: float) -> str:
    return f"{percent:.1f}%"
