"""Reads about a school; every one is bound to its id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TypeVar

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.core.db import Model
from app.core.errors import NotFound
from app.core.roles import STAFF
from app.schools.bells import Bells
from app.schools.errors import NoTerm
from app.schools.models import (
    Band,
    BandRule,
    BellTime,
    CalendarDay,
    Homeroom,
    Room,
    School,
    Season,
    ServiceRule,
    Slot,
    Term,
)
from app.schools.rules import Limits, Rules

Row = TypeVar("Row")

_TERMS = (  # asked by almost every page, so put together once
    select(Term).where(Term.school_id == bindparam("of_school")).order_by(Term.starts_on.desc())
)


def schools(session: Session) -> Sequence[School]:
    """List every school of the installation, by code; for commands."""
    return session.scalars(select(School).order_by(School.code)).all()


def get_school(session: Session, school_id: int) -> School:
    """Load a school; free of charge when the request has loaded it already."""
    return _found(session.get(School, school_id))


def school_by_code(session: Session, code: str) -> School | None:
    """Find a school by the code in its addresses."""
    return session.scalars(select(School).where(School.code == code)).one_or_none()


def get_school_by_code(session: Session, code: str) -> School:
    """Load a school by the code in its addresses, or `NotFound`."""
    return _found(school_by_code(session, code))


def terms(session: Session, school_id: int) -> Sequence[Term]:
    """List a school's terms, newest first."""
    return session.scalars(_TERMS, {"of_school": school_id}).all()


def get_term(session: Session, school_id: int, term_id: int) -> Term:
    """Load a term of this school, or `NotFound`."""
    return _found(
        session.scalars(
            select(Term).where(Term.school_id == school_id, Term.id == term_id)
        ).one_or_none()
    )


def current_term(session: Session, school_id: int, on: date) -> Term | None:
    """Find the term of a day: the running one, else the next, else the last."""
    return term_of(terms(session, school_id), on)


def term_of(listed: Sequence[Term], on: date) -> Term | None:
    """Pick from terms, newest first, the one of a day as `current_term` does."""
    coming = [term for term in listed if on <= term.ends_on]
    if coming:
        return coming[-1]
    return listed[0] if listed else None


def get_current_term(session: Session, school_id: int, on: date) -> Term:
    """Load the term of a day as `current_term` does, or `NoTerm`."""
    term = current_term(session, school_id, on)
    if term is None:
        raise NoTerm
    return term


def calendar_days(
    session: Session, school_id: int, first: date, last: date
) -> Sequence[CalendarDay]:
    """List the special days from `first` to `last`, by date."""
    return session.scalars(
        select(CalendarDay)
        .where(CalendarDay.school_id == school_id, CalendarDay.day.between(first, last))
        .order_by(CalendarDay.day)
    ).all()


def calendar_day(session: Session, school_id: int, day: date) -> CalendarDay | None:
    """Find the mark of a day."""
    return session.scalars(
        select(CalendarDay).where(CalendarDay.school_id == school_id, CalendarDay.day == day)
    ).one_or_none()


def get_band(session: Session, school_id: int, band_id: int) -> Band:
    """Load a band of this school, or `NotFound`."""
    return _found(
        session.scalars(
            select(Band).where(Band.school_id == school_id, Band.id == band_id)
        ).one_or_none()
    )


def bands(session: Session, school_id: int) -> Sequence[Band]:
    """List the bands, lowest grades first."""
    return session.scalars(
        select(Band).where(Band.school_id == school_id).order_by(Band.grade_from, Band.id)
    ).all()


def get_season(session: Session, school_id: int, season_id: int) -> Season:
    """Load a season of this school, or `NotFound`."""
    return _found(
        session.scalars(
            select(Season).where(Season.school_id == school_id, Season.id == season_id)
        ).one_or_none()
    )


def seasons(session: Session, school_id: int) -> Sequence[Season]:
    """List the seasons by their first day."""
    return session.scalars(
        select(Season).where(Season.school_id == school_id).order_by(Season.first_day, Season.id)
    ).all()


def bells(session: Session, school_id: int) -> Bells:
    """Load all bell times of a school, with bands and seasons."""
    times = session.scalars(
        select(BellTime).where(BellTime.school_id == school_id).order_by(BellTime.period)
    ).all()
    return Bells(bands(session, school_id), seasons(session, school_id), times)


def rules(session: Session, school_id: int) -> Rules:
    """Load what the school's plan has to keep."""
    whole = session.get(ServiceRule, school_id)
    found = session.scalars(select(BandRule).where(BandRule.school_id == school_id))
    return Rules(
        days_per_week=whole.days_per_week if whole else None,
        minutes_per_day=whole.minutes_per_day if whole else None,
        limits={
            (row.season_id, row.band_id): Limits(
                row.lessons_end_at, row.end_not_before, row.end_not_after
            )
            for row in found
        },
    )


