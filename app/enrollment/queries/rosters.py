"""Who is in a section, where the children of a homeroom are, and who has no club yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.models import HomeroomTeacher, Student, StudentStatus
from app.courses.models import (
    Section,
    SectionState,
    SectionTeacher,
    SectionTime,
)
from app.enrollment.models import OccupiedSlot, Place
from app.enrollment.queries.places import places_of
from app.schools.models import Homeroom, Slot


@dataclass(frozen=True)
class ClassListRow:
    """A child of a homeroom and its places, by slot."""

    student: Student
    places: Mapping[int, Place] = field(default_factory=dict)


def running_sections(
    session: Session, school_id: int, term_id: int, teacher_id: int | None = None
) -> Sequence[Section]:
    """List the published sections of a term, of one teacher or of all, by code."""
    statement = (
        select(Section)
        .where(
            Section.school_id == school_id,
            Section.term_id == term_id,
            Section.state == SectionState.PUBLISHED,
        )
        .options(
            joinedload(Section.course),
            joinedload(Section.room),
            selectinload(Section.times).joinedload(SectionTime.slot),
            selectinload(Section.teachers).joinedload(SectionTeacher.account),
        )
        .order_by(Section.code)
    )
    if teacher_id is not None:
        own = select(SectionTeacher.section_id).where(
            SectionTeacher.school_id == school_id, SectionTeacher.account_id == teacher_id
        )
        statement = statement.where(Section.id.in_(own))
    return session.scalars(statement).all()


def roster(session: Session, school_id: int, section_id: int) -> Sequence[Place]:
    """List the places of a section with students and homerooms, by homeroom and seat."""
    statement = (
        select(Place)
        .join(Place.student)
        .join(Student.homeroom)
        .where(
            Place.school_id == school_id,
            Place.section_id == section_id,
            Place.ended_at.is_(None),
        )
        .options(joinedload(Place.student).joinedload(Student.homeroom))
        .order_by(
            Homeroom.grade,
            Homeroom.class_no,
            Student.seat_no.is_(None),
            Student.seat_no,
            Student.student_no,
        )
    )
    return session.scalars(statement).all()


def all_rosters(session: Session, school_id: int, term_id: int) -> Mapping[int, Sequence[Place]]:
    """Give the places of every section of a term, with students and homerooms."""
    statement = (
        select(Place)
        .join(Place.section)
        .join(Place.student)
        .join(Student.homeroom)
        .where(Place.school_id == school_id, Section.term_id == term_id, Place.ended_at.is_(None))
        .options(joinedload(Place.student).joinedload(Student.homeroom))
        .order_by(Homeroom.grade, Homeroom.class_no, Student.seat_no, Student.student_no)
    )
    found: dict[int, list[Place]] = {}
    for place in session.scalars(statement):
        found.setdefault(place.section_id, []).append(place)
    return found


def class_list(
    session: Session, school_id: int, term_id: int, homeroom_id: int
) -> Sequence[ClassListRow]:
    """List where each child of a homeroom is, slot by slot; by seat and number."""
    students = session.scalars(
        select(Student)
        .where(
            Student.school_id == school_id,
            Student.homeroom_id == homeroom_id,
            Student.status == StudentStatus.ENROLLED,
        )
        .options(joinedload(Student.homeroom))
        .order_by(Student.seat_no.is_(None), Student.seat_no, Student.student_no)
    ).all()
    held = places_of(session, school_id, term_id, [student.id for student in students])
    by_student: dict[int, dict[int, Place]] = {}
    for place in held:
        for time in place.section.times:
            by_student.setdefault(place.student_id, {})[time.slot_id] = place
    return [ClassListRow(student, by_student.get(student.id, {})) for student in students]


def slots_with_clubs(session: Session, school_id: int, term_id: int) -> Sequence[Slot]:
    """List the slots in which published sections meet, in the order of the week."""
    used = (
        select(SectionTime.slot_id)
        .join(Section, Section.id == SectionTime.section_id)
        .where(
            Section.school_id == school_id,
            Section.term_id == term_id,
            Section.state == SectionState.PUBLISHED,
        )
    )
    statement = (
        select(Slot)
        .where(Slot.school_id == school_id, Slot.id.in_(used))
        .order_by(Slot.weekday, Slot.period)
    )
    return session.scalars(statement).all()


def unplaced(session: Session, school_id: int, term_id: int, slot_id: int) -> Sequence[Student]:
    """List the enrolled students without a place in a slot, by homeroom and seat."""
    placed = select(OccupiedSlot.student_id).where(
        OccupiedSlot.school_id == school_id,
        OccupiedSlot.term_id == term_id,
        OccupiedSlot.slot_id == slot_id,
    )
    statement = (
        select(Student)
        .join(Student.homeroom)
        .where(
            Student.school_id == school_id,
            Student.status == StudentStatus.ENROLLED,
            Student.id.not_in(placed),
        )
        .options(joinedload(Student.homeroom))
        .order_by(
            Homeroom.grade,
            Homeroom.class_no,
            Student.seat_no.is_(None),
            Student.seat_no,
            Student.student_no,
        )
    )
    return session.scalars(statement).all()


def sections_with_seats(
    session: Session, school_id: int, term_id: int, slot_id: int
) -> Sequence[Section]:
    """List the published sections of a slot that have seats left, the emptiest first."""
    statement = (
        select(Section)
        .join(Section.times)
        .where(
            Section.school_id == school_id,
            Section.term_id == term_id,
            Section.state == SectionState.PUBLISHED,
            SectionTime.slot_id == slot_id,
            Section.taken < Section.seats,
        )
        .options(joinedload(Section.course))
        .order_by((Section.seats - Section.taken).desc(), Section.code)
    )
    return session.scalars(statement).all()


def homerooms_of_teacher(session: Session, school_id: int, account_id: int) -> Sequence[Homeroom]:
    """List the homerooms that a teacher leads."""
    statement = (
        select(Homeroom)
        .join(HomeroomTeacher, HomeroomTeacher.homeroom_id == Homeroom.id)
        .where(HomeroomTeacher.school_id == school_id, HomeroomTeacher.account_id == account_id)
        .order_by(Homeroom.grade, Homeroom.class_no)
    )
    return session.scalars(statement).all()


def is_teacher_of(session: Session, school_id: int, section_id: int, account_id: int) -> bool:
    """Whether somebody teaches a section."""
    statement = select(SectionTeacher.id).where(
        SectionTeacher.school_id == school_id,
        SectionTeacher.section_id == section_id,
        SectionTeacher.account_id == account_id,
    )
    return session.scalar(statement) is not None
