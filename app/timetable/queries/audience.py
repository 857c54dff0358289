"""Who goes to a section; read by table, since places stand above this package."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Guardianship, Student, StudentStatus
from app.core.db import Model


def heads(session: Session, school_id: int, section_ids: Collection[int]) -> Mapping[int, int]:
    """Count the children who have a place in each of some sections."""
    place = Model.metadata.tables["place"]
    statement = (
        select(place.c.section_id, func.count())
        .where(
            place.c.school_id == school_id,
            place.c.section_id.in_(section_ids),
            place.c.ended_at.is_(None),
        )
        .group_by(place.c.section_id)
    )
    counted = {row[0]: row[1] for row in session.execute(statement)}
    return {section_id: counted.get(section_id, 0) for section_id in section_ids}


def children(session: Session, school_id: int, section_id: int) -> frozenset[int]:
    """Give the students who have a place in a section."""
    place = Model.metadata.tables["place"]
    statement = select(place.c.student_id).where(
        place.c.school_id == school_id,
        place.c.section_id == section_id,
        place.c.ended_at.is_(None),
    )
    return frozenset(session.scalars(statement))


def families(session: Session, school_id: int, section_id: int) -> frozenset[int]:
    """Give the accounts of a section's children and of their guardians."""
    there = children(session, school_id, section_id)
    own = select(Student.account_id).where(
        Student.school_id == school_id, Student.id.in_(there), Student.account_id.is_not(None)
    )
    guardians = select(Guardianship.account_id).where(
        Guardianship.school_id == school_id, Guardianship.student_id.in_(there)
    )
    accounts = {*session.scalars(own), *session.scalars(guardians)}
    return frozenset(account_id for account_id in accounts if account_id is not None)


def children_in_both(
    session: Session, school_id: int, section_id: int, others: Collection[int]
) -> int:
    """Count the children of a section who have a place in one of the others too."""
    place = Model.metadata.tables["place"]
    mine = select(place.c.student_id).where(
        place.c.school_id == school_id,
        place.c.section_id == section_id,
        place.c.ended_at.is_(None),
    )
    statement = select(func.count(place.c.student_id.distinct())).where(
        place.c.school_id == school_id,
        place.c.section_id.in_(others),
        place.c.ended_at.is_(None),
        place.c.student_id.in_(mine),
    )
    return session.scalar(statement) or 0


def sections_of_children(
    session: Session, school_id: int, student_ids: Collection[int]
) -> Mapping[int, Sequence[int]]:
    """Give the sections in which children have a place, with the children of each."""
    place = Model.metadata.tables["place"]
    statement = (
        select(place.c.section_id, place.c.student_id)
        .where(
            place.c.school_id == school_id,
            place.c.student_id.in_(student_ids),
            place.c.ended_at.is_(None),
        )
        .order_by(place.c.section_id, place.c.student_id)
    )
    found: dict[int, list[int]] = {}
    for section_id, student_id in session.execute(statement):
        found.setdefault(section_id, []).append(student_id)
    return found


def homeroom_children(
    session: Session, school_id: int, homeroom_id: int
) -> Mapping[int, Sequence[Student]]:
    """Give the sections to which the children of a homeroom go, with the children of each."""
    place = Model.metadata.tables["place"]
    statement = (
        select(place.c.section_id, Student)
        .join(place, place.c.student_id == Student.id)
        .where(
            Student.school_id == school_id,
            Student.homeroom_id == homeroom_id,
            Student.status == StudentStatus.ENROLLED,
            place.c.school_id == school_id,
            place.c.ended_at.is_(None),
        )
        .order_by(Student.seat_no, Student.student_no)
    )
    found: dict[int, list[Student]] = {}
    for section_id, student in session.execute(statement):
        found.setdefault(section_id, []).append(student)
    return found
