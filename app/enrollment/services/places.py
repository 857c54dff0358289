"""Giving and ending a place: one transaction takes a seat (promise 3)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.audit.services import record
from app.courses.models import Section, SectionState
from app.enrollment import errors
from app.enrollment.models import OccupiedSlot, Place, PlaceSource
from app.enrollment.queries import places as queries

LEFT_SCHOOL = "离校"

# Reading first and writing after it would sell seats twice; this one statement cannot.
TAKE_SEATS = (
    update(Section)
    .where(
        Section.school_id == bindparam("of_school"),
        Section.id == bindparam("of_section"),
        Section.taken + bindparam("more") <= Section.seats,
    )
    .values(taken=Section.taken + bindparam("more"))
    .execution_options(synchronize_session=False)
)
FREE_SEAT = (
    update(Section)
    .where(Section.school_id == bindparam("of_school"), Section.id == bindparam("of_section"))
    .values(taken=Section.taken - 1)
    .execution_options(synchronize_session=False)
)


def take_seat(session: Session, section: Section, *, seats: int = 1) -> None:
    """Take seats by one conditional update; call it last, it locks the section's row.

    Raises:
        SectionFull: fewer seats are free.
    """
    if not take_seats(session, section.school_id, section.id, seats):
        raise errors.SectionFull(title=section.course.title)
    session.expire(section, ["taken"])


def take_seats(session: Session, school_id: int, section_id: int, seats: int) -> bool:
    """Take seats of a section by its id; whether so many were free."""
    facts = {"of_school": school_id, "of_section": section_id, "more": seats}
    result = session.connection().execute(TAKE_SEATS, facts)
    return result.rowcount == 1


def place_by_hand(
    session: Session,
    section: Section,
    student: Student,
    *,
    reason: str,
    actor_id: int,
    now: datetime,
) -> Place:
    """Give a student a seat outside a draw, with the reason on record.

    Raises:
        ReasonMissing: no reason was given.
        SeatsPromised: a choice round is giving these seats.
        NotRunning, NotEnrolled, NotForGrade: the two do not go together.
        AlreadyInSection, SlotOccupied, PlacedMeanwhile: the student has a place at that time.
        SectionFull: no seat is free.
    """
    reason = reason.strip()
    if not reason:
        raise errors.ReasonMissing
    if queries.is_promised(session, section.school_id, section.id):
        raise errors.SeatsPromised(title=section.course.title)
    check_fit(
        section,
        student,
        queries.places_of(session, section.school_id, section.term_id, [student.id]),
    )
    if section.taken >= section.seats:
        raise errors.SectionFull(title=section.course.title)
    place = _write(session, section, student, PlaceSource.BY_HAND, reason, now)
    record(
        session,
        "place student",
        "place",
        place.id,
        school_id=section.school_id,
        actor_id=actor_id,
        now=now,
        section_id=section.id,
        student_id=student.id,
        reason=reason,
    )
    take_seat(session, section)
    return place


def check_fit(section: Section, student: Student, held: Iterable[Place]) -> None:
    """Check that a student who holds some places may have one in a section.

    Course and times of the section and of the places must be loaded.

    Raises:
        NotRunning, NotEnrolled, NotForGrade, AlreadyInSection, SlotOccupied: as they say.
    """
    title = section.course.title
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
            raise errors.SlotOccupied(name=student.name, title=place.section.course.title)


def end_place(
    session: Session, place: Place, *, reason: str, actor_id: int | None, now: datetime
) -> None:
    """End a place: the seat and the child's afternoon are free again, the row stays as history.

    Raises:
        ReasonMissing: no reason was given.
        PlaceAlreadyEnded: somebody was quicker.
    """
    reason = reason.strip()
    if not reason:
        raise errors.ReasonMissing
    ended = session.connection().execute(
        update(Place)
        .where(Place.school_id == place.school_id, Place.id == place.id, Place.ended_at.is_(None))
        .values(ended_at=now, end_reason=reason)
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
    facts = {"of_school": place.school_id, "of_section": place.section_id}
    session.connection().execute(FREE_SEAT, facts)
    session.expire(place)


def end_places_of_leavers(
    session: Session, school_id: int, *, reason: str, actor_id: int | None, now: datetime
) -> int:
    """End every place whose student is no longer enrolled; gives how many seats came free.

    Raises:
        ReasonMissing: no reason was given.
    """
    leavers = queries.places_of_leavers(session, school_id)
    for place in leavers:
        end_place(session, place, reason=reason, actor_id=actor_id, now=now)
    return len(leavers)


def follow_leaver(session: Session, student: Student, actor_id: int | None, now: datetime) -> None:
    """End the places of a student who has left the school (`students.use_followers`)."""
    end_places_of_leavers(
        session, student.school_id, reason=LEFT_SCHOOL, actor_id=actor_id, now=now
    )


def _write(
    session: Session,
    section: Section,
    student: Student,
    source: PlaceSource,
    reason: str,
    now: datetime,
) -> Place:
    """Write a place and the slots it takes up; two at once for one child fail here."""
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
