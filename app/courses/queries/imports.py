"""Reads of catalogue files that were read, and of what an import made."""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, HomeroomTeacher
from app.core.errors import NotFound
from app.courses.models import CatalogueImport, Course, Section, SectionTeacher
from app.schools.models import Room


def get_import(session: Session, school_id: int, import_id: int) -> CatalogueImport:
    """Load a file that was read, or `NotFound`."""
    statement = select(CatalogueImport).where(
        CatalogueImport.school_id == school_id, CatalogueImport.id == import_id
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def last_import(session: Session, school_id: int, term_id: int) -> CatalogueImport | None:
    """Find the last import of a term that is in force."""
    statement = (
        select(CatalogueImport)
        .where(
            CatalogueImport.school_id == school_id,
            CatalogueImport.term_id == term_id,
            CatalogueImport.applied_at.is_not(None),
            CatalogueImport.undone_at.is_(None),
        )
        .order_by(CatalogueImport.applied_at.desc(), CatalogueImport.id.desc())
        .limit(1)
    )
    return session.scalars(statement).first()


def newest_applied(session: Session, school_id: int) -> CatalogueImport | None:
    """Find the last import of any term that is in force."""
    statement = (
        select(CatalogueImport)
        .where(
            CatalogueImport.school_id == school_id,
            CatalogueImport.applied_at.is_not(None),
            CatalogueImport.undone_at.is_(None),
        )
        .order_by(CatalogueImport.applied_at.desc(), CatalogueImport.id.desc())
        .limit(1)
    )
    return session.scalars(statement).first()


def waiting(session: Session, school_id: int) -> CatalogueImport | None:
    """Find the file that was read last and waits for a confirmation."""
    statement = (
        select(CatalogueImport)
        .where(CatalogueImport.school_id == school_id, CatalogueImport.applied_at.is_(None))
        .order_by(CatalogueImport.id.desc())
        .limit(1)
    )
    return session.scalars(statement).first()


def sections_still_there(
    session: Session, school_id: int, section_ids: Collection[int]
) -> Sequence[Section]:
    """List those of some sections that were not deleted meanwhile."""
    statement = select(Section).where(Section.school_id == school_id, Section.id.in_(section_ids))
    return session.scalars(statement).all()


def rooms_still_there(
    session: Session, school_id: int, room_ids: Collection[int]
) -> Sequence[Room]:
    """List those of some rooms that were not deleted meanwhile."""
    statement = select(Room).where(Room.school_id == school_id, Room.id.in_(room_ids))
    return session.scalars(statement).all()


def courses_without_section(
    session: Session, school_id: int, course_ids: Collection[int]
) -> Sequence[int]:
    """Give those of some courses that no term offers."""
    statement = select(Course.id).where(
        Course.school_id == school_id,
        Course.id.in_(course_ids),
        ~exists().where(Section.school_id == school_id, Section.course_id == Course.id),
    )
    return session.scalars(statement).all()


def idle_accounts(session: Session, school_id: int, account_ids: Collection[int]) -> Sequence[int]:
    """Give those of some accounts that teach nothing and that nobody has ever signed in to."""
    teaches = exists().where(
        SectionTeacher.school_id == school_id, SectionTeacher.account_id == Account.id
    )
    leads = exists().where(
        HomeroomTeacher.school_id == school_id, HomeroomTeacher.account_id == Account.id
    )
    keeps = exists().where(Room.school_id == school_id, Room.keeper_id == Account.id)
    statement = select(Account.id).where(
        Account.school_id == school_id,
        Account.id.in_(account_ids),
        Account.password_hash.is_(None),
        ~teaches,
        ~leads,
        ~keeps,
    )
    return session.scalars(statement).all()
