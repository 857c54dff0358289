"""Who moved in a section and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Student
from app.courses.models import Section
from app.enrollment.models import Correction, Offer, OfferState, Place, PlaceSource


class MoveKind(StrEnum):
    """What happened to a seat."""

    PLACED = "placed"
    ENDED = "ended"
    OFFERED = "offered"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class Move:
    """One thing that happened: when, to whom, and why."""

    at: datetime
    kind: MoveKind
    student: Student
    source: PlaceSource | None = None
    number: int | None = None
    reason: str = ""
    section: Section | None = None  # with its course, in the log of a child


CAME_TO_NOTHING = {
    OfferState.DECLINED: MoveKind.DECLINED,
    OfferState.EXPIRED: MoveKind.EXPIRED,
    OfferState.WITHDRAWN: MoveKind.WITHDRAWN,
}


def moves(session: Session, school_id: int, section_id: int) -> Sequence[Move]:
    """List what happened to the seats of a section, the newest first."""
    places = session.scalars(
        select(Place)
        .where(Place.school_id == school_id, Place.section_id == section_id)
        .options(joinedload(Place.student).joinedload(Student.homeroom))
        .order_by(Place.id)
    ).all()
    offers = session.scalars(
        select(Offer)
        .where(Offer.school_id == school_id, Offer.section_id == section_id)
        .options(joinedload(Offer.student).joinedload(Student.homeroom))
        .order_by(Offer.id)
    ).all()
    corrected = session.scalars(
        select(Correction)
        .where(
            Correction.school_id == school_id,
            (Correction.section_id == section_id) | (Correction.from_section_id == section_id),
        )
        .options(joinedload(Correction.student).joinedload(Student.homeroom))
        .order_by(Correction.id)
    ).all()
    found = [
        *(_of_correction(correction) for correction in corrected),
        *(move for offer in offers for move in _of_offer(offer)),
        *(move for place in places for move in _of_place(place)),
    ]
    return sorted(found, key=lambda move: move.at, reverse=True)


def moves_of_child(
    session: Session, school_id: int, term_id: int, student_id: int
) -> Sequence[Move]:
    """List what happened to a child's places in a term, the newest first."""
    places = session.scalars(
        select(Place)
        .join(Place.section)
        .where(
            Place.school_id == school_id,
            Place.student_id == student_id,
            Section.term_id == term_id,
        )
        .options(joinedload(Place.student), joinedload(Place.section).joinedload(Section.course))
        .order_by(Place.id)
    ).all()
    found = [replace(move, section=place.section) for place in places for move in _of_place(place)]
    return sorted(found, key=lambda move: move.at, reverse=True)


def _of_place(place: Place) -> Iterator[Move]:
    yield Move(
        place.began_at, MoveKind.PLACED, place.student, source=place.source, reason=place.reason
    )
    if place.ended_at is not None:
        yield Move(place.ended_at, MoveKind.ENDED, place.student, reason=place.end_reason)


def _of_correction(correction: Correction) -> Move:
    return Move(correction.at, MoveKind.CORRECTED, correction.student, reason=correction.reason)


def _of_offer(offer: Offer) -> Iterator[Move]:
    yield Move(offer.offered_at, MoveKind.OFFERED, offer.student, number=offer.number)
    if offer.ended_at is not None and offer.state in CAME_TO_NOTHING:
        kind = CAME_TO_NOTHING[offer.state]
        yield Move(offer.ended_at, kind, offer.student, reason=offer.reason)
