"""Reads of students, always of one school, by pinyin."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from app.accounts.models import Account, HomeroomMove, HomeroomTeacher, Student, StudentStatus
from app.core import pinyin
from app.core.errors import NotFound
from app.schools.models import Homeroom

PAGE_SIZE = 50


@dataclass(frozen=True)
class Filter:
    """Which students a list shows."""

    search: str = ""
    homeroom_id: int | None = None
    has_left: bool = False


@dataclass(frozen=True)
class HomeroomRow:
    """A homeroom with what its line in the overview says."""

    homeroom: Homeroom
    students: int
    signed_in: int  # have a password of their own
    teachers: Sequence[str]


def get_student(session: Session, school_id: int, student_id: int) -> Student:
    """Load a student of this school with the homeroom, or `NotFound`."""
    student = session.scalars(
        select(Student)
        .where(Student.school_id == school_id, Student.id == student_id)
        .options(joinedload(Student.homeroom))
    ).one_or_none()
    if student is None:
        raise NotFound
    return student


def students_page(
    session: Session, school_id: int, wanted: Filter, *, page: int
) -> Sequence[Student]:
    """List one page of students with their homerooms, by pinyin."""
    statement = (
        select(Student)
        .join(Student.homeroom)
        .where(Student.school_id == school_id, *_conditions(wanted))
        .options(contains_eager(Student.homeroom))
        .order_by(Student.name_pinyin, Student.student_no)
    )
    return session.scalars(_one_page(statement, page)).all()


def students_count(session: Session, school_id: int, wanted: Filter) -> int:
    """Count the students that a list shows."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Student)
            .where(Student.school_id == school_id, *_conditions(wanted))
        )
        or 0
    )


def _one_page(statement: Select[Student], page: int) -> Select[Student]:
    return statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    has_left = Student.status == StudentStatus.LEFT
    conditions = [has_left if wanted.has_left else Student.status != StudentStatus.LEFT]
    if wanted.homeroom_id is not None:
        conditions.append(Student.homeroom_id == wanted.homeroom_id)
    if wanted.search.strip():
        conditions.append(
            pinyin.matches(
                wanted.search,
                written=[Student.name, Student.student_no],
                pinyin=Student.name_pinyin,
            )
        )
    return conditions


def class_students(session: Session, school_id: int, homeroom_id: int) -> Sequence[Student]:
    """List the students who now belong to a homeroom, by seat, then by name."""
    return session.scalars(
        select(Student)
        .where(
            Student.school_id == school_id,
            Student.homeroom_id == homeroom_id,
            Student.status != StudentStatus.LEFT,
        )
        .options(joinedload(Student.homeroom))
        .order_by(Student.seat_no.nulls_last(), Student.name_pinyin, Student.student_no)
    ).all()


def shared_names(session: Session, school_id: int, names: Collection[str]) -> frozenset[str]:
    """Pick the names that several children of the school have; lists tell those apart."""
    return frozenset(
        session.scalars(
            select(Student.name)
            .where(
                Student.school_id == school_id,
                Student.status != StudentStatus.LEFT,
                Student.name.in_(set(names)),
            )
            .group_by(Student.name)
            .having(func.count() > 1)
        )
    )


def homeroom_rows(session: Session, school_id: int) -> list[HomeroomRow]:
    """List the homerooms that are at the school, each with its numbers and teachers."""
    counts = session.execute(
        select(Homeroom, func.count(Student.id), func.count(Account.password_hash))
        .outerjoin(
            Student,
            (Student.homeroom_id == Homeroom.id) & (Student.status != StudentStatus.LEFT),
        )
        .outerjoin(Account, Account.id == Student.account_id)
        .where(Homeroom.school_id == school_id, Homeroom.grade.is_not(None))
        .group_by(Homeroom.id)
        .order_by(Homeroom.grade, Homeroom.class_no)
    ).all()
    names = session.execute(
        select(HomeroomTeacher.homeroom_id, Account.name)
        .join(Account, Account.id == HomeroomTeacher.account_id)
        .where(HomeroomTeacher.school_id == school_id, Account.is_active)
        .order_by(HomeroomTeacher.id)
    ).all()
    teachers: dict[int, list[str]] = {}
    for homeroom_id, name in names:
        teachers.setdefault(homeroom_id, []).append(name)
    return [
        HomeroomRow(homeroom, students, signed_in, teachers.get(homeroom.id, []))
        for homeroom, students, signed_in in counts
    ]


def moves_of(session: Session, student: Student) -> Sequence[tuple[date, Homeroom, Homeroom]]:
    """List when a student changed homeroom, from which to which, newest first."""
    before, after = aliased(Homeroom), aliased(Homeroom)
    rows = session.execute(
        select(HomeroomMove.moved_on, before, after)
        .join(before, before.id == HomeroomMove.from_homeroom_id)
        .join(after, after.id == HomeroomMove.to_homeroom_id)
        .where(HomeroomMove.school_id == student.school_id, HomeroomMove.student_id == student.id)
        .order_by(HomeroomMove.moved_on.desc(), HomeroomMove.id.desc())
    )
    return [(moved_on, old, new) for moved_on, old, new in rows]


def homeroom_ids_on(
    session: Session, school_id: int, students: Sequence[Student], day: date
) -> dict[int, int]:
    """Map students to the homeroom they belonged to on a day."""
    moves = session.execute(
        select(HomeroomMove.student_id, HomeroomMove.from_homeroom_id)
        .where(HomeroomMove.school_id == school_id, HomeroomMove.moved_on > day)
        .order_by(HomeroomMove.moved_on.desc(), HomeroomMove.id.desc())
    )
    homerooms = {student.id: student.homeroom_id for student in students}
    for student_id, earlier in moves:  # from the newest back to that day
        if student_id in homerooms:
            homerooms[student_id] = earlier
    return homerooms
