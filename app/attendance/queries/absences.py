"""Reads of absences nobody explained."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from app.accounts.models import Student
from app.attendance.models import Absence, Roll
from app.core.errors import NotFound
from app.courses.models import Section
from app.timetable.models import Meeting

WHOLE: tuple[ORMOption, ...] = (
    joinedload(Absence.student).joinedload(Student.homeroom),
    joinedload(Absence.settled_by),
    joinedload(Absence.roll)
    .joinedload(Roll.meeting)
    .options(joinedload(Meeting.section).joinedload(Section.course), joinedload(Meeting.room)),
)


def get_absence(session: Session, school_id: int, absence_id: int) -> Absence:
    """Load an absence with child and meeting, or `NotFound`."""
    found = session.scalars(_whole(school_id).where(Absence.id == absence_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def absence_of(session: Session, school_id: int, roll_id: int, student_id: int) -> Absence | None:
    """Find the absence of a child at a meeting."""
    statement = _whole(school_id).where(
        Absence.roll_id == roll_id, Absence.student_id == student_id
    )
    return session.scalars(statement).one_or_none()


def untold(session: Session, school_id: int, *, opened_before: datetime) -> Sequence[Absence]:
    """List the open absences of which nobody was told yet, opened at a moment or before."""
    statement = _whole(school_id).where(
        Absence.settled_at.is_(None),
        Absence.told_at.is_(None),
        Absence.opened_at <= opened_before,
    )
    return session.scalars(statement).all()


def open_absences_of(session: Session, school_id: int, student_id: int) -> Sequence[Absence]:
    """List the absences of a child without an outcome, the oldest first."""
    statement = _whole(school_id).where(
        Absence.student_id == student_id, Absence.settled_at.is_(None)
    )
    return session.scalars(statement).all()


def open_absences(
    session: Session, school_id: int, *, homerooms: Collection[int] | None = None
) -> Sequence[Absence]:
    """List the absences without an outcome, the oldest first; of some homerooms only if named."""
    statement = _whole(school_id).where(Absence.settled_at.is_(None))
    if homerooms is not None:
        statement = statement.where(_in_homerooms(school_id, homerooms))
    return session.scalars(statement).all()


def absences_of_day(session: Session, school_id: int, day: date) -> Sequence[Absence]:
    """List the absences of a day, those without an outcome too."""
    rolls = (
        select(Roll.id).join(Roll.meeting).where(Roll.school_id == school_id, Meeting.day == day)
    )
    return session.scalars(_whole(school_id).where(Absence.roll_id.in_(rolls))).all()


def settled_absences(
    session: Session, school_id: int, day: date, *, homerooms: Collection[int] | None = None
) -> Sequence[Absence]:
    """List the absences of a day whose outcome is known."""
    meetings = (
        select(Roll.id).join(Roll.meeting).where(Roll.school_id == school_id, Meeting.day == day)
    )
    statement = _whole(school_id).where(
        Absence.settled_at.is_not(None), Absence.roll_id.in_(meetings)
    )
    if homerooms is not None:
        statement = statement.where(_in_homerooms(school_id, homerooms))
    return session.scalars(statement).all()


def _in_homerooms(school_id: int, homerooms: Collection[int]) -> ColumnElement[bool]:
    children = select(Student.id).where(
        Student.school_id == school_id, Student.homeroom_id.in_(homerooms)
    )
    return Absence.student_id.in_(children)


def _whole(school_id: int) -> Select[Absence]:
    return (
        select(Absence)
        .where(Absence.school_id == school_id)
        .options(*WHOLE)
        .order_by(Absence.opened_at, Absence.id)
    )
