"""Reads of offers and of those who wait for one."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from app.accounts.models import Student, StudentStatus
from app.core.errors import NotFound
from app.courses.models import Admission, Section, SectionState, SectionTime
from app.enrollment.models import OccupiedSlot, Offer, OfferState, Place, Waiting
from app.enrollment.offering import Candidate
from app.enrollment.queries.places import places_at_its_time, places_of

_OTHER = aliased(Section)
_HAS_PLACE = exists().where(
    Place.school_id == bindparam("of_school"),
    Place.section_id == bindparam("section"),
    Place.student_id == Waiting.student_id,
    Place.ended_at.is_(None),
)
_HAS_OFFER = exists().where(
    Offer.school_id == bindparam("of_school"),
    Offer.section_id == bindparam("section"),
    Offer.student_id == Waiting.student_id,
    Offer.state == OfferState.OFFERED,
)
_IS_BOUND = exists().where(
    OccupiedSlot.school_id == bindparam("of_school"),
    OccupiedSlot.term_id == bindparam("of_term"),
    OccupiedSlot.student_id == Waiting.student_id,
    OccupiedSlot.slot_id.in_(bindparam("slots", expanding=True)),
    Place.id == OccupiedSlot.place_id,
    _OTHER.id == Place.section_id,
    _OTHER.admission == Admission.HOMEROOM,
)
# Every seat that comes free asks who waits for it: the statement is built once.
_CANDIDATES = (
    select(Waiting.student_id, Waiting.number, Waiting.rank, Student)
    .join(Waiting.student)
    .where(
        Waiting.school_id == bindparam("of_school"),
        Waiting.section_id == bindparam("section"),
        Student.status == StudentStatus.ENROLLED,
        ~(_HAS_PLACE | _HAS_OFFER),
        ~_IS_BOUND,
    )
    .options(joinedload(Student.homeroom))
)
_WITH_SECTION = (
    joinedload(Offer.section).options(
        joinedload(Section.course),
        joinedload(Section.room),
        selectinload(Section.times).joinedload(SectionTime.slot),
    ),
    joinedload(Offer.student).joinedload(Student.homeroom),
)
_DUE = (
    select(Offer)
    .where(
        Offer.school_id == bindparam("of_school"),
        Offer.state == OfferState.OFFERED,
        Offer.expires_at <= bindparam("now"),
    )
    .options(*_WITH_SECTION)
    .order_by(Offer.id)
    .execution_options(populate_existing=True)
)
_DUE_OF_SECTION = _DUE.where(Offer.section_id == bindparam("section"))


@dataclass(frozen=True)
class Choice:
    """An offer that can be accepted, and the places that end when it is."""

    offer: Offer
    given_up: Sequence[Place]


def open_choices(
    session: Session, school_id: int, student_ids: Collection[int], now: datetime
) -> list[Choice]:
    """List what some children are offered and what each would give up."""
    found = open_offers(session, school_id, student_ids, now)
    held = [
        place
        for term_id in sorted({offer.section.term_id for offer in found})
        for place in places_of(session, school_id, term_id, student_ids)
    ]
    return [Choice(offer, places_given_up(offer, held)) for offer in found]


def places_given_up(offer: Offer, held: Iterable[Place]) -> Sequence[Place]:
    """List which of a child's places end when it accepts; times of all must be loaded."""
    own = [place for place in held if place.student_id == offer.student_id]
    return places_at_its_time(offer.section, own)


def get_offer(session: Session, school_id: int, offer_id: int) -> Offer:
    """Load an offer as it is now with section, course, times and student, or `NotFound`."""
    statement = (
        select(Offer)
        .where(Offer.school_id == school_id, Offer.id == offer_id)
        .options(*_WITH_SECTION)
        .execution_options(populate_existing=True)
    )
    offer = session.scalars(statement).one_or_none()
    if offer is None:
        raise NotFound
    return offer


def open_offers(
    session: Session, school_id: int, student_ids: Collection[int], now: datetime
) -> Sequence[Offer]:
    """List the offers that some children can accept, the most urgent first."""
    statement = (
        select(Offer)
        .where(
            Offer.school_id == school_id,
            Offer.student_id.in_(student_ids),
            Offer.state == OfferState.OFFERED,
            Offer.expires_at > now,
        )
        .options(*_WITH_SECTION)
        .order_by(Offer.expires_at, Offer.id)
    )
    return session.scalars(statement).all()


