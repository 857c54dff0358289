"""Reads of clubs as start pages show them: who teaches, where, when, how many."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import time

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.models import HomeroomTeacher, Student, StudentStatus
from app.courses.models import Section, SectionState, SectionTeacher, SectionTime
from app.enrollment.models import Place
from app.schools.models import Homeroom, Slot, Term

LOADED = (
    joinedload(Section.course),
    joinedload(Section.room),
    selectinload(Section.times).joinedload(SectionTime.slot),
)


@dataclass(frozen=True)
class ClubTime:
    """One meeting of a club in the week."""

    section: Section
    slot: Slot
    starts_at: time
    ends_at: time


def week(sections: Collection[Section]) -> list[ClubTime]:
    """Lay the clubs out over the week, in its order."""
    meetings = [
        ClubTime(section, time.slot, time.starts_at, time.ends_at)
        for section in sections
        for time in section.times
    ]
    return sorted(meetings, key=lambda one: (one.slot.weekday, one.starts_at, one.section.code))


def taught_sections(session: Session, term: Term, account_id: int) -> Sequence[Section]:
    """List the clubs a person teaches in a term, withdrawn and ended ones left out."""
    statement = (
        select(Section)
        .join(Section.teachers)
        .where(
            Section.school_id == term.school_id,
            Section.term_id == term.id,
            Section.state != SectionState.WITHDRAWN,
            (Section.state != SectionState.CANCELLED) | (Section.taken > 0),
            SectionTeacher.account_id == account_id,
        )
        .options(*LOADED)
        .order_by(Section.code)
    )
    return session.scalars(statement).all()


def published_sections(session: Session, term: Term) -> Sequence[Section]:
    """List the published clubs of a term."""
    statement = (
        select(Section)
        .where(
            Section.school_id == term.school_id,
            Section.term_id == term.id,
            Section.state == SectionState.PUBLISHED,
        )
        .options(*LOADED)
        .order_by(Section.code)
    )
    return session.scalars(statement).all()


def sections_of_child(session: Session, term: Term, student_id: int) -> Sequence[Section]:
    """List the clubs in which a child has a place in a term."""
    statement = (
        select(Section)
        .join(Place, Place.section_id == Section.id)
        .where(
            Section.school_id == term.school_id,
            Section.term_id == term.id,
            Place.school_id == term.school_id,
            Place.student_id == student_id,
            Place.ended_at.is_(None),
        )
        .options(*LOADED)
        .order_by(Section.code)
    )
    return session.scalars(statement).all()


@dataclass(frozen=True)
class LedHomeroom:
    """A homeroom with its size, as its teacher sees it."""

    homeroom: Homeroom
    students: int


def led_homerooms(session: Session, school_id: int, account_id: int) -> list[LedHomeroom]:
    """List the homerooms that a person leads, each with the number of its students."""
    size = (
        select(func.count())
        .where(
            Student.school_id == school_id,
            Student.homeroom_id == Homeroom.id,
            Student.status == StudentStatus.ENROLLED,
        )
        .scalar_subquery()
    )
    statement = (
        select(Homeroom, size)
        .join(HomeroomTeacher, HomeroomTeacher.homeroom_id == Homeroom.id)
        .where(
            HomeroomTeacher.school_id == school_id,
            HomeroomTeacher.account_id == account_id,
            Homeroom.grade.is_not(None),
        )
        .order_by(Homeroom.grade, Homeroom.class_no)
    )
    return [LedHomeroom(homeroom, count) for homeroom, count in session.execute(statement)]
