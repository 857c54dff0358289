"""Setting a place right after a draw: an entry with a reason, never drawing again unseen.

Nobody else's place is touched: where the right club is full, it gets one more seat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.audit.services import record, wait_for_turn
from app.core.text import N_
from app.courses.models import Section
from app.courses.services.version import bump_catalogue
from app.enrollment import errors
from app.enrollment.models import Cause, Correction, Place, PlaceSource
from app.enrollment.queries import places as queries
from app.enrollment.services.giving import Gift, give_seat
from app.enrollment.services.places import close_place
from app.enrollment.services.telling import tell_child, tell_teachers
from app.enrollment.services.waiting import move_on

CORRECTED = N_("The school has corrected the place of %(name)s. Reason: %(reason)s")


@dataclass(frozen=True)
class Right:
    """What is right: the club the child should have, or the place that should not be.

    `adds_seat` gives the right club one more seat if it is full.
    """

    section: Section | None
    wrong: Place | None = None
    adds_seat: bool = False


def correct_place(
    session: Session,
    student: Student,
    right: Right,
    *,
    cause: Cause,
    reason: str,
    actor_id: int,
    now: datetime,
) -> Correction:
    """Set a child's place right; whatever it has at that time ends, and its seat goes on.

    Raises:
        ReasonMissing: no reason was given.
        NothingToCorrect: the child has this place, or there is nothing that could end.
        NoSeatToCorrect: the club is full and no seat was added.
        SeatsPromised: a choice round is giving these seats.
        NotRunning, NotEnrolled, NotForGrade, PlacedMeanwhile: the two do not go together.
        PlaceAlreadyEnded: the wrong place has ended.
    """
    reason = reason.strip()
    if not reason:
        raise errors.ReasonMissing
    wait_for_turn(session, student.school_id)
    ended = wrong_places(session, student, right)
    has_added_seat = right.section is not None and _make_room(session, right.section, right)
    if right.section is not None:
        gift = Gift(PlaceSource.CORRECTION, "correct place", reason, ending=reason)
        give_seat(session, right.section, student, gift, given_up=ended, actor_id=actor_id, now=now)
    else:
        for place in ended:
            close_place(session, place, reason=reason, actor_id=actor_id, now=now)
        left = [place.section_id for place in ended]
        move_on(session, student.school_id, left, now=now)
    row = Correction(
        school_id=student.school_id,
        student_id=student.id,
        section_id=right.section.id if right.section is not None else None,
        from_section_id=ended[0].section_id if ended else None,
        cause=cause,
        reason=reason,
        has_added_seat=has_added_seat,
        at=now,
    )
    session.add(row)
    session.flush()
    _tell(session, student, row, ended, now)
    _record(session, row, actor_id, now)
    return row


def wrong_places(session: Session, student: Student, right: Right) -> Sequence[Place]:
    """List the places that end when a child's place is set right.

    Raises:
        NothingToCorrect: the child has the right place, or nothing could end.
    """
    if right.section is None:
        if right.wrong is None or right.wrong.student_id != student.id:
            raise errors.NothingToCorrect
        return [right.wrong]
    section = right.section
    held = queries.places_of(session, section.school_id, section.term_id, [student.id])
    if any(place.section_id == section.id for place in held):
        raise errors.NothingToCorrect
    return queries.places_at_its_time(section, held)


def _make_room(session: Session, section: Section, right: Right) -> bool:
    """Add the seat that is missing; whether one was added."""
    session.refresh(section, ["taken", "seats"])
    if section.taken < section.seats:
        return False
    if not right.adds_seat:
        raise errors.NoSeatToCorrect(title=section.course.named)
    session.execute(
        update(Section)
        .where(Section.school_id == section.school_id, Section.id == section.id)
        .values(seats=Section.seats + 1)
    )
    bump_catalogue(session, section.school_id, section.term_id)
    return True


def _tell(
    session: Session, student: Student, row: Correction, ended: Sequence[Place], now: datetime
) -> None:
    tell_child(session, student, CORRECTED, now, reason=row.reason)
    sections = {place.section_id for place in ended} | {row.section_id}
    touched = [section_id for section_id in sections if section_id is not None]
    tell_teachers(session, student.school_id, touched, now)


def _record(session: Session, row: Correction, actor_id: int, now: datetime) -> None:
    record(
        session,
        "correct place after draw",
        "correction",
        row.id,
        school_id=row.school_id,
        actor_id=actor_id,
        now=now,
        student_id=row.student_id,
        section_id=row.section_id,
        from_section_id=row.from_section_id,
        cause=row.cause.value,
        reason=row.reason,
        added_seat=row.has_added_seat,
    )