def due_offers(
    session: Session, school_id: int, now: datetime, section_id: int | None = None
) -> Sequence[Offer]:
    """List the offers whose time is over and that still hold a seat, of a section or of all."""
    wanted = {"of_school": school_id, "now": now}
    if section_id is None:
        return session.scalars(_DUE, wanted).all()
    return session.scalars(_DUE_OF_SECTION, wanted | {"section": section_id}).all()


def offers_that_hold(
    session: Session,
    school_id: int,
    section_ids: Collection[int],
    student_id: int | None = None,
) -> Sequence[Offer]:
    """List the offers that hold a seat of some sections, of one child or of all."""
    statement = (
        select(Offer)
        .where(
            Offer.school_id == school_id,
            Offer.section_id.in_(section_ids),
            Offer.state == OfferState.OFFERED,
        )
        .options(*_WITH_SECTION)
        .order_by(Offer.expires_at, Offer.id)
    )
    if student_id is not None:
        statement = statement.where(Offer.student_id == student_id)
    return session.scalars(statement).all()


def candidates(session: Session, section: Section) -> list[Candidate]:
    """List who waits for a section; the times of the section must be loaded.

    A child may have the seat who is at school, of a fitting grade, neither in the section nor asked
    already, and at that time not in a club of the whole class.
    """
    wanted = {
        "of_school": section.school_id,
        "of_term": section.term_id,
        "section": section.id,
        "slots": [time.slot_id for time in section.times],
    }
    return [
        Candidate(student_id, number, rank, section.accepts(student.grade))
        for student_id, number, rank, student in session.execute(_CANDIDATES, wanted)
    ]


def lists_with_free_seats(session: Session, school_id: int) -> Sequence[int]:
    """List the published sections that have free seats and a waiting list."""
    statement = (
        select(Section.id)
        .where(
            Section.school_id == school_id,
            Section.state == SectionState.PUBLISHED,
            Section.taken < Section.seats,
            exists().where(Waiting.school_id == school_id, Waiting.section_id == Section.id),
        )
        .order_by(Section.id)
    )
    return session.scalars(statement).all()


def worse_choices(
    session: Session, section: Section, student_id: int, rank: int
) -> Sequence[Waiting]:
    """List where a child waits at a section's time for what it ranked lower, itself too."""
    statement = select(Waiting).where(
        Waiting.school_id == section.school_id,
        Waiting.student_id == student_id,
        (Waiting.section_id == section.id)
        | (
            (Waiting.rank > rank)
            & Waiting.section_id.in_(
                select(SectionTime.section_id).where(
                    SectionTime.school_id == section.school_id,
                    SectionTime.slot_id.in_([time.slot_id for time in section.times]),
                )
            )
        ),
    )
    return session.scalars(statement).all()


def get_waiting(session: Session, school_id: int, section_id: int, student_id: int) -> Waiting:
    """Load a child's line of a waiting list, or `NotFound`."""
    waiting = find_waiting(session, school_id, section_id, student_id)
    if waiting is None:
        raise NotFound
    return waiting


def find_waiting(
    session: Session, school_id: int, section_id: int, student_id: int
) -> Waiting | None:
    """Find a child's line of a waiting list."""
    return session.scalars(
        select(Waiting).where(
            Waiting.school_id == school_id,
            Waiting.section_id == section_id,
            Waiting.student_id == student_id,
        )
    ).one_or_none()


def waiting_leavers(session: Session, school_id: int) -> Sequence[Waiting]:
    """List the lines of waiting lists of students who are no longer at the school."""
    statement = (
        select(Waiting)
        .join(Waiting.student)
        .where(Waiting.school_id == school_id, Student.status == StudentStatus.LEFT)
        .order_by(Waiting.id)
    )
    return session.scalars(statement).all()


def waiting_list(session: Session, school_id: int, section_id: int) -> Sequence[Waiting]:
    """List who waits for a section in the order of the numbers, with students and homerooms."""
    statement = (
        select(Waiting)
        .where(Waiting.school_id == school_id, Waiting.section_id == section_id)
        .options(joinedload(Waiting.student).joinedload(Student.homeroom))
        .order_by(Waiting.number, Waiting.student_id)
    )
    return session.scalars(statement).all()
