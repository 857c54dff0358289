"""Reads for dropping and changing clubs, and for what the school is asked about them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.accounts.models import Student
from app.core.errors import NotFound
from app.courses.models import BY_CHOICE, Section, SectionState, SectionTime
from app.enrollment.models import (
    ChangeRequest,
    OccupiedSlot,
    Place,
    PromisedSection,
    RequestState,
    TrialWeek,
    Waiting,
)

_SECTION = (
    joinedload(Section.course),
    joinedload(Section.room),
    selectinload(Section.times).joinedload(SectionTime.slot),
)


def trial_week(session: Session, school_id: int, term_id: int) -> TrialWeek | None:
    """Find until when places of a term are on trial."""
    statement = select(TrialWeek).where(
        TrialWeek.school_id == school_id, TrialWeek.term_id == term_id
    )
    return session.scalars(statement).one_or_none()


def trial_weeks_to_remind(session: Session) -> Sequence[TrialWeek]:
    """List the trial weeks, of all schools, that nobody was reminded of."""
    statement = select(TrialWeek).where(TrialWeek.reminded_at.is_(None)).order_by(TrialWeek.id)
    return session.scalars(statement).all()


def placed_ids(session: Session, school_id: int, term_id: int) -> Sequence[int]:
    """List the students who have a place in a term."""
    statement = (
        select(OccupiedSlot.student_id)
        .where(OccupiedSlot.school_id == school_id, OccupiedSlot.term_id == term_id)
        .distinct()
    )
    return session.scalars(statement).all()


def get_own_place(
    session: Session, school_id: int, place_id: int, student_ids: Collection[int]
) -> Place:
    """Load a place of one of some children, ended ones too, or `NotFound`."""
    statement = (
        select(Place)
        .where(
            Place.school_id == school_id, Place.id == place_id, Place.student_id.in_(student_ids)
        )
        .options(
            joinedload(Place.section).options(*_SECTION),
            joinedload(Place.student).joinedload(Student.homeroom),
        )
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def given_up_since(
    session: Session, school_id: int, student_id: int, since: datetime
) -> Sequence[Place]:
    """List what a child's family gave up since a moment, the last first."""
    statement = (
        select(Place)
        .where(
            Place.school_id == school_id,
            Place.student_id == student_id,
            Place.is_given_up,
            Place.ended_at >= since,
        )
        .options(joinedload(Place.section).options(*_SECTION))
        .order_by(Place.ended_at.desc(), Place.id.desc())
    )
    return session.scalars(statement).all()


def gave_up_ids(session: Session, section: Section) -> frozenset[int]:
    """Give the students whose families gave up a place in a section."""
    statement = select(Place.student_id).where(
        Place.school_id == section.school_id, Place.section_id == section.id, Place.is_given_up
    )
    return frozenset(session.scalars(statement))


def sections_at_its_time(session: Session, section: Section) -> Sequence[Section]:
    """List the other published sections by choice that meet at a section's time, by code."""
    slots = [time.slot_id for time in section.times]
    at_its_time = select(SectionTime.section_id).where(
        SectionTime.school_id == section.school_id, SectionTime.slot_id.in_(slots)
    )
    statement = (
        select(Section)
        .where(
            Section.school_id == section.school_id,
            Section.term_id == section.term_id,
            Section.id != section.id,
            Section.id.in_(at_its_time),
            Section.state == SectionState.PUBLISHED,
            Section.admission.in_(BY_CHOICE),
        )
        .options(*_SECTION)
        .order_by(Section.code)
    )
    return session.scalars(statement).all()


def waiting_counts(
    session: Session, school_id: int, section_ids: Collection[int]
) -> Mapping[int, int]:
    """Count who waits for some sections; those without a list are left out."""
    statement = (
        select(Waiting.section_id, func.count().label("waiting"))
        .where(Waiting.school_id == school_id, Waiting.section_id.in_(section_ids))
        .group_by(Waiting.section_id)
    )
    return {row.section_id: row.waiting for row in session.execute(statement)}


