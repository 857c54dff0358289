"""Giving a child a seat outside a draw: the one function that every act on places shares."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.audit.services import record, wait_for_turn
from app.courses.models import Section
from app.enrollment import errors
from app.enrollment.models import Place, PlaceSource
from app.enrollment.queries import places as queries
from app.enrollment.services.places import (
    check_fit,
    check_return,
    close_place,
    settle_lists,
    why_full,
    write_place,
)
from app.enrollment.services.seats import take_seat
from app.enrollment.services.waiting import move_on

BY_OFFICE = frozenset({PlaceSource.BY_HAND, PlaceSource.CORRECTION})


@dataclass(frozen=True)
class Gift:
    """How a seat is given: its source, the act's name on record, and why.

    `ending` says why the places end that the child gives up for it.
    """

    source: PlaceSource
    act: str
    reason: str = ""
    ending: str = ""


def give_seat(
    session: Session,
    section: Section,
    student: Student,
    gift: Gift,
    *,
    given_up: Collection[Place] = (),
    actor_id: int | None,
    now: datetime,
) -> Place:
    """Give a student a free seat and end the places given up for it, in one transaction.

    The caller has waited for its turn (`wait_for_turn`) and has checked whoever may not ask.
    Seats that come free by it go on to the waiting lists.

    Raises:
        SeatsPromised: a choice round is giving these seats.
        EndedForGood: the school has ended the child's place there, and it is not the office.
        NotRunning, NotEnrolled, NotForGrade: the two do not go together.
        AlreadyInSection, SlotOccupied, PlacedMeanwhile: the student has a place at that time.
        SeatOffered: the free seats are held for the waiting list.
        SectionFull: no seat is free.
        PlaceAlreadyEnded: a place that is given up has ended.
    """
    check_gift(session, section, student, given_up)
    if gift.source not in BY_OFFICE:
        check_return(session, section, student)
    for place in given_up:
        close_place(session, place, reason=gift.ending, actor_id=actor_id, now=now)
    place = write_place(session, section, student, gift.source, gift.reason, now)
    facts = {"section_id": section.id, "student_id": student.id}
    record(
        session,
        gift.act,
        "place",
        place.id,
        school_id=section.school_id,
        actor_id=actor_id,
        now=now,
        **facts | ({"reason": gift.reason} if gift.reason else {}),
    )
    take_seat(session, section)
    freed = settle_lists(session, section, student.id, actor_id=actor_id, now=now)
    freed |= {place.section_id for place in given_up}
    move_on(session, section.school_id, freed, now=now)
    return place


def check_gift(
    session: Session, section: Section, student: Student, given_up: Collection[Place] = ()
) -> None:
    """Check that a student could be given a seat now; course and times must be loaded.

    Raises:
        SeatsPromised, NotRunning, NotEnrolled, NotForGrade, AlreadyInSection, SlotOccupied,
        SeatOffered, SectionFull: as `give_seat` says.
    """
    school_id = section.school_id
    if queries.is_promised(session, school_id, section.id):
        raise errors.SeatsPromised(title=section.course.named)
    ended = {place.id for place in given_up}
    held = queries.places_of(session, school_id, section.term_id, [student.id])
    check_fit(section, student, [place for place in held if place.id not in ended])
    session.refresh(section, ["taken", "seats"])
    if section.taken >= section.seats:
        raise why_full(session, section)


def place_by_hand(
    session: Session,
    section: Section,
    student: Student,
    *,
    reason: str,
    actor_id: int | None,
    now: datetime,
) -> Place:
    """Give a student a seat outside a draw, with the reason on record.

    Raises:
        ReasonMissing: no reason was given.
        SeatsPromised, NotRunning, NotEnrolled, NotForGrade, AlreadyInSection, SlotOccupied,
        PlacedMeanwhile, SeatOffered, SectionFull: as `give_seat` says.
    """
    reason = reason.strip()
    if not reason:
        raise errors.ReasonMissing
    wait_for_turn(session, section.school_id)
    by_hand = Gift(PlaceSource.BY_HAND, "place student", reason)
    return give_seat(session, section, student, by_hand, actor_id=actor_id, now=now)
