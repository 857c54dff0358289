"""Writes the rows of a catalogue file, remembers what it made, and puts back what was before."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import Account, ExternalKind, ExternalStaff
from app.accounts.services.accounts import create_account, grant_role
from app.core.roles import Role
from app.courses.clashes import Bounds
from app.courses.models import (
    Admission,
    CatalogueImport,
    Course,
    Domain,
    EKind,
    Section,
    Track,
)
from app.courses.queries import courses as course_queries
from app.courses.queries import sections as section_queries
from app.courses.reading.rows import ClubRow
from app.courses.services.courses import create_course, update_course
from app.courses.services.known import Known
from app.courses.services.obstacles import Week
from app.courses.services.plans import Planned
from app.courses.services.sections import create_section, update_section
from app.courses.values import (
    CourseValues,
    SectionValues,
    course_from_json,
    course_values,
    section_from_json,
    section_values,
    to_json,
)
from app.schools.models import Room, Term
from app.schools.services import find_or_create_room

COURSE_TEXTS = ("title_en", "summary", "summary_en", "rules", "safety_note")


def _unchecked_week() -> Week:
    """Give a week in which nothing clashes: the plan has looked, and drafts may clash."""
    return Week(Bounds([]))


class Writer:
    """Writes the rows of one file; `made` tells what an undo takes back."""

    def __init__(
        self, session: Session, term: Term, *, actor_id: int | None, now: datetime
    ) -> None:
        self.session, self.term = session, term
        self.actor_id, self.now = actor_id, now
        self.known = Known.of_term(session, term)
        self.rooms = dict(self.known.rooms)
        self.teachers: dict[str, Account] = {}
        self.made: dict[str, Any] = {
            "sections": [],
            "courses": [],
            "rooms": [],
            "accounts": [],
            "before": [],
        }

    def write(self, one: Planned) -> None:
        """Write one row: its room, teacher, course and section."""
        room, teacher = self._room(one.row), self._teacher(one.row)
        if one.course is not None:
            self.made["before"].append(_before(self.session, one))
            course = one.course
            update_course(self.session, course, _course(one), actor_id=self.actor_id, now=self.now)
        else:
            course = self._new_course(one)
        values = _section(self.session, one, room, teacher)
        if one.section is not None:
            self._update(one.section, values)
        else:
            self._create(course, values)

    def _create(self, course: Course, values: SectionValues) -> None:
        section = create_section(
            self.session,
            self.term,
            course,
            values,
            actor_id=self.actor_id,
            now=self.now,
            week=_unchecked_week(),
        )
        self.made["sections"].append(section.id)

    def _update(self, section: Section, values: SectionValues) -> None:
        update_section(
            self.session,
            section,
            values,
            actor_id=self.actor_id,
            now=self.now,
            week=_unchecked_week(),
        )

    def _new_course(self, one: Planned) -> Course:
        course = create_course(
            self.session,
            self.term.school_id,
            _course(one),
            code=one.row.code,
            actor_id=self.actor_id,
            now=self.now,
        )
        self.made["courses"].append(course.id)
        return course

    def _room(self, row: ClubRow) -> Room | None:
        if not row.room:
            return None
        if row.room not in self.rooms:
            room = find_or_create_room(self.session, self.term.school_id, row.room, seats=row.seats)
            self.rooms[row.room] = room
            self.made["rooms"].append(room.id)
        return self.rooms[row.room]

    def _teacher(self, row: ClubRow) -> Account | None:
        if not row.teacher_key:
            return None
        account = self.known.teacher_of(row) or self.teachers.get(row.teacher_key)
        if account is None:
            account = self._new_teacher(row)
            self.teachers[row.teacher_key] = account
        elif not any(grant.role is Role.CLUB_TEACHER for grant in account.grants):
            grant_role(self.session, account, Role.CLUB_TEACHER)
        return account

    def _new_teacher(self, row: ClubRow) -> Account:
        """Make an account that nobody can sign in to until a code is printed."""
        account = create_account(
            self.session,
            self.term.school_id,
            name=row.teacher or row.teacher_no,
            logins=[row.teacher_no] if row.teacher_no else [],
            roles=[Role.CLUB_TEACHER],
            now=self.now,
        )
        if row.external_kind:
            self.session.add(
                ExternalStaff(
                    account_id=account.id,
                    school_id=account.school_id,
                    kind=ExternalKind(row.external_kind),
                )
            )
            self.session.flush()
        self.made["accounts"].append(account.id)
        return account


def restore(
    session: Session, kept: CatalogueImport, *, actor_id: int | None, now: datetime
) -> None:
    """Give courses and sections that an import has changed the values they had before."""
    for before in reversed(kept.made["before"]):
        course = course_queries.get_course(session, kept.school_id, before["course_id"])
        values = course_from_json(before["course"])
        update_course(session, course, values, actor_id=actor_id, now=now)
        if before["section_id"] is not None:
            section = section_queries.get_section(session, kept.school_id, before["section_id"])
            update_section(
                session,
                section,
                section_from_json(before["section"]),
                actor_id=actor_id,
                now=now,
                week=_unchecked_week(),
            )


def _before(session: Session, one: Planned) -> dict[str, Any]:
    """Note the values of a course, and of its section, as they are now."""
    course, section = one.course, one.section
    return {
        "course_id": course.id if course is not None else None,
        "course": to_json(course_values(course)) if course is not None else None,
        "section_id": section.id if section is not None else None,
        "section": to_json(_present(session, section)) if section is not None else None,
    }


def _present(session: Session, section: Section) -> SectionValues:
    homerooms = section_queries.section_homerooms(session, section.school_id, section.id)
    return section_values(section, [homeroom.id for homeroom in homerooms])


def _course(one: Planned) -> CourseValues:
    """Put what a row says over what the course is; what it does not say stays."""
    row = one.row
    base = course_values(one.course) if one.course is not None else CourseValues(row.title)
    said = {name: text for name in COURSE_TEXTS if (text := getattr(row, name))}
    return base._replace(
        title=row.title,
        track=Track(row.track),
        domain=Domain(row.domain) if row.domain else None,
        e_kind=EKind(row.e_kind) if row.e_kind else None,
        **said,
    )


def _section(
    session: Session, one: Planned, room: Room | None, teacher: Account | None
) -> SectionValues:
    """Put what a row says over what the section is; what it does not say stays."""
    row, old = one.row, one.section
    own: dict[str, Any] = {
        "grade_from": row.grade_from,
        "grade_to": row.grade_to,
        "times": one.times,
    }
    values = (
        _present(session, old)._replace(seats=row.seats, **own)
        if old is not None
        else SectionValues(seats=row.seats, **own)
    )
    said: dict[str, Any] = {
        "code": row.code or None,
        "room_id": room.id if room is not None else None,
        "min_size": row.min_size,
        "materials_fee_fen": row.fee_fen,
        "meetings_planned": row.meetings,
        "admission": Admission(row.admission) if row.admission else None,
    }
    values = values._replace(**{name: value for name, value in said.items() if value is not None})
    if teacher is not None:
        others = [other for other in values.teacher_ids[1:] if other != teacher.id]
        values = values._replace(teacher_ids=[teacher.id, *others])
    return values._replace(
        min_size=min(values.min_size, row.seats), reserved=min(values.reserved, row.seats)
    )