def promised_ids(session: Session, school_id: int, section_ids: Collection[int]) -> frozenset[int]:
    """Pick the sections whose seats a choice round is giving."""
    statement = select(PromisedSection.section_id).where(
        PromisedSection.school_id == school_id, PromisedSection.section_id.in_(section_ids)
    )
    return frozenset(session.scalars(statement))


def last_number(session: Session, school_id: int, section_id: int) -> int:
    """Give the greatest number on a section's waiting list; 0 when nobody waits."""
    greatest = select(func.max(Waiting.number)).where(
        Waiting.school_id == school_id, Waiting.section_id == section_id
    )
    return session.scalar(greatest) or 0


def last_rank(session: Session, section: Section, student_id: int) -> int:
    """Give the greatest rank with which a child waits at a section's time; 0 when nowhere."""
    slots = [time.slot_id for time in section.times]
    at_its_time = select(SectionTime.section_id).where(
        SectionTime.school_id == section.school_id, SectionTime.slot_id.in_(slots)
    )
    greatest = select(func.max(Waiting.rank)).where(
        Waiting.school_id == section.school_id,
        Waiting.student_id == student_id,
        Waiting.section_id.in_(at_its_time),
    )
    return session.scalar(greatest) or 0


def others_wait(session: Session, school_id: int, section_id: int, student_id: int) -> bool:
    """Whether anybody but one child waits for a section."""
    statement = select(Waiting.id).where(
        Waiting.school_id == school_id,
        Waiting.section_id == section_id,
        Waiting.student_id != student_id,
    )
    return session.scalar(statement.limit(1)) is not None


def open_requests(session: Session, school_id: int, term_id: int) -> Sequence[ChangeRequest]:
    """List the changes that wait for the school's word, the oldest first."""
    statement = (
        select(ChangeRequest)
        .join(ChangeRequest.section)
        .where(
            ChangeRequest.school_id == school_id,
            Section.term_id == term_id,
            ChangeRequest.state == RequestState.ASKED,
        )
        .options(*_with_section())
        .order_by(ChangeRequest.asked_at, ChangeRequest.id)
    )
    return session.scalars(statement).all()


def requests_of(
    session: Session, school_id: int, term_id: int, student_id: int
) -> Sequence[ChangeRequest]:
    """List what a child's family asked in a term, the newest first."""
    statement = (
        select(ChangeRequest)
        .join(ChangeRequest.section)
        .where(
            ChangeRequest.school_id == school_id,
            ChangeRequest.student_id == student_id,
            Section.term_id == term_id,
        )
        .options(*_with_section())
        .order_by(ChangeRequest.asked_at.desc(), ChangeRequest.id.desc())
    )
    return session.scalars(statement).all()


def get_request(session: Session, school_id: int, request_id: int) -> ChangeRequest:
    """Load a request as it is now with its section and student, or `NotFound`."""
    statement = (
        select(ChangeRequest)
        .where(ChangeRequest.school_id == school_id, ChangeRequest.id == request_id)
        .options(*_with_section())
        .execution_options(populate_existing=True)
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_own_request(
    session: Session, school_id: int, request_id: int, student_ids: Collection[int]
) -> ChangeRequest:
    """Load a request of one of some children, or `NotFound`."""
    found = get_request(session, school_id, request_id)
    if found.student_id not in student_ids:
        raise NotFound
    return found


def find_open_request(
    session: Session, school_id: int, section_id: int, student_id: int
) -> ChangeRequest | None:
    """Find the unanswered request of a child for a section."""
    statement = select(ChangeRequest).where(
        ChangeRequest.school_id == school_id,
        ChangeRequest.section_id == section_id,
        ChangeRequest.student_id == student_id,
        ChangeRequest.state == RequestState.ASKED,
    )
    return session.scalars(statement).one_or_none()


def _with_section() -> list[ExecutableOption]:
    return [
        joinedload(ChangeRequest.section).options(*_SECTION),
        joinedload(ChangeRequest.student).joinedload(Student.homeroom),
    ]
