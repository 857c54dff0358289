"""Placing many at once: a whole homeroom, those who passed a trial, the result of a draw."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.audit.services import record, wait_for_turn
from app.courses.models import Admission, Section, SectionState, SectionTime
from app.enrollment import errors
from app.enrollment.models import OccupiedSlot, Place, PlaceSource, Waiting
from app.enrollment.queries import places as queries
from app.enrollment.queries.changes import gave_up_ids
from app.enrollment.services.places import check_fit
from app.enrollment.services.seats import take_seat, take_seats


@dataclass(frozen=True)
class NewPlace:
    """A place to be given."""

    section_id: int
    student_id: int
    source: PlaceSource


@dataclass(frozen=True)
class NewWaiting:
    """A line of a waiting list: the slot's number, and the rank in the student's list."""

    section_id: int
    student_id: int
    number: int
    rank: int


def place_homeroom(
    session: Session, section: Section, *, actor_id: int | None, now: datetime
) -> int:
    """Place every student of a section's homerooms who is not in it yet; gives how many.

    Whose family gave this place up stays out of it (R34).

    Raises:
        OtherAdmission, NotRunning: the section does not take whole homerooms now.
        SlotOccupied: a student has another club at that time.
        TooFewSeats: the homerooms have more students than seats are free.
    """
    _check_admission(section, Admission.HOMEROOM)
    everybody = queries.homeroom_students(session, section.school_id, section.id)
    gave_up = gave_up_ids(session, section)
    students = [student for student in everybody if student.id not in gave_up]
    return _place_all(session, section, students, PlaceSource.HOMEROOM, actor_id, now)


def place_selected(
    session: Session,
    section: Section,
    students: Sequence[Student],
    *,
    actor_id: int | None,
    now: datetime,
) -> int:
    """Place the students who passed a section's trial and are not in it yet; gives how many.

    Raises:
        OtherAdmission, NotRunning: the section does not choose by trial now.
        NotEnrolled, NotForGrade, SlotOccupied: a student may not have this place.
        TooFewSeats: more passed than seats are free.
    """
    _check_admission(section, Admission.SELECTED)
    return _place_all(session, section, students, PlaceSource.SELECTED, actor_id, now)


def students_by_numbers(
    session: Session, school_id: int, numbers: Sequence[str]
) -> Sequence[Student]:
    """Find the students of a list of numbers, in its order.

    Raises:
        NoSuchStudent: a number belongs to nobody.
    """
    wanted = list(dict.fromkeys(number.strip().upper() for number in numbers if number.strip()))
    found = queries.students_by_no(session, school_id, wanted)
    for number in wanted:
        if number not in found:
            raise errors.NoSuchStudent(number=number)
    return [found[number] for number in wanted]


def place_many(
    session: Session, school_id: int, term_id: int, new: Sequence[NewPlace], *, now: datetime
) -> None:
    """Write the places of a draw in a handful of statements; wholly or not at all.

    Raises:
        PlacedMeanwhile: a student has a place at that time already.
        SectionFull: a section has fewer seats left than it would get students.
    """
    if not new:
        return
    try:
        with session.begin_nested():
            _insert(session, school_id, term_id, new, now)
    except IntegrityError as error:
        raise errors.PlacedMeanwhile from error
    counts = Counter(place.section_id for place in new)
    for section_id in sorted(counts):  # one order for all, so that two cannot block each other
        if not take_seats(session, school_id, section_id, counts[section_id]):
            section = queries.get_section(session, school_id, section_id)
            raise errors.SectionFull(title=section.course.named)
    session.expire_all()


def wait_many(session: Session, school_id: int, new: Sequence[NewWaiting]) -> None:
    """Write waiting lists, in one statement."""
    rows = [
        {
            "school_id": school_id,
            "section_id": line.section_id,
            "student_id": line.student_id,
            "number": line.number,
            "rank": line.rank,
        }
        for line in new
    ]
    if rows:
        session.execute(insert(Waiting), rows)


def _check_admission(section: Section, admission: Admission) -> None:
    if section.admission is not admission:
        raise errors.OtherAdmission(title=section.course.named)
    if section.state is not SectionState.PUBLISHED:
        raise errors.NotRunning(title=section.course.named)


def _place_all(
    session: Session,
    section: Section,
    students: Sequence[Student],
    source: PlaceSource,
    actor_id: int | None,
    now: datetime,
) -> int:
    wait_for_turn(session, section.school_id)
    session.refresh(section, ["taken", "seats"])
    waiting = _not_yet_in(session, section, students)
    free = section.seats - section.taken
    if len(waiting) > free:
        raise errors.TooFewSeats(title=section.course.named, seats=free, students=len(waiting))
    held: dict[int, list[Place]] = defaultdict(list)
    ids = [student.id for student in waiting]
    for place in queries.places_of(session, section.school_id, section.term_id, ids):
        held[place.student_id].append(place)
    for student in waiting:
        check_fit(section, student, held[student.id])
    new = [NewPlace(section.id, student.id, source) for student in waiting]
    if not new:
        return 0
    _insert(session, section.school_id, section.term_id, new, now)
    record(
        session,
        f"place {source}",
        "section",
        section.id,
        school_id=section.school_id,
        actor_id=actor_id,
        now=now,
        students=ids,
    )
    take_seat(session, section, seats=len(new))
    return len(new)


def _not_yet_in(
    session: Session, section: Section, students: Sequence[Student]
) -> Sequence[Student]:
    inside = set(
        session.scalars(
            select(Place.student_id).where(
                Place.school_id == section.school_id,
                Place.section_id == section.id,
                Place.ended_at.is_(None),
            )
        )
    )
    return [student for student in students if student.id not in inside]


def _insert(
    session: Session, school_id: int, term_id: int, new: Sequence[NewPlace], now: datetime
) -> None:
    """Insert places and the slots they take up, in two statements however many."""
    rows = [
        {
            "school_id": school_id,
            "section_id": place.section_id,
            "student_id": place.student_id,
            "source": place.source,
            "reason": "",
            "began_at": now,
            "end_reason": "",
        }
        for place in new
    ]
    made = session.execute(
        insert(Place).returning(Place.id, Place.section_id, Place.student_id), rows
    )
    slots = _slots(session, school_id, {place.section_id for place in new})
    occupied = [
        {
            "school_id": school_id,
            "term_id": term_id,
            "student_id": student_id,
            "slot_id": slot_id,
            "place_id": place_id,
        }
        for place_id, section_id, student_id in made
        for slot_id in slots[section_id]
    ]
    if occupied:
        session.execute(insert(OccupiedSlot), occupied)


def _slots(
    session: Session, school_id: int, section_ids: Collection[int]
) -> Mapping[int, Sequence[int]]:
    statement = select(SectionTime.section_id, SectionTime.slot_id).where(
        SectionTime.school_id == school_id, SectionTime.section_id.in_(section_ids)
    )
    found: dict[int, list[int]] = {section_id: [] for section_id in section_ids}
    for section_id, slot_id in session.execute(statement):
        found[section_id].append(slot_id)
    return found
