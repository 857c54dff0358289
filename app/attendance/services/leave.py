"""Leave: asked by guardians, answered by the homeroom teacher, on the roll at once (R52)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Guardianship, Student
from app.attendance.errors import (
    LeaveBackwards,
    LeaveDecided,
    LeavePast,
    LeaveTooLong,
    LeaveTwice,
    NoteMissing,
    NotTheirMeeting,
)
from app.attendance.models import LeaveRequest, LeaveState, Outcome
from app.attendance.queries.absences import open_absences_of
from app.attendance.queries.leave import homeroom_leads, is_asked_for
from app.attendance.queries.rolls import expected, rule_of
from app.core.text import N_
from app.messages.services import send
from app.schools.models import School
from app.timetable.models import Meeting
from app.timetable.queries.people import alarmed

LONGEST = timedelta(days=60)

ASKED = N_("Leave is asked for %(child)s (%(homeroom)s) on %(days)s: %(reason)s")
GIVEN = N_("Leave for %(child)s on %(days)s is given.")
DECLINED = N_("Leave for %(child)s on %(days)s is not given: %(answer)s")


@dataclass(frozen=True)
class Wanted:
    """What leave is for: some days, or one meeting (then of its day)."""

    first_day: date
    last_day: date
    reason: str
    meeting: Meeting | None = None


def ask_leave(
    session: Session,
    school: School,
    student: Student,
    wanted: Wanted,
    *,
    actor_id: int,
    now: datetime,
) -> LeaveRequest:
    """Ask leave for a child; it is given at once where the school does not confirm leave.

    Raises:
        LeavePast, LeaveBackwards, LeaveTooLong, LeaveTwice: the time is none to ask for.
        NotTheirMeeting: the child has no place in the meeting's club.
    """
    request = _request(session, school, student, wanted, actor_id=actor_id, now=now)
    if rule_of(session, school.id).confirms_leave:
        leads = homeroom_leads(session, school.id, student.homeroom_id)
        told = leads or alarmed(session, school.id, school.today(now))
        _tell(session, request, told, ASKED, "/leave-requests", now)
    else:
        _give(session, request, actor_id=None, now=now)
    return request


def enter_leave(
    session: Session,
    school: School,
    student: Student,
    wanted: Wanted,
    *,
    actor_id: int,
    now: datetime,
) -> LeaveRequest:
    """Note leave for a child whose family telephoned; it is given, and the family is told.

    Raises:
        LeavePast, LeaveBackwards, LeaveTooLong, LeaveTwice, NotTheirMeeting: as `ask_leave`.
    """
    request = _request(session, school, student, wanted, actor_id=actor_id, now=now)
    _give(session, request, actor_id=actor_id, now=now)
    return request


def approve_leave(session: Session, request: LeaveRequest, *, actor_id: int, now: datetime) -> None:
    """Give leave; absences it explains are settled.

    Raises:
        LeaveDecided: it was answered or withdrawn.
    """
    _check_waiting(request)
    _give(session, request, actor_id=actor_id, now=now)


def decline_leave(
    session: Session, request: LeaveRequest, answer: str, *, actor_id: int, now: datetime
) -> None:
    """Decline leave, always with a reason.

    Raises:
        LeaveDecided: it was answered or withdrawn.
        NoteMissing: no reason is given.
    """
    _check_waiting(request)
    if not answer:
        raise NoteMissing
    request.answer = answer
    _decide(request, LeaveState.DECLINED, actor_id, now)
    session.flush()
    _tell(session, request, _guardians(session, request), DECLINED, "/leave", now)


def withdraw_leave(
    session: Session, school: School, request: LeaveRequest, *, now: datetime
) -> None:
    """Take a request back while its last day has not passed: the child comes after all.

    Raises:
        LeaveDecided: it was declined or withdrawn.
        LeavePast: it is used up.
    """
    if request.state not in (LeaveState.ASKED, LeaveState.APPROVED):
        raise LeaveDecided
    if request.last_day < school.today(now):
        raise LeavePast
    request.state = LeaveState.WITHDRAWN
    session.flush()


def _request(
    session: Session,
    school: School,
    student: Student,
    wanted: Wanted,
    *,
    actor_id: int,
    now: datetime,
) -> LeaveRequest:
    _check_time(school, wanted, now)
    meeting = wanted.meeting
    if meeting is not None and student.id not in expected(session, meeting, zone=school.time_zone):
        raise NotTheirMeeting
    meeting_id = meeting.id if meeting else None
    if is_asked_for(session, student, wanted.first_day, wanted.last_day, meeting_id):
        raise LeaveTwice
    request = LeaveRequest(
        school_id=school.id,
        student_id=student.id,
        student=student,
        first_day=wanted.first_day,
        last_day=wanted.last_day,
        meeting_id=meeting_id,
        reason=wanted.reason,
        state=LeaveState.ASKED,
        asked_by_id=actor_id,
        asked_at=now,
    )
    session.add(request)
    session.flush()
    return request


def _check_time(school: School, wanted: Wanted, now: datetime) -> None:
    if wanted.last_day < wanted.first_day:
        raise LeaveBackwards
    if wanted.last_day - wanted.first_day >= LONGEST:
        raise LeaveTooLong(days=LONGEST.days)
    meeting = wanted.meeting
    has_begun = meeting is not None and meeting.begins(school.time_zone) <= now
    if has_begun or wanted.first_day < school.today(now):
        raise LeavePast


def _check_waiting(request: LeaveRequest) -> None:
    if request.state is not LeaveState.ASKED:
        raise LeaveDecided


def _give(session: Session, request: LeaveRequest, *, actor_id: int | None, now: datetime) -> None:
    _decide(request, LeaveState.APPROVED, actor_id, now)
    session.flush()
    for absence in open_absences_of(session, request.school_id, request.student_id):
        if request.covers(absence.roll.meeting):
            absence.outcome, absence.settled_at = Outcome.ON_LEAVE, now
            absence.settled_by_id = actor_id
    session.flush()
    _tell(session, request, _guardians(session, request), GIVEN, "/leave", now)


def _decide(request: LeaveRequest, state: LeaveState, actor_id: int | None, now: datetime) -> None:
    request.state, request.decided_by_id, request.decided_at = state, actor_id, now


def _guardians(session: Session, request: LeaveRequest) -> Collection[int]:
    return session.scalars(
        select(Guardianship.account_id).where(
            Guardianship.school_id == request.school_id,
            Guardianship.student_id == request.student_id,
        )
    ).all()


def _tell(
    session: Session,
    request: LeaveRequest,
    accounts: Collection[int],
    sentence: str,
    link: str,
    now: datetime,
) -> None:
    first, last = f"{request.first_day:%m-%d}", f"{request.last_day:%m-%d}"
    send(
        session,
        request.school_id,
        accounts,
        sentence,
        link=link,
        now=now,
        child=request.student.name,
        homeroom=request.student.homeroom.title,
        days=first if first == last else f"{first}–{last}",
        reason=request.reason,
        answer=request.answer,
    )
