"""Answering an offer: accepting moves a child in one transaction, anything else passes it on."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.services import wait_for_turn
from app.core.text import N_
from app.enrollment import errors
from app.enrollment.models import Offer, OfferState, Place, PlaceSource
from app.enrollment.queries import offers as queries
from app.enrollment.queries import places as place_queries
from app.enrollment.services.places import check_fit, close_place, settle_lists, write_place
from app.enrollment.services.telling import tell_teachers
from app.enrollment.services.waiting import close_offer, drop_line, move_on, tell_family

MOVED_UP = "候补递补"


def accept_offer(
    session: Session, school_id: int, offer_id: int, *, actor_id: int, now: datetime
) -> Place:
    """Give the child the seat that is held for it; what it has at that time ends and passes on.

    The seat was taken when it was offered (one conditional update); here the offer turns into a
    place. Lines of waiting lists at that time that the child ranked lower end too.

    Raises:
        NotFound: there is no such offer.
        OfferEnded: it was answered, ran out or was withdrawn. What ran out has been passed on.
        NotRunning, NotEnrolled, NotForGrade, AlreadyInSection: the two do not go together any more.
        PlacedMeanwhile: the child got a place at that time meanwhile.
    """
    offer = _get_open(session, school_id, offer_id, now)
    section, student = offer.section, offer.student
    held = place_queries.places_of(session, school_id, section.term_id, [student.id])
    given_up = queries.places_given_up(offer, held)
    check_fit(section, student, [place for place in held if place not in given_up])
    close_offer(session, offer, OfferState.ACCEPTED, actor_id=actor_id, now=now)
    freed = {place.section_id for place in given_up}
    for place in given_up:
        close_place(session, place, reason=MOVED_UP, actor_id=actor_id, now=now)
    placed = write_place(session, section, student, PlaceSource.WAITLIST, "", now)
    tell_family(session, offer, N_("%(name)s has a place in %(title)s."), now)
    tell_teachers(session, school_id, {section.id, *freed}, now)
    freed |= settle_lists(session, section, student.id, actor_id=actor_id, now=now)
    move_on(session, school_id, freed, now=now)
    return placed


def decline_offer(
    session: Session, school_id: int, offer_id: int, *, actor_id: int, now: datetime
) -> None:
    """Pass an offer on to the next in line; the child leaves this list and keeps what it has.

    Raises:
        NotFound: there is no such offer.
        OfferEnded: it was answered, ran out or was withdrawn.
    """
    offer = _get_open(session, school_id, offer_id, now)
    close_offer(session, offer, OfferState.DECLINED, actor_id=actor_id, now=now)
    drop_line(session, offer)
    move_on(session, school_id, [offer.section_id], now=now)


def withdraw_offer(
    session: Session, school_id: int, offer_id: int, *, reason: str, actor_id: int, now: datetime
) -> None:
    """Take an offer back, with a reason the family reads; the child leaves the list.

    Raises:
        ReasonMissing: no reason was given.
        NotFound: there is no such offer.
        OfferEnded: it was answered, ran out or was withdrawn.
    """
    reason = reason.strip()
    if not reason:
        raise errors.ReasonMissing
    offer = _get_open(session, school_id, offer_id, now)
    close_offer(session, offer, OfferState.WITHDRAWN, reason=reason, actor_id=actor_id, now=now)
    drop_line(session, offer)
    tell_family(
        session,
        offer,
        N_("%(title)s: the school has taken back the offer for %(name)s. Reason: %(reason)s"),
        now,
        reason=reason,
    )
    move_on(session, school_id, [offer.section_id], now=now)


def _get_open(session: Session, school_id: int, offer_id: int, now: datetime) -> Offer:
    """Wait for the turn and load an offer as it is then; what has run out is passed on."""
    wait_for_turn(session, school_id)
    offer = queries.get_offer(session, school_id, offer_id)
    if offer.is_open(now):
        return offer
    move_on(session, school_id, [offer.section_id], now=now)
    raise errors.OfferEnded
