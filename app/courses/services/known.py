"""What a school has already, to compare a catalogue file with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.names import normalise_login
from app.courses.models import Course, Section
from app.courses.queries import courses as course_queries
from app.courses.queries import sections as section_queries
from app.courses.queries import teachers
from app.courses.reading.rows import ClubRow
from app.courses.values import TimeValues
from app.schools import queries as schools
from app.schools.bells import Bells, slot_at
from app.schools.models import Room, Slot, Term


@dataclass(frozen=True)
class Known:
    """What the school has already, to compare a file with."""

    term: Term
    sections: Mapping[str, Section]  # by code
    courses: Mapping[str, Course]  # by code
    rooms: Mapping[str, Room]
    staff: Mapping[str, Account]  # by login, and by name where it is the only one
    slots: Sequence[Slot]
    bells: Bells

    @classmethod
    def of_term(cls, session: Session, term: Term) -> Known:
        """Load it; a fixed number of statements."""
        return cls(
            term,
            {one.code: one for one in section_queries.sections(session, term.school_id, term.id)},
            {one.code: one for one in course_queries.courses(session, term.school_id)},
            {room.name: room for room in schools.rooms(session, term.school_id)},
            teachers.staff_by_any_name(session, term.school_id),
            schools.slots(session, term.school_id),
            schools.bells(session, term.school_id),
        )

    def section_of(self, row: ClubRow) -> Section | None:
        """Find the section that a row speaks of: by code, else by title."""
        if row.code:
            return self.sections.get(row.code)
        same = [one for one in self.sections.values() if one.course.title == row.title]
        return same[0] if len(same) == 1 else None

    def course_of(self, row: ClubRow) -> Course | None:
        """Find the course of a row: its section's, the one of the code, else of the title."""
        section = self.section_of(row)
        if section is not None:
            return section.course
        if row.code in self.courses:
            return self.courses[row.code]
        same = [one for one in self.courses.values() if one.title == row.title]
        return same[0] if len(same) == 1 and not row.code else None

    def teacher_of(self, row: ClubRow) -> Account | None:
        """Find the teacher of a row: by number, else by a name that only one has."""
        if row.teacher_no:
            return self.staff.get(normalise_login(row.teacher_no))
        return self.staff.get(row.teacher) if row.teacher else None

    def times_of(self, row: ClubRow) -> list[TimeValues] | None:
        """Give a row's times with their slots; None when the school has no slot on a day."""
        found = [
            self._time(at.weekday, at.starts_at, at.ends_at, at.period, row) for at in row.times
        ]
        known = [at for at in found if at is not None]
        is_complete = len(known) == len(found) == len({at.slot_id for at in known})
        return known if is_complete else None

    def _time(
        self, weekday: int, starts_at: str, ends_at: str, period: int | None, row: ClubRow
    ) -> TimeValues | None:
        grade, day = row.grade_from, self.term.starts_on
        if starts_at:
            at = time.fromisoformat(starts_at)
            slot = slot_at(
                self.slots, self.bells, weekday=weekday, grade=grade, starts_at=at, on=day
            )
            return TimeValues(slot.id, at, time.fromisoformat(ends_at)) if slot else None
        named = [slot for slot in self.slots if (slot.weekday, slot.period) == (weekday, period)]
        bell = self.bells.grade_times(grade, period or 0, day)
        return TimeValues(named[0].id, bell.starts_at, bell.ends_at) if named and bell else None


def facts_of_row(row: ClubRow, times: Sequence[TimeValues], known: Known) -> dict[str, str]:
    """Give what a row says, by name, as texts to compare; empty where it says nothing."""
    teacher = known.teacher_of(row)
    return {
        "code": row.code,
        "title": row.title,
        "title_en": row.title_en,
        "domain": row.domain or row.e_kind,
        "grades": f"{row.grade_from}–{row.grade_to}",
        "times": _written(times, {slot.id: slot for slot in known.slots}),
        "room": row.room,
        "min_size": _number(row.min_size),
        "seats": str(row.seats),
        "teacher": teacher.name if teacher is not None else row.teacher or row.teacher_no,
        "fee_fen": _number(row.fee_fen),
        "admission": row.admission,
        "meetings": _number(row.meetings),
        "summary": row.summary,
        "summary_en": row.summary_en,
        "rules": row.rules,
        "safety_note": row.safety_note,
    }


def facts_of_section(section: Section) -> dict[str, str]:
    """Give what is stored of a loaded section, by the same names."""
    course = section.course
    times = [TimeValues(at.slot_id, at.starts_at, at.ends_at) for at in section.times]
    lead = [teacher.account.name for teacher in section.teachers if teacher.is_lead]
    return {
        "code": section.code,
        "title": course.title,
        "title_en": course.title_en,
        "domain": str(course.domain or course.e_kind or ""),
        "grades": f"{section.grade_from}–{section.grade_to}",
        "times": _written(times, {at.slot_id: at.slot for at in section.times}),
        "room": section.room.name if section.room is not None else "",
        "min_size": str(section.min_size),
        "seats": str(section.seats),
        "teacher": lead[0] if lead else "",
        "fee_fen": str(section.materials_fee_fen),
        "admission": str(section.admission),
        "meetings": str(section.meetings_planned),
        "summary": course.summary,
        "summary_en": course.summary_en,
        "rules": course.rules,
        "safety_note": course.safety_note,
    }


def _written(times: Sequence[TimeValues], slots: Mapping[int, Slot]) -> str:
    spans = sorted((slots[at.slot_id].weekday, at.starts_at, at.ends_at) for at in times)
    return ", ".join(f"{day} {a:%H:%M}–{b:%H:%M}" for day, a, b in spans)


def _number(said: int | None) -> str:
    return "" if said is None else str(said)
