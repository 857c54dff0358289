"""Who goes to a section; read by table, since places stand above this package."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Guardianship, Student
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
