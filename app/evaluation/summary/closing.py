"""What was found and put right, month by month, beside what families said; plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt

CLEAR = 2.0  # standard errors; a difference below may be chance


@dataclass(frozen=True)
class Theme:
    """What a finding is about, by the heading of the patrol's form; empty: promised without one."""

    name: str
    name_en: str


@dataclass(frozen=True)
class Found:
    """One thing to put right: when it was found, until when, when it was done."""

    theme: Theme
    on: date
    due_on: date
    done_on: date | None


@dataclass(frozen=True)
class ThemeMonth:
    """The things of one theme found in one month."""

    theme: Theme
    found: int
    due: int  # done, or their day is over
    in_time: int


def first_of(day: date) -> date:
    """Give the first day of a month."""
    return day.replace(day=1)


def by_month(things: Iterable[Found], *, today: date) -> dict[date, list[ThemeMonth]]:
    """Put things together by month and theme, the oldest month first, most findings first."""
    counted: dict[tuple[date, Theme], list[int]] = {}
    for one in things:
        counts = counted.setdefault((first_of(one.on), one.theme), [0, 0, 0])
        counts[0] += 1
        counts[1] += one.done_on is not None or one.due_on < today
        counts[2] += one.done_on is not None and one.done_on <= one.due_on
    months: dict[date, list[ThemeMonth]] = {}
    for (month, theme), counts in sorted(counted.items(), key=lambda item: item[0][0]):
        months.setdefault(month, []).append(ThemeMonth(theme, *counts))
    for themes in months.values():
        themes.sort(key=lambda one: (-one.found, one.theme.name))
    return months


class Verdict(StrEnum):
    """Whether parents noticed."""

    MORE = "more"  # clearly more are satisfied
    FEWER = "fewer"
    UNCLEAR = "unclear"  # the samples are too small for the difference


@dataclass(frozen=True)
class Share:
    """How many of how many answers are satisfied."""

    satisfied: int
    answers: int


def verdict(before: Share, after: Share) -> Verdict:
    """Compare two samples: a difference counts from two standard errors on."""
    answers = before.answers + after.answers
    both = (before.satisfied + after.satisfied) / answers
    error = sqrt(both * (1 - both) * (1 / before.answers + 1 / after.answers))
    change = after.satisfied / after.answers - before.satisfied / before.answers
    if error == 0 or abs(change) < CLEAR * error:
        return Verdict.UNCLEAR
    return Verdict.MORE if change > 0 else Verdict.FEWER


def around(month: date, surveyed: Sequence[date]) -> tuple[date | None, date | None]:
    """Give the last survey before a month, and the first one from its own on.

    A month is asked about at its end: its own survey hears of what the month put right.
    """
    before = max((one for one in surveyed if one < month), default=None)
    after = min((one for one in surveyed if one >= month), default=None)
    return before, after
