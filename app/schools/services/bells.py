"""Bands, seasons and the times of the bell; the slots of the week."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.dependants import dependants
from app.core.errors import NotFound
from app.schools import queries
from app.schools.bells import Cell, Times
from app.schools.errors import (
    GradesBackwards,
    GradesInTwoBands,
    LastOne,
    NameTaken,
    NoSuchDay,
    PeriodEndsBeforeStart,
    PeriodsOverlap,
    SeasonsOverlap,
    SlotStillUsed,
)
from app.schools.models import Band, BellTime, School, Season, ServiceKind, Slot

WEEKEND = frozenset({6, 7})
LEAP_YEAR = 2024  # the longest year: every month and day that exists lies in it


def change_bells(
    session: Session,
    school: School,
    times: Mapping[Cell, Times],
    *,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Replace all bell times of the school; cells that are not named have none.

    Raises:
        NotFound: a cell names a season or band that this school has not.
        PeriodEndsBeforeStart: a period ends before it starts.
        PeriodsOverlap: a period begins before the one before it has ended.
    """
    bells = queries.bells(session, school.id)
    seasons, bands = {row.id for row in bells.seasons}, {row.id for row in bells.bands}
    if not all(cell.season_id in seasons and cell.band_id in bands for cell in times):
        raise NotFound
    for season in bells.seasons:
        for band in bells.bands:
            _check_afternoon(band, _afternoon(times, season, band))
    kept = {Cell(bell.season_id, bell.band_id, bell.period): bell for bell in bells.times}
    for cell, bell in kept.items():
        if cell not in times:
            session.delete(bell)
    for cell, value in times.items():
        row = kept.get(cell)
        if row is None:
            row = BellTime(school_id=school.id, **cell._asdict())
            session.add(row)
        row.starts_at, row.ends_at = value.starts_at, value.ends_at
    _record(session, "change bells", "school", school.id, school.id, actor_id, now)


def _afternoon(times: Mapping[Cell, Times], season: Season, band: Band) -> list[tuple[int, Times]]:
    return sorted(
        (cell.period, value)
        for cell, value in times.items()
        if (cell.season_id, cell.band_id) == (season.id, band.id)
    )


def _check_afternoon(band: Band, afternoon: list[tuple[int, Times]]) -> None:
    for period, value in afternoon:
        if value.ends_at <= value.starts_at:
            raise PeriodEndsBeforeStart(
                band=band.name, period=period, ends_at=f"{value.ends_at:%H:%M}"
            )
    for (_, earlier), (period, later) in pairwise(afternoon):
        if later.starts_at < earlier.ends_at:
            raise PeriodsOverlap(band=band.name, period=period)


class BandValues(NamedTuple):
    """What describes a band."""

    name: str
    grade_from: int
    grade_to: int
    dismissal_at: time | None


def save_band(
    session: Session,
    school: School,
    band: Band | None,
    values: BandValues,
    *,
    actor_id: int | None,
    now: datetime,
) -> Band:
    """Add a band (`band` is none) or change one.

    Raises:
        GradesBackwards: the lowest grade lies above the highest.
        NameTaken: another band has the name.
        GradesInTwoBands: another band has some of the grades.
    """
    if values.grade_to < values.grade_from:
        raise GradesBackwards
    for other in queries.bands(session, school.id):
        if other is band:
            continue
        if other.name == values.name:
            raise NameTaken(name=values.name)
        if values.grade_from <= other.grade_to and other.grade_from <= values.grade_to:
            raise GradesInTwoBands(name=other.name)
    saved = band if band is not None else Band(school_id=school.id)
    saved.name, saved.dismissal_at = values.name, values.dismissal_at
    saved.grade_from, saved.grade_to = values.grade_from, values.grade_to
    session.add(saved)
    session.flush()
    _record(session, "save band", "band", saved.id, school.id, actor_id, now)
    return saved


def delete_band(session: Session, band: Band, *, actor_id: int | None, now: datetime) -> None:
    """Delete a band with its bell times.

    Raises:
        LastOne: a school needs a band.
    """
    if len(queries.bands(session, band.school_id)) == 1:
        raise LastOne
    _record(session, "delete band", "band", band.id, band.school_id, actor_id, now)
    session.delete(band)
    session.flush()


