"""A school is created with everything it needs to begin, and its settings change."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import available_timezones

from sqlalchemy.orm import Session

from app.audit.services import record
from app.schools import defaults, queries
from app.schools.errors import SchoolCodeMalformed, SchoolCodeTaken, UnknownTimeZone
from app.schools.models import Band, BellTime, School, Season, Slot
from app.schools.services.terms import open_term

CODE = re.compile(r"[a-z][a-z0-9]{1,19}")


def create_school(
    session: Session,
    *,
    code: str,
    name: str,
    now: datetime,
    name_en: str = "",
    time_zone: str = "Asia/Shanghai",
    is_demonstration: bool = False,
) -> School:
    """Create a school with its bands, bells, slots and present term.

    Raises:
        SchoolCodeMalformed: the code does not fit into an address.
        SchoolCodeTaken: another school has this code.
        UnknownTimeZone: there is no such time zone.
    """
    if not CODE.fullmatch(code):
        raise SchoolCodeMalformed
    if queries.school_by_code(session, code) is not None:
        raise SchoolCodeTaken(code=code)
    _check_time_zone(time_zone)
    school = School(
        code=code,
        name=name,
        name_en=name_en,
        time_zone=time_zone,
        is_demonstration=is_demonstration,
        created_at=now,
    )
    session.add(school)
    session.flush()
    _add_bells(session, school)
    _add_slots(session, school)
    open_term(session, school, *defaults.term_on(school.today(now)))
    return school


@dataclass(frozen=True)
class Settings:
    """What an administrator may change about the school itself."""

    name: str
    name_en: str
    time_zone: str
    starts_on: date | None
    pilot_grades: Collection[int]
    allows_paid_agencies: bool


def change_settings(
    session: Session, school: School, settings: Settings, *, actor_id: int | None, now: datetime
) -> None:
    """Change the school's own settings.

    Raises:
        UnknownTimeZone: there is no such time zone.
    """
    _check_time_zone(settings.time_zone)
    school.name, school.name_en = settings.name, settings.name_en
    school.time_zone = settings.time_zone
    school.starts_on = settings.starts_on
    school.pilot_grades = ",".join(str(grade) for grade in sorted(settings.pilot_grades))
    school.allows_paid_agencies = settings.allows_paid_agencies
    record(
        session,
        "change settings",
        "school",
        school.id,
        school_id=school.id,
        actor_id=actor_id,
        now=now,
    )


def _check_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise UnknownTimeZone(name=name)


def _add_bells(session: Session, school: School) -> None:
    seasons = [
        Season(school_id=school.id, name=name, first_day=first_day, last_day=last_day)
        for name, first_day, last_day in defaults.SEASONS
    ]
    bands = [
        Band(
            school_id=school.id,
            name=band.name,
            grade_from=band.grade_from,
            grade_to=band.grade_to,
            dismissal_at=band.dismissal_at,
        )
        for band in defaults.BANDS
    ]
    session.add_all([*seasons, *bands])
    session.add_all(
        BellTime(
            school_id=school.id,
            season=season,
            band=band,
            period=period,
            starts_at=starts_at,
            ends_at=ends_at,
        )
        for season in seasons
        for band, values in zip(bands, defaults.BANDS, strict=True)
        for period, (starts_at, ends_at) in enumerate(values.periods, start=1)
    )


def _add_slots(session: Session, school: School) -> None:
    session.add_all(
        Slot(
            school_id=school.id,
            weekday=weekday,
            period=period,
            is_club_time=period in defaults.CLUB_PERIODS,
            kind=defaults.KINDS[period],
        )
        for weekday in defaults.WEEKDAYS
        for period in defaults.PERIODS
    )
