"""Reads of places and of the sections and students they join."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.models import Student, StudentStatus
from app.core.errors import NotFound
from app.core.text import Named
from app.courses.models import Section, SectionHomeroom, SectionTime
from app.enrollment.models import OccupiedSlot, Place, PromisedSection, Waiting

# Every act on a seat reads these: they are built once.
_SECTION = (
    select(Section)
    .where(Section.school_id == bindparam("of_school"), Section.id == bindparam("section"))
    .options(
        joinedload(Section.course),
        joinedload(Section.room),
        selectinload(Section.times).joinedload(SectionTime.slot),
    )
)
_STUDENT = (
    select(Student)
    .where(Student.school_id == bindparam("of_school"), Student.id == bindparam("student"))
    .options(joinedload(Student.homeroom))
)
_PLACES = (
    select(Place)
    .join(Place.section)
    .where(
        Place.school_id == bindparam("of_school"),
        Place.student_id.in_(bindparam("students", expanding=True)),
        Place.ended_at.is_(None),
        Section.term_id == bindparam("of_term"),
    )
    .options(
        joinedload(Place.section).options(
            joinedload(Section.course),
            joinedload(Section.room),
            selectinload(Section.times).joinedload(SectionTime.slot),
        )
    )
    .order_by(Place.student_id, Place.id)
)


def get_section(session: Session, school_id: int, section_id: int) -> Section:
    """Load a section with its course, room and times, or `NotFound`."""
    wanted = {"of_school": school_id, "section": section_id}
    section = session.scalars(_SECTION, wanted).one_or_none()
    if section is None:
        raise NotFound
    return section


def get_student(session: Session, school_id: int, student_id: int) -> Student:
    """Load a student with the homeroom, or `NotFound`."""
    wanted = {"of_school": school_id, "student": student_id}
    student = session.scalars(_STUDENT, wanted).one_or_none()
    if student is None:
        raise NotFound
    return student


def get_place(session: Session, school_id: int, place_id: int) -> Place:
    """Load a place with its section, course and student, or `NotFound`."""
    statement = (
        select(Place)
        .where(Place.school_id == school_id, Place.id == place_id)
        .options(joinedload(Place.section).joinedload(Section.course), joinedload(Place.student))
    )
    place = session.scalars(statement).one_or_none()
    if place is None:
        raise NotFound
    return place


def places_of(
    session: Session, school_id: int, term_id: int, student_ids: Collection[int]
) -> Sequence[Place]:
    """List the places in force of some students, with section, course, room and times."""
    wanted = {"of_school": school_id, "of_term": term_id, "students": list(student_ids)}
    return session.scalars(_PLACES, wanted).all()


def was_ended_for_good(session: Session, section: Section, student_id: int) -> bool:
    """Whether the school has ended a child's place in a section for good (R37)."""
    statement = select(Place.id).where(
        Place.school_id == section.school_id,
        Place.student_id == student_id,
        Place.section_id == section.id,
        Place.is_final,
        Place.ended_at.is_not(None),
    )
    return session.scalar(statement.limit(1)) is not None


def places_at_its_time(section: Section, held: Iterable[Place]) -> Sequence[Place]:
    """Pick the places of one child that stand in the way of a section; times must be loaded."""
    slots = {time.slot_id for time in section.times}
    return [
        place
        for place in held
        if place.section_id != section.id and slots & {time.slot_id for time in place.section.times}
    ]


def occupied_slots(
    session: Session, school_id: int, term_id: int, student_ids: Collection[int]
) -> Mapping[int, Mapping[int, int]]:
    """Give, per student, the slots that are taken up and the section that takes each up."""
    statement = (
        select(OccupiedSlot.student_id, OccupiedSlot.slot_id, Place.section_id)
        .join(Place, Place.id == OccupiedSlot.place_id)
        .where(
            OccupiedSlot.school_id == school_id,
            OccupiedSlot.term_id == term_id,
            OccupiedSlot.student_id.in_(student_ids),
        )
    )
    found: dict[int, dict[int, int]] = {}
    for student_id, slot_id, section_id in session.execute(statement):
        found.setdefault(student_id, {})[slot_id] = section_id
    return found