class SeasonValues(NamedTuple):
    """What describes a season; days as "MM-DD"."""

    name: str
    first_day: str
    last_day: str


def save_season(
    session: Session,
    school: School,
    season: Season | None,
    values: SeasonValues,
    *,
    actor_id: int | None,
    now: datetime,
) -> Season:
    """Add a season (`season` is none) or change one.

    Raises:
        NoSuchDay: a day is not written as month and day, or no year has it.
        NameTaken: another season has the name.
        SeasonsOverlap: another season has some of the days.
    """
    wanted = _days(Season(first_day=values.first_day, last_day=values.last_day), values)
    for other in queries.seasons(session, school.id):
        if other is season:
            continue
        if other.name == values.name:
            raise NameTaken(name=values.name)
        if any(other.has_day(day) for day in wanted):
            raise SeasonsOverlap(name=other.name)
    saved = season if season is not None else Season(school_id=school.id)
    saved.name, saved.first_day, saved.last_day = values
    session.add(saved)
    session.flush()
    _record(session, "save season", "season", saved.id, school.id, actor_id, now)
    return saved


def delete_season(session: Session, season: Season, *, actor_id: int | None, now: datetime) -> None:
    """Delete a season with its bell times.

    Raises:
        LastOne: a school needs a season.
    """
    if len(queries.seasons(session, season.school_id)) == 1:
        raise LastOne
    _record(session, "delete season", "season", season.id, season.school_id, actor_id, now)
    session.delete(season)
    session.flush()


def days_without_season(seasons: Collection[Season]) -> list[date]:
    """List the days of a leap year that lie in no season."""
    year = (date.fromordinal(n) for n in range(_new_year(LEAP_YEAR), _new_year(LEAP_YEAR + 1)))
    return [day for day in year if not any(season.has_day(day) for season in seasons)]


def _new_year(year: int) -> int:
    return date(year, 1, 1).toordinal()


def _days(season: Season, values: SeasonValues) -> list[date]:
    for text in (values.first_day, values.last_day):
        try:
            date.fromisoformat(f"{LEAP_YEAR}-{text}")
        except ValueError as error:
            raise NoSuchDay(text=text) from error
    year = (date.fromordinal(n) for n in range(_new_year(LEAP_YEAR), _new_year(LEAP_YEAR + 1)))
    return [day for day in year if season.has_day(day)]


class SlotPlan(NamedTuple):
    """(weekday, period) pairs of the week: all, and those where clubs run."""

    slots: frozenset[tuple[int, int]]
    club_time: frozenset[tuple[int, int]]
    kinds: Mapping[int, ServiceKind] = MappingProxyType({})  # of periods; the weekend's is its own


def change_slots(
    session: Session, school: School, plan: SlotPlan, *, actor_id: int | None, now: datetime
) -> None:
    """Let the week have just these slots.

    Raises:
        SlotStillUsed: a slot that would go is used by clubs, lists or places.
    """
    present = {(slot.weekday, slot.period): slot for slot in queries.slots(session, school.id)}
    going = [slot for place, slot in present.items() if place not in plan.slots]
    for slot in going:
        if used := dependants(session, slot):
            raise SlotStillUsed(count=sum(used.values()))
    for slot in going:
        session.delete(slot)
    for place in plan.slots:
        row = present.get(place)
        if row is None:
            row = Slot(school_id=school.id, weekday=place[0], period=place[1])
            session.add(row)
        row.is_club_time = place in plan.club_time
        row.kind = _kind(row, plan)
    session.flush()
    _record(session, "change slots", "school", school.id, school.id, actor_id, now)


def _kind(slot: Slot, plan: SlotPlan) -> ServiceKind:
    if slot.weekday in WEEKEND:
        return ServiceKind.SATURDAY
    return plan.kinds.get(slot.period) or slot.kind or ServiceKind.AFTERNOON_1


def _record(
    session: Session,
    action: str,
    object_type: str,
    object_id: int,
    school_id: int,
    actor_id: int | None,
    now: datetime,
) -> None:
    record(session, action, object_type, object_id, school_id=school_id, actor_id=actor_id, now=now)
