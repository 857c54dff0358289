"""What a school has for its term, in a few counted numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import Session, contains_eager
from sqlalchemy.sql.elements import ColumnElement

from app.accounts.models import Account, ExternalStaff, Student, StudentStatus
from app.courses.models import BY_CHOICE, Section, SectionState, SectionTeacher, SectionTime
from app.enrollment.models import Place
from app.schools.models import HIGHEST_GRADE, LOWEST_GRADE, Homeroom, School, Slot, Term


@dataclass(frozen=True)
class People:
    """Who is at the school."""

    students: int
    homerooms: int


@dataclass(frozen=True)
class Clubs:
    """How far the clubs of the term are."""

    published: int
    by_choice: int
    choice_seats: int
    waiting: int  # proposed by teachers, to be looked at
    drafts: int  # not proposed yet, or returned
    orphaned: int  # published, and everybody who taught them has left the school


NO_CLUBS = Clubs(published=0, by_choice=0, choice_seats=0, waiting=0, drafts=0, orphaned=0)


def placed_students(session: Session, term: Term) -> int:
    """Count the students who have a club in a term."""
    counted = (
        select(func.count(Place.student_id.distinct()))
        .join(Section, Section.id == Place.section_id)
        .where(
            Place.school_id == term.school_id,
            Place.ended_at.is_(None),
            Section.term_id == term.id,
        )
    )
    return session.scalar(counted) or 0


def club_weekdays(session: Session, term: Term) -> frozenset[int]:
    """Give the weekdays on which published clubs of a term meet."""
    statement = (
        select(Slot.weekday)
        .distinct()
        .join(SectionTime, SectionTime.slot_id == Slot.id)
        .join(Section, Section.id == SectionTime.section_id)
        .where(
            Slot.school_id == term.school_id,
            Section.school_id == term.school_id,
            Section.term_id == term.id,
            Section.state == SectionState.PUBLISHED,
        )
    )
    return frozenset(session.scalars(statement))


def people(session: Session, school: School) -> People:
    """Count enrolled students and homerooms; in a pilot of the grades that take part (R85)."""
    grades = school.grades_that_take_part or range(LOWEST_GRADE, HIGHEST_GRADE + 1)
    students = (
        select(func.count(Student.id))
        .join(Student.homeroom)
        .where(
            Student.school_id == school.id,
            Student.status == StudentStatus.ENROLLED,
            Homeroom.grade.in_(grades),
        )
        .scalar_subquery()
    )
    homerooms = (
        select(func.count())
        .where(Homeroom.school_id == school.id, Homeroom.grade.in_(grades))
        .scalar_subquery()
    )
    row = session.execute(select(students, homerooms)).one()
    return People(*row)


def proofs_that_end(session: Session, school_id: int, until: date) -> Sequence[ExternalStaff]:
    """List the people from outside whose proof ends by a day or has ended, the earliest first."""
    statement = (
        select(ExternalStaff)
        .join(ExternalStaff.account)
        .where(
            ExternalStaff.school_id == school_id,
            ExternalStaff.qualified_until <= until,
            Account.is_active,
        )
        .options(contains_eager(ExternalStaff.account))
        .order_by(ExternalStaff.qualified_until, ExternalStaff.account_id)
    )
    return session.scalars(statement).all()


def clubs(session: Session, term: Term) -> Clubs:
    """Count the clubs of a term by where they are on their way."""
    left = case((_is_orphaned(), 1), else_=0)
    rows = session.execute(
        select(
            Section.state, Section.admission, func.count(), func.sum(Section.seats), func.sum(left)
        )
        .where(Section.school_id == term.school_id, Section.term_id == term.id)
        .group_by(Section.state, Section.admission)
    ).all()
    published = [row for row in rows if row[0] is SectionState.PUBLISHED]
    by_choice = [row for row in published if row[1] in BY_CHOICE]
    return Clubs(
        published=sum(row[2] for row in published),
        by_choice=sum(row[2] for row in by_choice),
        choice_seats=sum(int(row[3]) for row in by_choice),
        waiting=sum(row[2] for row in rows if row[0] is SectionState.PROPOSED),
        drafts=sum(row[2] for row in rows if row[0] in {SectionState.DRAFT, SectionState.RETURNED}),
        orphaned=sum(int(row[4]) for row in published),
    )


def _is_orphaned() -> ColumnElement[bool]:
    taught = exists().where(
        SectionTeacher.school_id == Section.school_id, SectionTeacher.section_id == Section.id
    )
    here = taught.where(Account.id == SectionTeacher.account_id, Account.is_active)
    return and_(taught, ~here)
