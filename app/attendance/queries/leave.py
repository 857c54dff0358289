"""Reads of leave: of one child, of the homerooms somebody leads, and whether it was used."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Student
from app.attendance.models import Absence, LeaveRequest, LeaveState, Mark, MarkState, Roll
from app.attendance.queries.absences import open_absences_of
from app.core.errors import NotFound
from app.courses.models import Section
from app.enrollment.models import Place
from app.schools.models import School
from app.timetable.models import Meeting
from app.timetable.queries.meetings import meetings_of_sections

AHEAD = timedelta(days=13)
AWAY = (MarkState.LEAVE, MarkState.ABSENT)


def get_leave(session: Session, school_id: int, leave_id: int) -> LeaveRequest:
    """Load and lock a request with its child and meeting, or `NotFound`."""
    statement = (
        _whole(school_id).where(LeaveRequest.id == leave_id).with_for_update(of=LeaveRequest)
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def leave_of_child(
    session: Session, school_id: int, student_id: int, since: date
) -> Sequence[LeaveRequest]:
    """List the requests for a child that end on a day or later, the first one first."""
    statement = _whole(school_id).where(
        LeaveRequest.student_id == student_id, LeaveRequest.last_day >= since
    )
    return session.scalars(statement).all()


def leave_to_answer(
    session: Session, school_id: int, *, homerooms: Collection[int] | None = None
) -> Sequence[LeaveRequest]:
    """List the requests that wait for an answer; of some homerooms only if named."""
    statement = _whole(school_id).where(LeaveRequest.state == LeaveState.ASKED)
    return session.scalars(_of_homerooms(statement, school_id, homerooms)).all()


def leave_in_force(
    session: Session, school_id: int, day: date, *, homerooms: Collection[int] | None = None
) -> Sequence[LeaveRequest]:
    """List the approved leave that ends on a day or later; of some homerooms only if named."""
    statement = _whole(school_id).where(
        LeaveRequest.state == LeaveState.APPROVED, LeaveRequest.last_day >= day
    )
    return session.scalars(_of_homerooms(statement, school_id, homerooms)).all()


def used_leave(
    session: Session, school_id: int, requests: Collection[LeaveRequest]
) -> frozenset[int]:
    """Name those of some requests at whose time the child was marked away; one statement."""
    if not requests:
        return frozenset()
    first = min(request.first_day for request in requests)
    last = max(request.last_day for request in requests)
    statement = (
        select(Mark.student_id, Meeting.day, Meeting.id)
        .join(Roll, Roll.id == Mark.roll_id)
        .join(Meeting, Meeting.id == Roll.meeting_id)
        .where(
            Mark.school_id == school_id,
            Mark.student_id.in_({request.student_id for request in requests}),
            Mark.state.in_(AWAY),
            Meeting.day.between(first, last),
        )
    )
    away = session.execute(statement).all()
    return frozenset(
        request.id
        for request in requests
        if any(
            student_id == request.student_id and request.period.touches(day, meeting_id)
            for student_id, day, meeting_id in away
        )
    )


def absences_covered(session: Session, request: LeaveRequest) -> list[Absence]:
    """List the absences without an outcome that approved leave explains."""
    return [
        absence
        for absence in open_absences_of(session, request.school_id, request.student_id)
        if request.covers(absence.roll.meeting)
    ]


def coming_meetings(
    session: Session, school: School, student_id: int, now: datetime
) -> list[Meeting]:
    """List the meetings of a child in the next two weeks that have not ended; two statements."""
    statement = select(Place.section_id).where(
        Place.school_id == school.id, Place.student_id == student_id, Place.ended_at.is_(None)
    )
    sections, today = session.scalars(statement).all(), school.today(now)
    found = meetings_of_sections(session, school.id, sections, today, today + AHEAD)
    return [one for one in found if one.takes_place and one.ends(school.time_zone) > now]


def _of_homerooms(
    statement: Select[LeaveRequest], school_id: int, homerooms: Collection[int] | None
) -> Select[LeaveRequest]:
    if homerooms is None:
        return statement
    children = select(Student.id).where(
        Student.school_id == school_id, Student.homeroom_id.in_(homerooms)
    )
    return statement.where(LeaveRequest.student_id.in_(children))


def _whole(school_id: int) -> Select[LeaveRequest]:
    return (
        select(LeaveRequest)
        .where(LeaveRequest.school_id == school_id)
        .options(
            joinedload(LeaveRequest.student).joinedload(Student.homeroom),
            joinedload(LeaveRequest.asked_by),
            joinedload(LeaveRequest.meeting).joinedload(Meeting.section).joinedload(Section.course),
        )
        .order_by(LeaveRequest.first_day, LeaveRequest.id)
    )
