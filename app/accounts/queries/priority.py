"""Reads of priority groups; only `may_see_priority` opens the page, the draw gets a yes or no."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.accounts.models import (
    Account,
    PriorityGrant,
    PriorityKind,
    PriorityMembership,
    Student,
    StudentStatus,
)
from app.core.errors import NotFound


def is_in_priority_group(session: Session, student: Student) -> bool:
    """Whether a student belongs to any group; the draw sees no more."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    PriorityMembership.school_id == student.school_id,
                    PriorityMembership.student_id == student.id,
                )
            )
        )
    )


def ids_in_priority_groups(session: Session, school_id: int) -> frozenset[int]:
    """Name the students of a school who belong to any group, by id."""
    return frozenset(
        session.scalars(
            select(PriorityMembership.student_id).where(PriorityMembership.school_id == school_id)
        )
    )


def memberships(session: Session, school_id: int) -> Sequence[PriorityMembership]:
    """List who belongs to which group, by pinyin, with student and homeroom."""
    return session.scalars(
        select(PriorityMembership)
        .join(PriorityMembership.student)
        .where(PriorityMembership.school_id == school_id, Student.status != StudentStatus.LEFT)
        .options(contains_eager(PriorityMembership.student).joinedload(Student.homeroom))
        .order_by(Student.name_pinyin, Student.student_no, PriorityMembership.kind)
    ).all()


def membership(session: Session, student: Student, kind: PriorityKind) -> PriorityMembership | None:
    """Find the membership of a student in one group."""
    return session.scalars(
        select(PriorityMembership).where(
            PriorityMembership.school_id == student.school_id,
            PriorityMembership.student_id == student.id,
            PriorityMembership.kind == kind,
        )
    ).one_or_none()


def get_membership(session: Session, school_id: int, membership_id: int) -> PriorityMembership:
    """Load a membership of this school, or `NotFound`."""
    row = session.scalars(
        select(PriorityMembership).where(
            PriorityMembership.school_id == school_id, PriorityMembership.id == membership_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def student_by_number(session: Session, school_id: int, number: str) -> Student | None:
    """Find the student of a school with a normalised number."""
    return session.scalars(
        select(Student)
        .where(Student.school_id == school_id, Student.student_no == number)
        .options(joinedload(Student.homeroom))
    ).one_or_none()


def grants(session: Session, school_id: int, *, on: date) -> Sequence[PriorityGrant]:
    """List the grants in force on a day with their accounts, the first to end first."""
    return session.scalars(
        select(PriorityGrant)
        .where(PriorityGrant.school_id == school_id, PriorityGrant.ends_on >= on)
        .options(joinedload(PriorityGrant.account))
        .order_by(PriorityGrant.ends_on, PriorityGrant.id)
    ).all()


def has_grant(session: Session, account: Account, *, on: date) -> bool:
    """Whether somebody may see priority groups on a day."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    PriorityGrant.school_id == account.school_id,
                    PriorityGrant.account_id == account.id,
                    PriorityGrant.ends_on >= on,
                )
            )
        )
    )


def get_grant(session: Session, school_id: int, grant_id: int) -> PriorityGrant:
    """Load a grant of this school, or `NotFound`."""
    grant = session.scalars(
        select(PriorityGrant).where(
            PriorityGrant.school_id == school_id, PriorityGrant.id == grant_id
        )
    ).one_or_none()
    if grant is None:
        raise NotFound
    return grant
