"""Reads of requests for leave."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import HomeroomTeacher, Student
from app.attendance.models import LeaveRequest, LeaveState
from app.core.errors import NotFound
from app.courses.models import Section
from app.timetable.models import Meeting


def get_request(session: Session, school_id: int, request_id: int) -> LeaveRequest:
    """Load a request with child and meeting, or `NotFound`."""
    found = session.scalars(_whole(school_id).where(LeaveRequest.id == request_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def requests_of(
    session: Session, school_id: int, student_id: int, since: date
) -> Sequence[LeaveRequest]:
    """List the requests of a child that reach to `since` or later, the newest first."""
    statement = _whole(school_id).where(
        LeaveRequest.student_id == student_id, LeaveRequest.last_day >= since
    )
    return session.scalars(statement.order_by(LeaveRequest.id.desc())).all()


def waiting_requests(
    session: Session, school_id: int, *, homerooms: Collection[int] | None = None
) -> Sequence[LeaveRequest]:
    """List the requests that wait for an answer, the next day first; of some homerooms if named."""
    statement = _whole(school_id).where(LeaveRequest.state == LeaveState.ASKED)
    if homerooms is not None:
        statement = statement.where(LeaveRequest.student_id.in_(_children(school_id, homerooms)))
    return session.scalars(statement.order_by(LeaveRequest.first_day, LeaveRequest.id)).all()


def approved_on(
    session: Session, school_id: int, day: date, *, homerooms: Collection[int] | None = None
) -> Sequence[LeaveRequest]:
    """List the approved leave that touches a day."""
    statement = _whole(school_id).where(
        LeaveRequest.state == LeaveState.APPROVED,
        LeaveRequest.first_day <= day,
        LeaveRequest.last_day >= day,
    )
    if homerooms is not None:
        statement = statement.where(LeaveRequest.student_id.in_(_children(school_id, homerooms)))
    return session.scalars(statement.order_by(LeaveRequest.id)).all()


def is_asked_for(
    session: Session, student: Student, first: date, last: date, meeting_id: int | None
) -> bool:
    """Whether leave of a child for some days, or one meeting of a day, is asked for or given."""
    statement = select(LeaveRequest.id).where(
        LeaveRequest.school_id == student.school_id,
        LeaveRequest.student_id == student.id,
        LeaveRequest.state.in_((LeaveState.ASKED, LeaveState.APPROVED)),
        LeaveRequest.first_day <= first,
        LeaveRequest.last_day >= last,
        LeaveRequest.meeting_id.is_(None) | (LeaveRequest.meeting_id == meeting_id),
    )
    return session.scalar(statement.limit(1)) is not None


def homeroom_leads(session: Session, school_id: int, homeroom_id: int) -> Sequence[int]:
    """Name the accounts that lead a homeroom."""
    return session.scalars(
        select(HomeroomTeacher.account_id).where(
            HomeroomTeacher.school_id == school_id, HomeroomTeacher.homeroom_id == homeroom_id
        )
    ).all()


def _children(school_id: int, homerooms: Collection[int]) -> Select[int]:
    return select(Student.id).where(
        Student.school_id == school_id, Student.homeroom_id.in_(homerooms)
    )


def _whole(school_id: int) -> Select[LeaveRequest]:
    return (
        select(LeaveRequest)
        .where(LeaveRequest.school_id == school_id)
        .options(
            joinedload(LeaveRequest.student).joinedload(Student.homeroom),
            joinedload(LeaveRequest.meeting).joinedload(Meeting.section).joinedload(Section.course),
        )
    )
