"""What figures are made of, as plain data: counts of marks, their shares, and what stands out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

IN_A_ROW = 3  # absences in a row, or of the last LOOKED_AT meetings, that are worth a look
LOOKED_AT = 6
SHRUNK_TO, AT_LEAST_FEWER = 0.8, 3  # of those who came before; and so many children fewer
WEAKER_BY, ENOUGH_MARKS = 0.03, 60  # a weekday, compared with the other days


@dataclass(frozen=True)
class Counts:
    """How many marks of each kind."""

    present: int = 0
    late: int = 0
    on_leave: int = 0
    absent: int = 0
    left_early: int = 0

    @property
    def all(self) -> int:
        """How many were expected: the sample."""
        return self.present + self.late + self.on_leave + self.absent + self.left_early

    @property
    def there(self) -> int:
        """How many came."""
        return self.present + self.late + self.left_early

    @property
    def share(self) -> float:
        """Which part of those expected came; 0 of nobody."""
        return self.there / self.all if self.all else 0.0

    def __add__(self, other: Counts) -> Counts:
        """Put two counts together."""
        return Counts(
            *(getattr(self, one.name) + getattr(other, one.name) for one in fields(Counts))
        )


@dataclass(frozen=True)
class DayCounts:
    """The counts of one day."""

    day: date
    counts: Counts


def added(parts: Iterable[Counts]) -> Counts:
    """Put counts together."""
    return sum(parts, Counts())


def by_weekday(days: Iterable[DayCounts]) -> dict[int, Counts]:
    """Put days together by weekday, 1 Monday to 7 Sunday, those alone that have marks."""
    found: dict[int, Counts] = {}
    for one in days:
        number = one.day.isoweekday()
        found[number] = found.get(number, Counts()) + one.counts
    return dict(sorted(found.items()))


def by_week(days: Iterable[DayCounts], starts_on: date) -> dict[int, Counts]:
    """Put days together by week of the term, the one it starts in being 1."""
    monday = starts_on.toordinal() - starts_on.weekday()
    found: dict[int, Counts] = {}
    for one in days:
        number = 1 + (one.day.toordinal() - monday) // 7
        found[number] = found.get(number, Counts()) + one.counts
    return dict(sorted(found.items()))


def weak_weekdays(weekdays: dict[int, Counts]) -> list[tuple[int, Counts, Counts]]:
    """Name the weekdays on which clearly fewer came than on the others, with those others."""
    found = []
    for number, own in weekdays.items():
        others = added(counts for other, counts in weekdays.items() if other != number)
        is_enough = min(own.all, others.all) >= ENOUGH_MARKS
        if is_enough and own.share <= others.share - WEAKER_BY:
            found.append((number, own, others))
    return found


def has_shrunk(before: float, lately: float) -> bool:
    """Whether clearly fewer children came lately than before, on average."""
    return lately <= SHRUNK_TO * before and before - lately >= AT_LEAST_FEWER


@dataclass(frozen=True)
class Streak:
    """A child in its last meetings of a section: `in_a_row` missed at the end, `of` looked at."""

    missed: int
    of: int
    in_a_row: int

    @property
    def is_worth_a_look(self) -> bool:
        """Whether it missed three in a row, or half of the last six."""
        return self.in_a_row >= IN_A_ROW or self.missed >= IN_A_ROW


def streak(was_absent: Sequence[bool]) -> Streak:
    """Look at a child's last meetings, the newest last."""
    last = was_absent[-LOOKED_AT:]
    in_a_row = next((n for n, missed in enumerate(reversed(last)) if not missed), len(last))
    return Streak(sum(last), len(last), in_a_row)
