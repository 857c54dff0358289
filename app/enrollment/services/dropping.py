"""Giving a place up, at any time and without a reason (R34), and taking that back for a while."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.audit.services import wait_for_turn
from app.core.text import N_
from app.enrollment import errors
from app.enrollment.models import Place
from app.enrollment.queries import changes as queries
from app.enrollment.services.giving import Gift, check_gift, give_seat
from app.enrollment.services.places import close_place
from app.enrollment.services.requests import withdraw_requests
from app.enrollment.services.telling import tell_teachers
from app.enrollment.services.waiting import move_on

GIVEN_UP = N_("Given up by the family")
TAKEN_BACK = N_("The family took it back")
UNDO = timedelta(minutes=30)


def drop_place(session: Session, place: Place, *, actor_id: int, now: datetime) -> None:
    """Give a place up; the seat goes to the next on the waiting list at once.

    Lists on which the child waits stay; changes asked for this place are taken back.

    Raises:
        PlaceAlreadyEnded: somebody was quicker.
    """
    school_id, section = place.school_id, place.section
    wait_for_turn(session, school_id)
    close_place(session, place, reason=GIVEN_UP, actor_id=actor_id, now=now, is_given_up=True)
    withdraw_requests(session, section, place.student_id, actor_id=actor_id, now=now)
    tell_teachers(session, school_id, [section.id], now)
    move_on(session, school_id, [section.id], now=now)


def undo_drop(session: Session, place: Place, *, actor_id: int, now: datetime) -> Place:
    """Give a place that was just given up back to the child, if its seat has not gone on.

    Raises:
        NotToBeUndone: the family did not give it up, or not just now.
        IsWaitedFor: the seat goes to the waiting list.
        SeatsPromised, NotRunning, NotEnrolled, NotForGrade: the two do not go together any more.
        AlreadyInSection, SlotOccupied, PlacedMeanwhile: the child has a place at that time.
        SeatOffered, SectionFull: the seat has gone on.
    """
    wait_for_turn(session, place.school_id)
    check_undo(session, place, now)
    back = Gift(place.source, "take back place", TAKEN_BACK)
    given = give_seat(session, place.section, place.student, back, actor_id=actor_id, now=now)
    tell_teachers(session, place.school_id, [place.section_id], now)
    return given


def check_undo(session: Session, place: Place, now: datetime) -> None:
    """Check that giving a place up can be taken back now; section and student must be loaded.

    Raises:
        NotToBeUndone, IsWaitedFor, SeatsPromised, NotRunning, NotEnrolled, NotForGrade,
        AlreadyInSection, SlotOccupied, SeatOffered, SectionFull: as `undo_drop` says.
    """
    if not place.is_given_up or place.ended_at is None or now - place.ended_at > UNDO:
        raise errors.NotToBeUndone
    if queries.others_wait(session, place.school_id, place.section_id, place.student_id):
        raise errors.IsWaitedFor(title=place.section.course.named)
    check_gift(session, place.section, place.student)
