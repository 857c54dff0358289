"""Reads for seats that are taken first come, first served."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.models import Student, StudentStatus
from app.courses.models import BY_CHOICE, Section, SectionState, SectionTime
from app.enrollment.models import FreeSeats, Place, PlaceSource, PromisedSection, Waiting


def free_seats(session: Session, school_id: int, term_id: int) -> FreeSeats | None:
    """Find the announced moment of a term."""
    statement = select(FreeSeats).where(
        FreeSeats.school_id == school_id, FreeSeats.term_id == term_id
    )
    return session.scalars(statement).one_or_none()


def sections_to_take(session: Session, school_id: int, term_id: int) -> Sequence[Section]:
    """List the sections with free seats that nobody is promised or waits for, by code."""
    promised = exists().where(
        PromisedSection.school_id == school_id, PromisedSection.section_id == Section.id
    )
    waited_for = exists().where(Waiting.school_id == school_id, Waiting.section_id == Section.id)
    statement = (
        select(Section)
        .where(
            Section.school_id == school_id,
            Section.term_id == term_id,
            Section.state == SectionState.PUBLISHED,
            Section.admission.in_(BY_CHOICE),
            Section.taken < Section.seats,
            ~promised,
            ~waited_for,
        )
        .options(
            joinedload(Section.course),
            joinedload(Section.room),
            selectinload(Section.times).joinedload(SectionTime.slot),
        )
        .order_by(Section.code)
    )
    return session.scalars(statement).all()


def is_waited_for(session: Session, school_id: int, section_id: int) -> bool:
    """Whether anybody stands on the waiting list of a section."""
    statement = select(Waiting.id).where(
        Waiting.school_id == school_id, Waiting.section_id == section_id
    )
    return session.scalar(statement.limit(1)) is not None


def enrolled_ids(session: Session, school_id: int) -> Sequence[int]:
    """List the ids of the students who are at school."""
    statement = select(Student.id).where(
        Student.school_id == school_id, Student.status == StudentStatus.ENROLLED
    )
    return session.scalars(statement).all()


def taken_places(places: Sequence[Place]) -> Sequence[Place]:
    """Pick the places that were taken first come, first served."""
    return [place for place in places if place.source is PlaceSource.FIRST_COME]
