"""The catalogue as families see it: the hot read of an opening evening, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, column, select, table
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.courses.models import (
    Admission,
    Course,
    CoursePicture,
    Domain,
    EKind,
    Section,
    SectionState,
    SectionTeacher,
    SectionTime,
    Tier,
    Track,
)
from app.schools.models import Room, Slot, Term

AnyRow = Row[*tuple[Any, ...]]

CLUBS = (
    select(
        Section.id,
        Section.code,
        Section.course_id,
        Course.title,
        Course.title_en,
        Course.title_pinyin,
        Course.summary,
        Course.summary_en,
        Course.track,
        Course.domain,
        Course.e_kind,
        Course.tier,
        Section.grade_from,
        Section.grade_to,
        Section.seats,
        Section.admission,
        Section.materials_fee_fen,
        Room.name.label("room"),
        CoursePicture.digest.label("picture"),
        SectionTime.slot_id,
        Slot.weekday,
        Slot.period,
        SectionTime.starts_at,
        SectionTime.ends_at,
        Account.name.label("teacher"),
        Account.name_pinyin.label("teacher_pinyin"),
    )
    .join(Course, Course.id == Section.course_id)
    .join(SectionTime, SectionTime.section_id == Section.id)
    .join(Slot, Slot.id == SectionTime.slot_id)
    .join(Room, Room.id == Section.room_id, isouter=True)
    .join(CoursePicture, CoursePicture.course_id == Section.course_id, isouter=True)
    .join(
        SectionTeacher,
        (SectionTeacher.section_id == Section.id) & SectionTeacher.is_lead,
        isouter=True,
    )
    .join(Account, Account.id == SectionTeacher.account_id, isouter=True)
    .where(
        Section.school_id == bindparam("of_school"),
        Section.term_id == bindparam("of_term"),
        Section.state == SectionState.PUBLISHED,
    )
    .order_by(Section.code, Section.id, Slot.weekday, Slot.period)
)
# Places stand above this package, so their slots are read by name.
_SLOTS = table("occupied_slot", *map(column, ("school_id", "term_id", "student_id", "slot_id")))
OCCUPIED = select(_SLOTS.c.slot_id).where(
    _SLOTS.c.school_id == bindparam("of_school"),
    _SLOTS.c.term_id == bindparam("of_term"),
    _SLOTS.c.student_id == bindparam("of_student"),
)


class Meeting(NamedTuple):
    """When a club meets in the week."""

    slot_id: int
    weekday: int
    period: int
    starts_at: time
    ends_at: time


class Club(NamedTuple):
    """A published section as a family sees it."""

    section_id: int
    code: str
    course_id: int
    title: str
    title_en: str
    title_pinyin: str
    summary: str
    summary_en: str
    track: Track
    domain: Domain | None
    e_kind: EKind | None
    tier: Tier
    grade_from: int
    grade_to: int
    seats: int
    admission: Admission
    fee_fen: int
    room: str
    picture: str  # digest of its picture, or empty
    teacher: str
    teacher_pinyin: str
    meetings: Sequence[Meeting]

    def accepts(self, grade: int | None) -> bool:
        """Whether it takes a grade."""
        return grade is not None and self.grade_from <= grade <= self.grade_to

    @property
    def slot_ids(self) -> frozenset[int]:
        """Every slot it takes up."""
        return frozenset(meeting.slot_id for meeting in self.meetings)

    @property
    def weekdays(self) -> frozenset[int]:
        """The days it meets on."""
        return frozenset(meeting.weekday for meeting in self.meetings)


def catalogue(session: Session, term: Term) -> Sequence[Club]:
    """List the published sections of a term, by code; one statement."""
    facts = {"of_school": term.school_id, "of_term": term.id}
    rows: dict[int, list[AnyRow]] = {}
    for row in session.connection().execute(CLUBS, facts):
        rows.setdefault(row[0], []).append(row)
    return [_club(of_section) for of_section in rows.values()]


def _club(rows: Sequence[AnyRow]) -> Club:
    """Put the rows of one section together: one a meeting (and lead teacher)."""
    first = rows[0]
    return Club._make(
        (
            *first[:17],  # the first columns of CLUBS are its first fields, in their order
            first.room or "",
            first.picture or "",
            first.teacher or "",
            first.teacher_pinyin or "",
            tuple(dict.fromkeys(Meeting(*row[19:24]) for row in rows)),
        )
    )


def occupied_slots(session: Session, term: Term, student_id: int) -> frozenset[int]:
    """Give the slots in which a child has a club already."""
    facts = {"of_school": term.school_id, "of_term": term.id, "of_student": student_id}
    return frozenset(session.connection().execute(OCCUPIED, facts).scalars())