def homeroom_students(session: Session, school_id: int, section_id: int) -> Sequence[Student]:
    """List the enrolled students of the homerooms that take part in a section as a whole."""
    homerooms = select(SectionHomeroom.homeroom_id).where(
        SectionHomeroom.school_id == school_id, SectionHomeroom.section_id == section_id
    )
    statement = (
        select(Student)
        .where(
            Student.school_id == school_id,
            Student.status == StudentStatus.ENROLLED,
            Student.homeroom_id.in_(homerooms),
        )
        .options(joinedload(Student.homeroom))
        .order_by(Student.student_no)
    )
    return session.scalars(statement).all()


def students_by_no(
    session: Session, school_id: int, numbers: Collection[str]
) -> Mapping[str, Student]:
    """Find students by their numbers, each with the homeroom."""
    statement = (
        select(Student)
        .where(Student.school_id == school_id, Student.student_no.in_(numbers))
        .options(joinedload(Student.homeroom))
    )
    return {student.student_no: student for student in session.scalars(statement)}


def is_promised(session: Session, school_id: int, section_id: int) -> bool:
    """Whether a choice round is giving the seats of a section."""
    statement = select(PromisedSection.section_id).where(
        PromisedSection.school_id == school_id, PromisedSection.section_id == section_id
    )
    return session.scalar(statement) is not None


def former_members(
    session: Session, school_id: int, term_id: int, section_ids: Collection[int]
) -> Mapping[int, frozenset[int]]:
    """Give, per section of `section_ids`, the students who had a place in its course in a term."""
    now, before = Section.__table__.alias("now"), Section.__table__.alias("before")
    statement = (
        select(now.c.id, Place.student_id)
        .select_from(now)
        .join(before, before.c.course_id == now.c.course_id)
        .join(Place, Place.section_id == before.c.id)
        .where(
            now.c.school_id == school_id,
            now.c.id.in_(section_ids),
            before.c.school_id == school_id,
            before.c.term_id == term_id,
            Place.school_id == school_id,
            Place.ended_at.is_(None),
        )
    )
    found: dict[int, set[int]] = {section_id: set() for section_id in section_ids}
    for section_id, student_id in session.execute(statement):
        found[section_id].add(student_id)
    return {section_id: frozenset(members) for section_id, members in found.items()}


def waiting_of(
    session: Session, school_id: int, term_id: int, student_ids: Collection[int]
) -> Sequence[Waiting]:
    """List where some students stand on waiting lists in a term."""
    statement = (
        select(Waiting)
        .join(Section, Section.id == Waiting.section_id)
        .where(
            Waiting.school_id == school_id,
            Waiting.student_id.in_(student_ids),
            Section.term_id == term_id,
        )
        .order_by(Waiting.student_id, Waiting.rank)
    )
    return session.scalars(statement).all()


def places_of_leavers(session: Session, school_id: int) -> Sequence[Place]:
    """List the places in force of students who are no longer at the school."""
    statement = (
        select(Place)
        .join(Place.student)
        .where(
            Place.school_id == school_id,
            Place.ended_at.is_(None),
            Student.status == StudentStatus.LEFT,
        )
        .order_by(Place.id)
    )
    return session.scalars(statement).all()


def teachers_of(
    session: Session, school_id: int, section_ids: Iterable[int]
) -> Sequence[tuple[Named, int, Collection[int]]]:
    """Give title, id and the teachers' accounts of some sections."""
    statement = (
        select(Section)
        .where(Section.school_id == school_id, Section.id.in_(list(section_ids)))
        .options(joinedload(Section.course), selectinload(Section.teachers))
        .order_by(Section.id)
    )
    return [
        (section.course.named, section.id, [one.account_id for one in section.teachers])
        for section in session.scalars(statement)
    ]
