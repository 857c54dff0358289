"""How far a round has come: counts by homeroom, and who has not handed in; no demand per club."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import HomeroomTeacher, Student, StudentStatus
from app.lottery.models import ChoiceList, ChoiceRound
from app.schools.models import Homeroom


@dataclass(frozen=True)
class HomeroomProgress:
    """How many children of a homeroom have handed in, only started, or done nothing."""

    homeroom: Homeroom
    children: int
    handed_in: int
    started: int

    @property
    def nothing(self) -> int:
        """Who has not opened a list."""
        return self.children - self.handed_in - self.started


@dataclass(frozen=True)
class StudentProgress:
    """One child and its list, if there is one."""

    student: Student
    choice_list: ChoiceList | None


def by_homeroom(
    session: Session,
    school_id: int,
    round_id: int,
    homeroom_ids: Collection[int] | None = None,
) -> Sequence[HomeroomProgress]:
    """Count per homeroom, lowest grade first; of some homerooms, or of all."""
    is_handed_in = ChoiceList.handed_in_at.is_not(None)
    is_started = ChoiceList.id.is_not(None) & ChoiceList.handed_in_at.is_(None)
    statement = (
        select(
            Homeroom,
            func.count(Student.id),
            func.sum(case((is_handed_in, 1), else_=0)),
            func.sum(case((is_started, 1), else_=0)),
        )
        .join(Student, Student.homeroom_id == Homeroom.id)
        .join(ChoiceList, _own_list(school_id, round_id), isouter=True)
        .where(
            Homeroom.school_id == school_id,
            Student.school_id == school_id,
            Student.status == StudentStatus.ENROLLED,
        )
        .group_by(Homeroom.id)
        .order_by(Homeroom.grade, Homeroom.class_no)
    )
    if homeroom_ids is not None:
        statement = statement.where(Homeroom.id.in_(homeroom_ids))
    return [HomeroomProgress(*row) for row in session.execute(statement)]


def of_homeroom(
    session: Session, school_id: int, round_id: int, homeroom_id: int
) -> Sequence[StudentProgress]:
    """List the children of a homeroom with their lists, by seat and number."""
    statement = (
        select(Student, ChoiceList)
        .join(ChoiceList, _own_list(school_id, round_id), isouter=True)
        .where(
            Student.school_id == school_id,
            Student.homeroom_id == homeroom_id,
            Student.status == StudentStatus.ENROLLED,
        )
        .options(joinedload(Student.homeroom))
        .order_by(Student.seat_no.is_(None), Student.seat_no, Student.student_no)
    )
    return [StudentProgress(*row) for row in session.execute(statement)]


def started_only(session: Session, school_id: int, round_id: int) -> Sequence[ChoiceList]:
    """List the lists that were started and never handed in."""
    statement = (
        select(ChoiceList)
        .where(
            ChoiceList.school_id == school_id,
            ChoiceList.round_id == round_id,
            ChoiceList.handed_in_at.is_(None),
        )
        .order_by(ChoiceList.id)
    )
    return session.scalars(statement).all()


def closing_soon(session: Session, *, now: datetime, before: datetime) -> Sequence[ChoiceRound]:
    """List the open rounds of every school that close before a moment; for jobs."""
    statement = (
        select(ChoiceRound)
        .where(
            ChoiceRound.announced_at.is_not(None),
            ChoiceRound.frozen_at.is_(None),
            ChoiceRound.opens_at <= now,
            ChoiceRound.closes_at > now,
            ChoiceRound.closes_at <= before,
        )
        .order_by(ChoiceRound.school_id, ChoiceRound.id)
    )
    return session.scalars(statement).all()


def homerooms_of(session: Session, school_id: int, account_id: int) -> frozenset[int]:
    """Give the homerooms that a teacher leads."""
    statement = select(HomeroomTeacher.homeroom_id).where(
        HomeroomTeacher.school_id == school_id, HomeroomTeacher.account_id == account_id
    )
    return frozenset(session.scalars(statement))


def _own_list(school_id: int, round_id: int) -> ColumnElement[bool]:
    return (
        (ChoiceList.student_id == Student.id)
        & (ChoiceList.school_id == school_id)
        & (ChoiceList.round_id == round_id)
    )
