"""Reads of the roll of a meeting: who belongs on it, and what is marked."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Student, StudentStatus
from app.attendance.models import (
    AttendanceRule,
    CareNote,
    ClosedDay,
    LeaveRequest,
    LeaveState,
    Mark,
    MarkEntry,
    MarkState,
    Roll,
)
from app.enrollment.models import Place
from app.timetable.models import Meeting

NEW_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """One child on a roll.

    `mark` is none until somebody taps or hands in; `has_leave` is approved leave; `is_new` says
    that the place is younger than a week and those of others are not.
    """

    student: Student
    mark: Mark | None
    has_leave: bool
    instruction: str
    is_new: bool

    @property
    def state(self) -> MarkState:
        """Where the child is as far as is known: there, unless somebody said otherwise."""
        if self.mark is not None:
            return self.mark.state
        return MarkState.LEAVE if self.has_leave else MarkState.PRESENT


@dataclass(frozen=True)
class Sheet:
    """The roll of a meeting as it stands."""

    meeting: Meeting
    roll: Roll | None
    lines: Sequence[Line]
    is_closed: bool  # the day's books are

    @property
    def is_handed_in(self) -> bool:
        """Whether it is complete."""
        return self.roll is not None and self.roll.is_handed_in

    @property
    def is_open(self) -> bool:
        """Whether taps count."""
        return not self.is_handed_in and not self.is_closed

    @property
    def missing(self) -> list[Student]:
        """The children who should be here and are not."""
        return [line.student for line in self.lines if line.state is MarkState.ABSENT]

    def count(self, *states: MarkState) -> int:
        """Count the children in one of some states."""
        return sum(line.state in states for line in self.lines)


def sheet_of(session: Session, meeting: Meeting, *, zone: str) -> Sheet:
    """Load the roll of a meeting: one line a child, by homeroom and pinyin; six statements.

    Children who had a place when it began, or got one since, belong on it, and whoever is marked.
    """
    roll = roll_of(session, meeting)
    marks = marks_by_student(session, meeting.school_id, roll)
    places = _places(session, meeting, zone)
    ids = {*marks, *places}
    leaves = students_on_leave(session, meeting, ids)
    notes = instructions(session, meeting.school_id, ids)
    fresh = newcomers(places, meeting.begins(zone))
    lines = [
        Line(
            student=student,
            mark=marks.get(student.id),
            has_leave=student.id in leaves,
            instruction=notes.get(student.id, ""),
            is_new=student.id in fresh,
        )
        for student in _students(session, meeting.school_id, ids)
    ]
    return Sheet(meeting, roll, lines, is_day_closed(session, meeting.school_id, meeting.day))


def newcomers(began: Mapping[int, datetime], begins: datetime) -> frozenset[int]:
    """Name the students whose place is younger than a week; nobody where all are new."""
    fresh = {student for student, at in began.items() if at > begins - NEW_FOR}
    return frozenset(fresh if len(fresh) < len(began) else ())


def roll_of(session: Session, meeting: Meeting) -> Roll | None:
    """Find the roll of a meeting with who handed it in."""
    statement = (
        select(Roll)
        .where(Roll.school_id == meeting.school_id, Roll.meeting_id == meeting.id)
        .options(joinedload(Roll.handed_in_by))
    )
    return session.scalars(statement).one_or_none()


def marks_by_student(session: Session, school_id: int, roll: Roll | None) -> dict[int, Mark]:
    """Give the marks of a roll by student, each with who made it."""
    if roll is None:
        return {}
    statement = (
        select(Mark)
        .where(Mark.school_id == school_id, Mark.roll_id == roll.id)
        .options(joinedload(Mark.by))
    )
    return {mark.student_id: mark for mark in session.scalars(statement)}


def known_keys(session: Session, school_id: int, keys: Collection[str]) -> frozenset[str]:
    """Name those of some taps that were acknowledged before."""
    statement = select(MarkEntry.key).where(
        MarkEntry.school_id == school_id, MarkEntry.key.in_(keys)
    )
    return frozenset(session.scalars(statement))


def expected(session: Session, meeting: Meeting, *, zone: str) -> frozenset[int]:
    """Name the students who belong to a meeting: a place before it ended, not ended before it."""
    return frozenset(_places(session, meeting, zone))


def students_on_leave(
    session: Session, meeting: Meeting, student_ids: Collection[int]
) -> frozenset[int]:
    """Name those of some students whose leave for a meeting is approved."""
    requests = approved_leave(session, meeting.school_id, student_ids, meeting.day)
    return frozenset(request.student_id for request in requests if request.covers(meeting))


def approved_leave(
    session: Session, school_id: int, student_ids: Collection[int], day: date
) -> Iterable[LeaveRequest]:
    """List the approved leave of some students that touches a day."""
    statement = select(LeaveRequest).where(
        LeaveRequest.school_id == school_id,
        LeaveRequest.student_id.in_(student_ids),
        LeaveRequest.state == LeaveState.APPROVED,
        LeaveRequest.first_day <= day,
        LeaveRequest.last_day >= day,
    )
    return session.scalars(statement)


def instructions(
    session: Session, school_id: int, student_ids: Collection[int]
) -> Mapping[int, str]:
    """Give what teachers must heed about some students."""
    statement = select(CareNote.student_id, CareNote.instruction).where(
        CareNote.school_id == school_id, CareNote.student_id.in_(student_ids)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def is_day_closed(session: Session, school_id: int, day: date) -> bool:
    """Whether the books of a day are closed."""
    statement = select(ClosedDay.id).where(ClosedDay.school_id == school_id, ClosedDay.day == day)
    return session.scalar(statement) is not None


def rule_of(session: Session, school_id: int) -> AttendanceRule:
    """Give what a school decided, or the usual values (not stored)."""
    found = session.get(AttendanceRule, school_id)
    return found or AttendanceRule(
        school_id=school_id,
        grace_minutes=5,
        alarm_minutes=3,
        confirms_leave=True,
        counts_at_gate=False,
        late_minutes=15,
    )


def _places(session: Session, meeting: Meeting, zone: str) -> dict[int, datetime]:
    """Give when the place of each child of a meeting began."""
    statement = (
        select(Place.student_id, Place.began_at)
        .join(Student, Student.id == Place.student_id)
        .where(
            Place.school_id == meeting.school_id,
            Place.section_id == meeting.section_id,
            Place.began_at < meeting.ends(zone),
            or_(
                and_(Place.ended_at.is_(None), Student.status == StudentStatus.ENROLLED),
                Place.ended_at > meeting.begins(zone),
            ),
        )
        .order_by(Place.began_at)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def _students(session: Session, school_id: int, ids: Collection[int]) -> Sequence[Student]:
    statement = (
        select(Student)
        .where(Student.school_id == school_id, Student.id.in_(ids))
        .options(joinedload(Student.homeroom))
    )
    found = session.scalars(statement).all()
    return sorted(found, key=_by_homeroom)


def _by_homeroom(student: Student) -> tuple[int, int, str, str]:
    room = student.homeroom
    return (room.grade or 0, room.class_no, student.name_pinyin, student.student_no)
