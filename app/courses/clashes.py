"""What stands in the way of a section: room, teacher, the bands' times. Plain data in and out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from app.core.text import N_
from app.schools.bells import Bells
from app.schools.models import Band, Season

EARLY_MINUTES = 15
DAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


class Times(NamedTuple):
    """When a section meets: a slot's weekday and period, and its own times."""

    weekday: int
    period: int
    starts_at: time
    ends_at: time

    def overlaps(self, other: Times) -> bool:
        """Whether both run at one moment; one may start when the other ends."""
        return (
            self.weekday == other.weekday
            and self.starts_at < other.ends_at
            and other.starts_at < self.ends_at
        )


@dataclass(frozen=True)
class Occupation:
    """A section's hold on the week: when, where, who. `teachers` are names by account."""

    section_id: int | None
    title: str
    times: Sequence[Times]
    room_id: int | None
    room: str
    teachers: Mapping[int, str]
    grade_from: int
    grade_to: int


class Kind(StrEnum):
    """What a clash is about."""

    ROOM = "room"
    TEACHER = "teacher"
    BEFORE_BAND = "before_band"
    NEXT_PERIOD = "next_period"
    EARLY = "early"  # a warning


@dataclass(frozen=True)
class Clash:
    """One thing in the way, with the facts that a sentence needs; `day` is a marked sentence."""

    kind: Kind
    day: str
    facts: Mapping[str, str]
    other_id: int | None = None

    @property
    def is_warning(self) -> bool:
        """Whether the section may take place all the same."""
        return self.kind is Kind.EARLY


class BandPeriod(NamedTuple):
    """A band's period in one season."""

    band: Band
    period: int
    starts_at: time


@dataclass(frozen=True)
class Bounds:
    """When the periods of each band begin in the seasons of a term."""

    periods: Sequence[BandPeriod]

    @classmethod
    def of_term(cls, bells: Bells, first: date, last: date) -> Bounds:
        """Read the bells of every season that has a day of the term."""
        seasons = {season.id for season in seasons_between(bells, first, last)}
        bands = {band.id: band for band in bells.bands}
        return cls(
            [
                BandPeriod(bands[bell.band_id], bell.period, bell.starts_at)
                for bell in bells.times
                if bell.season_id in seasons
            ]
        )

    def of_grades(self, grade_from: int, grade_to: int) -> Iterable[BandPeriod]:
        """Walk the periods of all bands that share a grade with these."""
        return (
            period
            for period in self.periods
            if period.band.grade_from <= grade_to and grade_from <= period.band.grade_to
        )


def seasons_between(bells: Bells, first: date, last: date) -> Iterable[Season]:
    """Give every season that has a day between the first and the last."""
    weeks = range(0, (last - first).days + 1, 7)
    days = [*(first + timedelta(days=offset) for offset in weeks), last]
    return {
        season.id: season for day in days if (season := bells.season_on(day)) is not None
    }.values()


def clashes(wanted: Occupation, others: Iterable[Occupation], bounds: Bounds) -> list[Clash]:
    """List what is in the way of a section, the gravest first, then the warnings."""
    found = [clash for other in others for clash in _with_other(wanted, other)]
    found += _with_bands(wanted, bounds)
    return sorted(found, key=lambda clash: clash.is_warning)


def _with_other(wanted: Occupation, other: Occupation) -> Iterable[Clash]:
    if wanted.section_id is not None and wanted.section_id == other.section_id:
        return
    pairs = product(wanted.times, other.times)
    theirs = next((theirs for mine, theirs in pairs if mine.overlaps(theirs)), None)
    if theirs is None:
        return
    facts = {"title": other.title} | _written(theirs)
    day = DAYS[theirs.weekday - 1]
    if wanted.room_id is not None and wanted.room_id == other.room_id:
        yield Clash(Kind.ROOM, day, facts | {"room": other.room}, other.section_id)
    for account_id in wanted.teachers.keys() & other.teachers.keys():
        teacher = {"teacher": other.teachers[account_id]}
        yield Clash(Kind.TEACHER, day, facts | teacher, other.section_id)


def _with_bands(wanted: Occupation, bounds: Bounds) -> Iterable[Clash]:
    """Compare with the bells; a band that is both early and late is said once a kind and day."""
    taken = {(times.weekday, times.period) for times in wanted.times}
    found: dict[tuple[Kind, int, int], Clash] = {}
    for times in wanted.times:
        for band in bounds.of_grades(wanted.grade_from, wanted.grade_to):
            kind = _band_kind(times, band, is_taken=(times.weekday, band.period) in taken)
            if kind is not None:
                facts = {"band": band.band.name, "band_time": f"{band.starts_at:%H:%M}"}
                clash = Clash(kind, DAYS[times.weekday - 1], _written(times) | facts)
                found[kind, times.weekday, band.band.id] = clash
    return found.values()


def _band_kind(times: Times, band: BandPeriod, *, is_taken: bool) -> Kind | None:
    if band.period == times.period and times.starts_at < band.starts_at:
        early = _minutes(band.starts_at) - _minutes(times.starts_at)
        return Kind.EARLY if early <= EARLY_MINUTES else Kind.BEFORE_BAND
    if band.period > times.period and not is_taken and times.ends_at > band.starts_at:
        return Kind.NEXT_PERIOD
    return None


def _written(times: Times) -> dict[str, str]:
    return {"starts_at": f"{times.starts_at:%H:%M}", "ends_at": f"{times.ends_at:%H:%M}"}


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
