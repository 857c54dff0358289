"""Whether a school's plan keeps its rules: plain reading of loaded rows (R42, R45)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise
from typing import NamedTuple

from app.core.text import N_, Sentence
from app.schools.bells import Bells, Times
from app.schools.models import Band, Season, ServiceKind, Slot

LONGEST_BREAK = 20  # minutes between periods that still belong to the service
SCHOOL_DAYS = range(1, 6)

FEW_DAYS = N_("%(days)d days a week instead of %(wanted)d: run the service on more days.")
TOO_SHORT = N_("%(minutes)d minutes instead of %(wanted)d: lengthen a period, or add one.")
TOO_EARLY = N_("It ends at %(ends_at)s, before %(wanted)s: let the last period end later.")
TOO_LATE = N_("It ends at %(ends_at)s, after %(wanted)s: let the last period end earlier.")
IN_LESSONS = N_("It begins at %(starts_at)s, and lessons end at %(wanted)s: let it begin later.")
NO_BELL = N_("Period %(number)d has no time: set its bell.")


class Limits(NamedTuple):
    """What holds for a band in a season; what is none is not asked."""

    lessons_end_at: time | None = None
    end_not_before: time | None = None
    end_not_after: time | None = None


@dataclass(frozen=True)
class Rules:
    """All rules of a school; `limits` by (season, band)."""

    days_per_week: int | None
    minutes_per_day: int | None
    limits: Mapping[tuple[int, int], Limits]

    def of(self, season: Season, band: Band) -> Limits:
        """Give the limits of a band in a season."""
        return self.limits.get((season.id, band.id), Limits())


class Run(NamedTuple):
    """A period of a day: what it is, and from when to when."""

    kind: ServiceKind
    times: Times


@dataclass(frozen=True)
class DayCheck:
    """A band's day of the week: what runs, and what breaks a rule."""

    weekday: int
    runs: Sequence[Run]
    findings: Sequence[Sentence]

    @property
    def minutes(self) -> int:
        """How long the service lasts, short breaks included."""
        return _minutes(self.runs)


@dataclass(frozen=True)
class BandCheck:
    """A band's week."""

    band: Band
    days: Sequence[DayCheck]
    findings: Sequence[Sentence]

    @property
    def keeps_all(self) -> bool:
        """Whether no rule is broken."""
        return not self.findings and not any(day.findings for day in self.days)


def check_plan(
    slots: Sequence[Slot], bells: Bells, rules: Rules, season: Season, bands: Collection[Band]
) -> list[BandCheck]:
    """Check the week of each band in a season; only days on which the service runs are asked."""
    return [_band(slots, bells, rules, season, band) for band in bands]


def _band(
    slots: Sequence[Slot], bells: Bells, rules: Rules, season: Season, band: Band
) -> BandCheck:
    times = {
        bell.period: Times(bell.starts_at, bell.ends_at)
        for bell in bells.times
        if (bell.season_id, bell.band_id) == (season.id, band.id)
    }
    days = []
    for weekday in sorted({slot.weekday for slot in slots}):
        of_day = [slot for slot in slots if slot.weekday == weekday]
        days.append(_day(weekday, of_day, times, rules, rules.of(season, band)))
    served = sum(day.weekday in SCHOOL_DAYS and bool(day.runs) for day in days)
    wanted = rules.days_per_week
    is_short = wanted is not None and served < wanted
    lacking = [Sentence(FEW_DAYS, {"days": served, "wanted": wanted})] if is_short else []
    return BandCheck(band, days, lacking)


def _day(
    weekday: int, slots: Sequence[Slot], times: Mapping[int, Times], rules: Rules, limits: Limits
) -> DayCheck:
    runs = sorted(
        (Run(slot.kind, times[slot.period]) for slot in slots if slot.period in times),
        key=lambda run: run.times.starts_at,
    )
    findings = [
        Sentence(NO_BELL, {"number": slot.period}) for slot in slots if slot.period not in times
    ]
    if weekday in SCHOOL_DAYS and runs:
        findings += [*_length(runs, rules), *_ends(runs, limits)]
    return DayCheck(weekday, runs, findings)


def _length(runs: Sequence[Run], rules: Rules) -> list[Sentence]:
    minutes, wanted = _minutes(runs), rules.minutes_per_day
    if wanted is None or minutes >= wanted:
        return []
    return [Sentence(TOO_SHORT, {"minutes": minutes, "wanted": wanted})]


def _ends(runs: Sequence[Run], limits: Limits) -> list[Sentence]:
    after = [run.times for run in runs if run.kind.follows_lessons]
    if not after:
        return []
    starts_at, ends_at = after[0].starts_at, max(times.ends_at for times in after)
    found = []
    if limits.lessons_end_at and starts_at < limits.lessons_end_at:
        found.append(_said(IN_LESSONS, limits.lessons_end_at, starts_at=starts_at))
    if limits.end_not_before and ends_at < limits.end_not_before:
        found.append(_said(TOO_EARLY, limits.end_not_before, ends_at=ends_at))
    if limits.end_not_after and ends_at > limits.end_not_after:
        found.append(_said(TOO_LATE, limits.end_not_after, ends_at=ends_at))
    return found


def _said(sentence: str, wanted: time, **facts: time) -> Sentence:
    times = {"wanted": wanted, **facts}
    return Sentence(sentence, {name: f"{value:%H:%M}" for name, value in times.items()})


def _minutes(runs: Sequence[Run]) -> int:
    lasts = sum(_between(run.times.starts_at, run.times.ends_at) for run in runs)
    gaps = [_between(one.times.ends_at, other.times.starts_at) for one, other in pairwise(runs)]
    return lasts + sum(gap for gap in gaps if gap <= LONGEST_BREAK)


def _between(first: time, last: time) -> int:
    return (last.hour - first.hour) * 60 + last.minute - first.minute
