"""Writing and ending a place: one transaction takes a seat (promise 3).

Every act waits for its turn first (`wait_for_turn`), so that two of a school never wait for each
other.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.audit.services import record, wait_for_turn
from app.core.errors import Invalid
from app.courses.models import Section, SectionState
from app.enrollment import errors
from app.enrollment.models import OccupiedSlot, Place, PlaceSource
from app.enrollment.queries import offers as offer_queries
from app.enrollment.queries import places as queries
from app.enrollment.services.seats import free_seat
from app.enrollment.services.waiting import follow_leavers, leave_lists, move_on, written
from app.schools.queries import get_school

LEFT_SCHOOL = "离校"
IMPROVED = "第二轮改选"


def settle_lists(
    session: Session, section: Section, student_id: int, *, actor_id: int | None, now: datetime
) -> set[int]:
    """End a child's waiting for a section it has got, and for what it ranked lower at that time.

    Returns:
        The sections whose offered seats came free by it; the caller passes them on (`move_on`).
    """
    school_id = section.school_id
    waiting = offer_queries.find_waiting(session, school_id, section.id, student_id)
    if waiting is None:
        return set()
    rows = offer_queries.worse_choices(session, section, student_id, waiting.rank)
    return leave_lists(session, school_id, rows, actor_id=actor_id, now=now)


def check_fit(section: Section, student: Student, held: Iterable[Place]) -> None:
    """Check that a student who holds some places may have one in a section.

    Course and times of the section and of the places must be loaded.

    Raises:
        NotRunning, NotEnrolled, NotForGrade, AlreadyInSection, SlotOccupied: as they say.
    """
    title = section.course.named
    if section.state is not SectionState.PUBLISHED:
        raise errors.NotRunning(title=title)
    if not student.is_enrolled:
        raise errors.NotEnrolled(name=student.name)
    if not section.accepts(student.grade):
        raise errors.NotForGrade(
            title=title, grade_from=section.grade_from, grade_to=section.grade_to
        )
    for place in held:
        if place.section_id == section.id:
            raise errors.AlreadyInSection(name=student.name, title=title)
        if {time.slot_id for time in place.section.times} & {t.slot_id for t in section.times}:
            raise errors.SlotOccupied(name=student.name, title=place.section.course.named)


def end_place(
    session: Session,
    place: Place,
    *,
    reason: str,
    actor_id: int | None,
    now: datetime,
    is_final: bool = False,
) -> None:
    """End a place with a reason; the seat goes to the next on the waiting list.

    `is_final` when the family cannot bring the child back into this section (R37).

    Raises:
        ReasonMissing: no reason was given.
        PlaceAlreadyEnded: somebody was quicker.
    """
    reason = reason.strip()
    if not reason:
        raise errors.ReasonMissing
    school_id, section_id = place.school_id, place.section_id
    wait_for_turn(session, school_id)
    place.is_final = is_final
    session.flush()
    close_place(session, place, reason=reason, actor_id=actor_id, now=now)
    move_on(session, school_id, [section_id], now=now)


def check_return(session: Session, section: Section, student: Student) -> None:
    """Check that the school has not ended the child's place in a section for good.

    Raises:
        EndedForGood: it has; only the office brings the child back.
    """
    if queries.was_ended_for_good(session, section, student.id):
        raise errors.EndedForGood(name=student.name, title=section.course.named)


def close_place(
    session: Session,
    place: Place,
    *,
    reason: str,
    actor_id: int | None,
    now: datetime,
    is_given_up: bool = False,
) -> None:
    """End a place: the seat and the child's afternoon are free again, the row stays as history.

    `is_given_up` when the family itself does it.

    Raises:
        PlaceAlreadyEnded: somebody was quicker.
    """
    ended = session.connection().execute(
        update(Place)
        .where(Place.school_id == place.school_id, Place.id == place.id, Place.ended_at.is_(None))
        .values(ended_at=now, end_reason=reason, is_given_up=is_given_up)
    )
    if ended.rowcount != 1:
        raise errors.PlaceAlreadyEnded
    session.execute(
        delete(OccupiedSlot).where(
            OccupiedSlot.school_id == place.school_id, OccupiedSlot.place_id == place.id
        )
    )
    record(
        session,
        "end place",
        "place",
        place.id,
        school_id=place.school_id,
        actor_id=actor_id,
        now=now,
        section_id=place.section_id,
        student_id=place.student_id,
        reason=reason,
    )
    free_seat(session, place.school_id, place.section_id)
    session.expire(place)


def give_up_for_better(
    session: Session, given_up: Iterable[Place], *, actor_id: int | None, now: datetime
) -> set[int]:
    """End places whose children get another club by the same transaction.

    Returns:
        Their sections; the caller passes the seats on (`pass_on`) once everybody is placed.

    Raises:
        PlaceAlreadyEnded: somebody was quicker.
    """
    sections = set()
    for place in given_up:
        sections.add(place.section_id)
        close_place(session, place, reason=IMPROVED, actor_id=actor_id, now=now)
    return sections


def end_places_of_leavers(
    session: Session, school_id: int, *, reason: str, actor_id: int | None, now: datetime
) -> int:
    """End every place and every waiting of students who left; gives how many places ended.

    Raises:
        ReasonMissing: no reason was given.
    """
    reason = reason.strip()
    if not reason:
        raise errors.ReasonMissing
    wait_for_turn(session, school_id)
    freed = follow_leavers(session, school_id, actor_id=actor_id, now=now)
    leavers = queries.places_of_leavers(session, school_id)
    freed |= {place.section_id for place in leavers}
    for place in leavers:
        close_place(session, place, reason=reason, actor_id=actor_id, now=now)
    move_on(session, school_id, freed, now=now)
    return len(leavers)


def follow_leaver(session: Session, student: Student, actor_id: int | None, now: datetime) -> None:
    """End the places of a student who has left the school (`students.use_followers`)."""
    end_places_of_leavers(
        session, student.school_id, reason=LEFT_SCHOOL, actor_id=actor_id, now=now
    )


def write_place(
    session: Session,
    section: Section,
    student: Student,
    source: PlaceSource,
    reason: str,
    now: datetime,
) -> Place:
    """Write a place and the slots it takes up; its seat must be taken by the same transaction.

    Raises:
        PlacedMeanwhile: the child has another place at that time.
    """
    place = Place(
        school_id=section.school_id,
        section_id=section.id,
        student_id=student.id,
        source=source,
        reason=reason,
        began_at=now,
    )
    try:
        with session.begin_nested():
            session.add(place)
            session.flush()
            session.add_all(
                OccupiedSlot(
                    school_id=section.school_id,
                    term_id=section.term_id,
                    student_id=student.id,
                    slot_id=time.slot_id,
                    place_id=place.id,
                )
                for time in section.times
            )
    except IntegrityError as error:
        raise errors.PlacedMeanwhile from error
    return place


def why_full(session: Session, section: Section) -> Invalid:
    """Say why no seat is free: taken, or held for a family of the waiting list."""
    held = offer_queries.offers_that_hold(session, section.school_id, [section.id])
    title = section.course.named
    if not held:
        return errors.SectionFull(title=title)
    school = get_school(session, section.school_id)
    return errors.SeatOffered(title=title, until=written(held[0].expires_at, school))
