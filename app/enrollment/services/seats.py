"""Taking and freeing a seat: one statement each (promise 3)."""

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from app.courses.models import Section
from app.enrollment import errors

# Reading first and writing after it would sell seats twice; this one statement cannot.
TAKE_SEATS = (
    update(Section)
    .where(
        Section.school_id == bindparam("of_school"),
        Section.id == bindparam("of_section"),
        Section.taken + bindparam("more") <= Section.seats,
    )
    .values(taken=Section.taken + bindparam("more"))
    .execution_options(synchronize_session=False)
)
FREE_SEAT = (
    update(Section)
    .where(Section.school_id == bindparam("of_school"), Section.id == bindparam("of_section"))
    .values(taken=Section.taken - 1)
    .execution_options(synchronize_session=False)
)


def take_seat(session: Session, section: Section, *, seats: int = 1) -> None:
    """Take seats by one conditional update; call it last, it locks the section's row.

    Raises:
        SectionFull: fewer seats are free.
    """
    if not take_seats(session, section.school_id, section.id, seats):
        raise errors.SectionFull(title=section.course.named)
    session.expire(section, ["taken"])


def take_seats(session: Session, school_id: int, section_id: int, seats: int) -> bool:
    """Take seats of a section by its id; whether so many were free."""
    facts = {"of_school": school_id, "of_section": section_id, "more": seats}
    result = session.connection().execute(TAKE_SEATS, facts)
    return result.rowcount == 1


def free_seat(session: Session, school_id: int, section_id: int) -> None:
    """Give back a seat that a place or an offer held."""
    facts = {"of_school": school_id, "of_section": section_id}
    session.connection().execute(FREE_SEAT, facts)
