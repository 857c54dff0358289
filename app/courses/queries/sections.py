"""Reads of sections, always of one school; each a fixed number of statements."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.accounts.models import Student
from app.core.db import Model
from app.core.errors import NotFound
from app.courses.models import (
    Section,
    SectionHomeroom,
    SectionState,
    SectionTeacher,
    SectionTime,
    TrialPass,
)
from app.courses.origin_models import SectionOrigin
from app.schools.models import Homeroom, Term

WHOLE: tuple[ORMOption, ...] = (
    joinedload(Section.course),
    joinedload(Section.room),
    selectinload(Section.times).joinedload(SectionTime.slot),
    selectinload(Section.teachers).joinedload(SectionTeacher.account),
)


def get_section(session: Session, school_id: int, section_id: int) -> Section:
    """Load a section with course, room, times and teachers, or `NotFound`."""
    return sections_by_id(session, school_id, [section_id])[section_id]


def sections_by_id(
    session: Session, school_id: int, section_ids: Collection[int]
) -> Mapping[int, Section]:
    """Load sections with course, room, times and teachers; `NotFound` if one is not there."""
    statement = (
        select(Section)
        .where(Section.school_id == school_id, Section.id.in_(section_ids))
        .options(*WHOLE)
        .order_by(Section.code)
    )
    found = {section.id: section for section in session.scalars(statement)}
    if len(found) < len(set(section_ids)):
        raise NotFound
    return found


def sections(
    session: Session,
    school_id: int,
    term_id: int,
    *,
    states: Collection[SectionState] = tuple(SectionState),
) -> Sequence[Section]:
    """List the sections of a term with course, room, times and teachers, by code."""
    statement = (
        select(Section)
        .where(
            Section.school_id == school_id,
            Section.term_id == term_id,
            Section.state.in_(states),
        )
        .options(*WHOLE)
        .order_by(Section.code)
    )
    return session.scalars(statement).all()


def sections_of_teacher(
    session: Session, school_id: int, term_id: int, account_id: int
) -> Sequence[Section]:
    """List the sections of a term that a person teaches or has proposed, by code."""
    taught = select(SectionTeacher.section_id).where(
        SectionTeacher.school_id == school_id, SectionTeacher.account_id == account_id
    )
    statement = (
        select(Section)
        .where(
            Section.school_id == school_id,
            Section.term_id == term_id,
            Section.id.in_(taught) | (Section.proposed_by_id == account_id),
        )
        .options(*WHOLE)
        .order_by(Section.code)
    )
    return session.scalars(statement).all()


def section_by_code(session: Session, school_id: int, term_id: int, code: str) -> Section | None:
    """Find the section of a code in a term, with its course."""
    statement = (
        select(Section)
        .where(Section.school_id == school_id, Section.term_id == term_id, Section.code == code)
        .options(joinedload(Section.course))
    )
    return session.scalars(statement).one_or_none()


def codes(session: Session, school_id: int, term_id: int) -> Collection[str]:
    """Give the codes that the sections of a term have."""
    statement = select(Section.code).where(
        Section.school_id == school_id, Section.term_id == term_id
    )
    return set(session.scalars(statement))


def origin_of(session: Session, school_id: int, section_id: int) -> SectionOrigin | None:
    """Load where a section was copied from, if it was."""
    return session.scalars(
        select(SectionOrigin).where(
            SectionOrigin.school_id == school_id, SectionOrigin.section_id == section_id
        )
    ).one_or_none()


def is_in_round(session: Session, school_id: int, section_id: int) -> bool:
    """Whether a choice round has announced the section; read by table, rounds stand above."""
    promised = Model.metadata.tables["promised_section"]
    statement = select(promised.c.section_id).where(
        promised.c.school_id == school_id, promised.c.section_id == section_id
    )
    return session.scalar(statement) is not None


def section_homerooms(session: Session, school_id: int, section_id: int) -> Sequence[Homeroom]:
    """List the homerooms that take part in a section as a whole."""
    statement = (
        select(Homeroom)
        .join(SectionHomeroom, SectionHomeroom.homeroom_id == Homeroom.id)
        .where(SectionHomeroom.school_id == school_id, SectionHomeroom.section_id == section_id)
        .order_by(Homeroom.grade, Homeroom.class_no)
    )
    return session.scalars(statement).all()


def homeroom_counts(session: Session, school_id: int, term_id: int) -> Mapping[int, int]:
    """Count the homerooms of each section of a term that takes whole homerooms."""
    statement = (
        select(SectionHomeroom.section_id, func.count())
        .join(Section, Section.id == SectionHomeroom.section_id)
        .where(SectionHomeroom.school_id == school_id, Section.term_id == term_id)
        .group_by(SectionHomeroom.section_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def passed_students(session: Session, school_id: int, section_id: int) -> Sequence[Student]:
    """List the students who passed a section's trial, with their homerooms, by number."""
    statement = (
        select(Student)
        .join(TrialPass, TrialPass.student_id == Student.id)
        .where(TrialPass.school_id == school_id, TrialPass.section_id == section_id)
        .options(joinedload(Student.homeroom))
        .order_by(Student.student_no)
    )
    return session.scalars(statement).all()


def passed_counts(session: Session, school_id: int, term_id: int) -> Mapping[int, int]:
    """Count who passed the trial of each section of a term."""
    statement = (
        select(TrialPass.section_id, func.count())
        .join(Section, Section.id == TrialPass.section_id)
        .where(TrialPass.school_id == school_id, Section.term_id == term_id)
        .group_by(TrialPass.section_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def homerooms_of_term(
    session: Session, school_id: int, term_id: int
) -> Sequence[tuple[str, Homeroom]]:
    """List which homerooms take part as a whole in a term, each with the section's code."""
    statement = (
        select(Section.code, Homeroom)
        .join(SectionHomeroom, SectionHomeroom.section_id == Section.id)
        .join(Homeroom, Homeroom.id == SectionHomeroom.homeroom_id)
        .where(Section.school_id == school_id, Section.term_id == term_id)
    )
    return [(code, homeroom) for code, homeroom in session.execute(statement)]


def sections_in_rounds(session: Session, school_id: int, term_id: int) -> frozenset[int]:
    """Give the sections of a term that a choice round has announced; read by table."""
    promised = Model.metadata.tables["promised_section"]
    statement = (
        select(promised.c.section_id)
        .join(Section, Section.id == promised.c.section_id)
        .where(promised.c.school_id == school_id, Section.term_id == term_id)
    )
    return frozenset(session.scalars(statement))


def terms_with_clubs(session: Session, school_id: int) -> frozenset[int]:
    """Give the terms that have a published section."""
    statement = (
        select(Section.term_id)
        .distinct()
        .where(Section.school_id == school_id, Section.state == SectionState.PUBLISHED)
    )
    return frozenset(session.scalars(statement))


def is_course_shared(session: Session, section: Section) -> bool:
    """Whether another section of the course is under review or published, this term or later."""
    term = aliased(Term)
    statement = (
        select(Section.id)
        .join(Term, Term.id == Section.term_id)
        .join(term, term.id == section.term_id)
        .where(
            Section.school_id == section.school_id,
            Section.course_id == section.course_id,
            Section.id != section.id,
            Section.state.in_((SectionState.PROPOSED, SectionState.PUBLISHED)),
            Term.ends_on >= term.starts_on,
        )
        .limit(1)
    )
    return session.scalar(statement) is not None
