"""Taking away what an import made, and files that nobody confirmed."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.dependants import dependants
from app.courses.models import CatalogueImport, Course, Section
from app.courses.queries import imports as queries


def forget_unconfirmed(session: Session, school_id: int) -> None:
    """Delete files that were read and never confirmed."""
    session.execute(
        delete(CatalogueImport).where(
            CatalogueImport.school_id == school_id, CatalogueImport.applied_at.is_(None)
        )
    )


def delete_sections(session: Session, school_id: int, section_ids: Collection[int]) -> None:
    """Delete sections on which nothing depends, with their times and teachers."""
    session.execute(
        delete(Section).where(Section.school_id == school_id, Section.id.in_(section_ids))
    )
    session.expire_all()


def delete_unused(session: Session, school_id: int, made: Mapping[str, list[int]]) -> None:
    """Delete the courses, rooms and accounts of an import that nothing else uses by now."""
    courses = queries.courses_without_section(session, school_id, made["courses"])
    session.execute(delete(Course).where(Course.school_id == school_id, Course.id.in_(courses)))
    for room in queries.rooms_still_there(session, school_id, made["rooms"]):
        if not dependants(session, room):
            session.delete(room)
    session.flush()
    idle = queries.idle_accounts(session, school_id, made["accounts"])
    session.execute(delete(Account).where(Account.school_id == school_id, Account.id.in_(idle)))
    session.expire_all()