def lessons_end(
    session: Session, school_id: int, grades: range, on: date
) -> Sequence[tuple[Band, time]]:
    """Say when the last lesson of each band with some of the grades ends, in a day's season."""
    statement = (
        select(Band, Season, BandRule.lessons_end_at)
        .join(Band, Band.id == BandRule.band_id)
        .join(Season, Season.id == BandRule.season_id)
        .where(BandRule.school_id == school_id, BandRule.lessons_end_at.is_not(None))
        .order_by(Band.grade_from)
    )
    return [
        (band, ends_at)
        for band, season, ends_at in session.execute(statement)
        if ends_at and season.has_day(on) and any(map(band.has_grade, grades))
    ]


def slots(session: Session, school_id: int, *, club_time_only: bool = False) -> Sequence[Slot]:
    """List the slots in the order of the week."""
    statement = select(Slot).where(Slot.school_id == school_id)
    if club_time_only:
        statement = statement.where(Slot.is_club_time)
    return session.scalars(statement.order_by(Slot.weekday, Slot.period)).all()


def rooms(session: Session, school_id: int, *, in_use_only: bool = False) -> Sequence[Room]:
    """List the rooms by name."""
    statement = select(Room).where(Room.school_id == school_id)
    if in_use_only:
        statement = statement.where(Room.is_in_use)
    return session.scalars(statement.order_by(Room.name)).all()


def get_room(session: Session, school_id: int, room_id: int) -> Room:
    """Load a room of this school, or `NotFound`."""
    return _found(
        session.scalars(
            select(Room).where(Room.school_id == school_id, Room.id == room_id)
        ).one_or_none()
    )


def room_by_name(session: Session, school_id: int, name: str) -> Room | None:
    """Find a room by its name."""
    return session.scalars(
        select(Room).where(Room.school_id == school_id, Room.name == name)
    ).one_or_none()


@dataclass(frozen=True)
class Keeper:
    """A person of the staff who may be in charge of a room."""

    id: int
    name: str


def keepers(session: Session, school_id: int) -> Sequence[Keeper]:
    """List the staff by name; read by table, since people stand above this package."""
    account, grant = Model.metadata.tables["account"], Model.metadata.tables["role_grant"]
    is_staff = select(grant.c.account_id).where(
        grant.c.school_id == school_id, grant.c.role.in_(sorted(STAFF))
    )
    rows = session.execute(
        select(account.c.id, account.c.name)
        .where(account.c.school_id == school_id, account.c.is_active, account.c.id.in_(is_staff))
        .order_by(account.c.name_pinyin, account.c.name)
    )
    return [Keeper(*row) for row in rows]


def get_keeper(session: Session, school_id: int, account_id: int) -> Keeper:
    """Load one of the staff, or `NotFound`."""
    everybody = keepers(session, school_id)
    return _found(next((keeper for keeper in everybody if keeper.id == account_id), None))


def homerooms(session: Session, school_id: int) -> Sequence[Homeroom]:
    """List the homerooms that are at the school, lowest grade first."""
    return session.scalars(
        select(Homeroom)
        .where(Homeroom.school_id == school_id, Homeroom.grade.is_not(None))
        .order_by(Homeroom.grade, Homeroom.class_no)
    ).all()


def get_homeroom(session: Session, school_id: int, homeroom_id: int) -> Homeroom:
    """Load a homeroom of this school, or `NotFound`."""
    return _found(
        session.scalars(
            select(Homeroom).where(Homeroom.school_id == school_id, Homeroom.id == homeroom_id)
        ).one_or_none()
    )


def homeroom_sizes(session: Session, school_id: int) -> dict[int, int]:
    """Count the students of each homeroom; read by table, since people stand above."""
    student = Model.metadata.tables["student"]
    rows = session.execute(
        select(student.c.homeroom_id, func.count().label("size"))
        .where(student.c.school_id == school_id, student.c.status != "left")
        .group_by(student.c.homeroom_id)
    )
    return {row.homeroom_id: row.size for row in rows}


def homeroom_by_name(
    session: Session, school_id: int, *, grade: int, class_no: int
) -> Homeroom | None:
    """Find the homeroom that now is `class_no` of `grade`."""
    return session.scalars(
        select(Homeroom).where(
            Homeroom.school_id == school_id,
            Homeroom.grade == grade,
            Homeroom.class_no == class_no,
        )
    ).one_or_none()


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row
