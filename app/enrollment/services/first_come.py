"""Free seats, first come, first served from an announced moment (docs/words.md: free seats).

A club with a standing waiting list is left out: its seats go to the list.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.accounts.queries.families import accounts_of
from app.audit.services import record, wait_for_turn
from app.core.text import N_
from app.courses.models import BY_CHOICE, Section
from app.enrollment import errors
from app.enrollment.models import FreeSeats, Place, PlaceSource
from app.enrollment.queries import first_come as queries
from app.enrollment.queries import places as place_queries
from app.enrollment.services.giving import Gift, give_seat
from app.enrollment.services.places import check_fit
from app.enrollment.services.waiting import written
from app.messages.services import send
from app.schools.models import School, Term

TAKEN = Gift(PlaceSource.FIRST_COME, "take free seat")


def announce_free_seats(
    session: Session,
    school: School,
    term: Term,
    *,
    opens_at: datetime,
    actor_id: int | None,
    now: datetime,
) -> FreeSeats:
    """Say from when free seats of a term are taken, and tell every family.

    Raises:
        AlreadyAnnounced: another moment is announced; it is called off first.
        MomentPassed: the moment does not lie ahead.
        NoFreeSeats: nothing could be taken.
    """
    wait_for_turn(session, school.id)
    if queries.free_seats(session, school.id, term.id) is not None:
        raise errors.AlreadyAnnounced
    if opens_at <= now:
        raise errors.MomentPassed
    if not queries.sections_to_take(session, school.id, term.id):
        raise errors.NoFreeSeats
    row = FreeSeats(school_id=school.id, term_id=term.id, opens_at=opens_at, announced_at=now)
    session.add(row)
    session.flush()
    _tell(session, school, term, opens_at, now)
    _record(session, "announce free seats", row, actor_id, now)
    return row


def call_off(session: Session, row: FreeSeats, *, actor_id: int | None, now: datetime) -> None:
    """Call off an announced moment before it has come.

    Raises:
        AlreadyOpen: seats are being taken.
    """
    wait_for_turn(session, row.school_id)
    if row.opens_at <= now:
        raise errors.AlreadyOpen
    _record(session, "call off free seats", row, actor_id, now)
    session.delete(row)
    session.flush()


def take_free_seat(
    session: Session,
    school: School,
    section: Section,
    student: Student,
    *,
    actor_id: int | None,
    now: datetime,
) -> Place:
    """Give a free seat to whoever asks first.

    Raises:
        NotOpenYet: the announced moment has not come, or none is announced.
        OtherAdmission, SeatsPromised, IsWaitedFor: the seats of the section are given otherwise.
        NotRunning, NotEnrolled, NotForGrade: the two do not go together.
        AlreadyInSection, SlotOccupied, PlacedMeanwhile: the student has a place at that time.
        SeatOffered, SectionFull: no seat is free.
    """
    wait_for_turn(session, section.school_id)
    opened = queries.free_seats(session, school.id, section.term_id)
    if opened is None:
        raise errors.NotOpenYet(when="–")
    if now < opened.opens_at:
        raise errors.NotOpenYet(when=written(opened.opens_at, school))
    _check_free_to_take(session, section)
    held = place_queries.places_of(session, school.id, section.term_id, [student.id])
    check_may_take(school, section, student, held)
    return give_seat(session, section, student, TAKEN, actor_id=actor_id, now=now)


def check_may_take(
    school: School, section: Section, student: Student, held: Sequence[Place]
) -> None:
    """Check that a child of a grade that takes part may have a place in a section.

    Raises:
        NotTakingPart: a pilot has not reached the grade (R85).
        NotRunning, NotEnrolled, NotForGrade, AlreadyInSection, SlotOccupied: as they say.
    """
    if not school.takes_part(student.grade):
        raise errors.NotTakingPart(name=student.name)
    check_fit(section, student, held)


def _check_free_to_take(session: Session, section: Section) -> None:
    title = section.course.named
    if section.admission not in BY_CHOICE:
        raise errors.OtherAdmission(title=title)
    if place_queries.is_promised(session, section.school_id, section.id):
        raise errors.SeatsPromised(title=title)
    if queries.is_waited_for(session, section.school_id, section.id):
        raise errors.IsWaitedFor(title=title)


def _tell(session: Session, school: School, term: Term, opens_at: datetime, now: datetime) -> None:
    students = queries.enrolled_ids(session, school.id)
    send(
        session,
        school.id,
        accounts_of(session, school.id, students),
        N_("Free seats of %(term)s: first come, first served from %(when)s."),
        link="/free-seats",
        now=now,
        term=term.title,
        when=written(opens_at, school),
    )


def _record(
    session: Session, act: str, row: FreeSeats, actor_id: int | None, now: datetime
) -> None:
    record(
        session,
        act,
        "free_seats",
        row.id,
        school_id=row.school_id,
        actor_id=actor_id,
        now=now,
        opens_at=row.opens_at.isoformat(),
    )
