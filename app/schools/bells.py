"""When a period starts and ends for a grade on a day: plain reading of loaded rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import NamedTuple

from app.schools.models import Band, BellTime, Season, Slot


@dataclass(frozen=True)
class Times:
    """From when to when."""

    starts_at: time
    ends_at: time


class Cell(NamedTuple):
    """One cell of the bell table."""

    season_id: int
    band_id: int
    period: int


@dataclass(frozen=True)
class Bells:
    """All bell times of a school, loaded together."""

    bands: Sequence[Band]
    seasons: Sequence[Season]
    times: Sequence[BellTime]

    def season_on(self, day: date) -> Season | None:
        """Find the season of a day."""
        return next((season for season in self.seasons if season.has_day(day)), None)

    def band_of(self, grade: int) -> Band | None:
        """Find the band of a grade."""
        return next((band for band in self.bands if band.has_grade(grade)), None)

    def band_times(self, band: Band, period: int, on: date) -> Times | None:
        """Give the times of a period for a band on a day, if the school has set them."""
        season = self.season_on(on)
        if season is None:
            return None
        return next(
            (
                Times(bell.starts_at, bell.ends_at)
                for bell in self.times
                if (bell.season_id, bell.band_id, bell.period) == (season.id, band.id, period)
            ),
            None,
        )

    def grade_times(self, grade: int, period: int, on: date) -> Times | None:
        """Give the times of a period for a grade on a day, if the school has set them."""
        band = self.band_of(grade)
        return self.band_times(band, period, on) if band is not None else None


@dataclass(frozen=True)
class SlotTimes:
    """A slot and what its period means for each band on a day."""

    slot: Slot
    by_band: Sequence[tuple[Band, Times | None]]


def slot_times(slots: Sequence[Slot], bells: Bells, on: date) -> list[SlotTimes]:
    """Give each slot the times of every band on a day of its season."""
    return [
        SlotTimes(slot, [(band, bells.band_times(band, slot.period, on)) for band in bells.bands])
        for slot in slots
    ]


def slot_at(
    slots: Sequence[Slot], bells: Bells, *, weekday: int, grade: int, starts_at: time, on: date
) -> Slot | None:
    """Find the slot of a weekday whose time for the grade lies nearest to a starting time."""

    def distance(slot: Slot) -> int:
        times = bells.grade_times(grade, slot.period, on)
        return 24 * 60 if times is None else abs(_minutes(times.starts_at) - _minutes(starts_at))

    return min((slot for slot in slots if slot.weekday == weekday), key=distance, default=None)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
