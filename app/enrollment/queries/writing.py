"""Reads for writing to the families of a section: the accounts behind its places."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Guardianship, Student, StudentStatus
from app.courses.models import Section
from app.enrollment.models import Place


def guardians_of(session: Session, section: Section) -> frozenset[int]:
    """Give the accounts of the guardians of the children who are in a section now."""
    statement = (
        select(Guardianship.account_id)
        .join(Guardianship.account)
        .where(
            Guardianship.school_id == section.school_id,
            Guardianship.student_id.in_(_members(section)),
            Account.is_active,
        )
    )
    return frozenset(session.scalars(statement))


def students_of(session: Session, section: Section) -> frozenset[int]:
    """Give the accounts of the children who are in a section now."""
    statement = (
        select(Account.id)
        .join(Student, Student.account_id == Account.id)
        .where(
            Student.school_id == section.school_id,
            Student.id.in_(_members(section)),
            Account.is_active,
        )
    )
    return frozenset(session.scalars(statement))


def _members(section: Section) -> Select[int]:
    return (
        select(Place.student_id)
        .join(Place.student)
        .where(
            Place.school_id == section.school_id,
            Place.section_id == section.id,
            Place.ended_at.is_(None),
            Student.status == StudentStatus.ENROLLED,
        )
    )
