"""Leave: a guardian asks, the homeroom teacher answers, the family may take it back (R52)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Guardianship, HomeroomTeacher, Student
from app.attendance import errors
from app.attendance.models import LeaveRequest, LeaveState, Outcome
from app.attendance.periods import LONGEST, Period
from app.attendance.queries.leave import absences_covered, get_leave, leave_of_child, used_leave
from app.attendance.queries.rolls import expected, is_day_closed, rule_of
from app.attendance.services.absences import settle_absence
from app.audit.services import record
from app.core.errors import NotFound
from app.core.text import N_
from app.messages.services import send_urgent
from app.schools.models import School
from app.timetable.queries.meetings import get_meeting

ENTERED_BACK = timedelta(days=7)  # a family telephoned, and it is written down later

ASKED = N_("Leave is asked for %(child)s (%(homeroom)s): %(time)s.")
LET_THROUGH = N_("%(child)s (%(homeroom)s) is on leave: %(time)s.")
GIVEN = N_("Leave of %(child)s is on the roll: %(time)s.")
DECLINED = N_("Leave of %(child)s was declined (%(time)s): %(answer)s")
WITHDRAWN = N_("The family of %(child)s (%(homeroom)s) withdrew the leave: %(time)s.")
FAMILY_PAGE, STAFF_PAGE = "/leave", "/leave/requests"


def ask_leave(
    session: Session,
    school: School,
    student: Student,
    period: Period,
    reason: str,
    *,
    actor_id: int,
    now: datetime,
) -> LeaveRequest:
    """Ask leave for a child; approved at once where the school lets it through.

    Raises:
        LeaveTimeImpossible: days in the wrong order, or too many.
        LeaveInThePast: the first day, or the meeting, is over.
        LeaveAskedAlready: a request that stands contains this time.
        NotFound: the child does not belong to the meeting.
    """
    if period.first_day < school.today(now) or _is_over(session, school, period, now):
        raise errors.LeaveInThePast
    request = _written(session, school, student, period, reason, actor_id, now)
    if rule_of(session, school.id).confirms_leave:
        _tell_homeroom(session, request, ASKED, now)
    else:
        _approve(session, request, actor_id=actor_id, now=now)
        request.decided_by_id = None
        _tell_homeroom(session, request, LET_THROUGH, now)
    _record(session, "ask leave", request, actor_id, now)
    return request


def enter_leave(
    session: Session,
    school: School,
    student: Student,
    period: Period,
    reason: str,
    *,
    actor_id: int,
    now: datetime,
) -> LeaveRequest:
    """Write down the leave of a child whose family telephoned; it holds at once.

    Raises:
        LeaveTimeImpossible: days in the wrong order, or too many.
        LeaveInThePast: it begins more than a week ago.
        DayClosed: the books of its first day are closed.
        LeaveAskedAlready: a request that stands contains this time.
        NotFound: the child does not belong to the meeting.
    """
    if period.first_day < school.today(now) - ENTERED_BACK:
        raise errors.LeaveInThePast
    if is_day_closed(session, school.id, period.first_day):
        raise errors.DayClosed
    request = _written(session, school, student, period, reason, actor_id, now)
    _approve(session, request, actor_id=actor_id, now=now)
    _tell_family(session, request, GIVEN, now)
    _record(session, "enter leave", request, actor_id, now)
    return request


def approve_leave(session: Session, request: LeaveRequest, *, actor_id: int, now: datetime) -> None:
    """Confirm a request; absences it explains are settled, the family hears of it.

    Raises:
        LeaveDecided: somebody answered, or the family took it back.
    """
    if request.state is not LeaveState.ASKED:
        raise errors.LeaveDecided
    _approve(session, request, actor_id=actor_id, now=now)
    _tell_family(session, request, GIVEN, now)
    _record(session, "approve leave", request, actor_id, now)


def decline_leave(
    session: Session, request: LeaveRequest, answer: str, *, actor_id: int, now: datetime
) -> None:
    """Decline a request; the family reads why.

    Raises:
        LeaveDecided: somebody answered, or the family took it back.
        AnswerMissing: nothing says why.
    """
    if request.state is not LeaveState.ASKED:
        raise errors.LeaveDecided
    if not answer:
        raise errors.AnswerMissing
    request.state, request.answer = LeaveState.DECLINED, answer
    request.decided_by_id, request.decided_at = actor_id, now
    _tell_family(session, request, DECLINED, now, answer=answer)
    _record(session, "decline leave", request, actor_id, now)


def withdraw_leave(
    session: Session, request: LeaveRequest, *, actor_id: int, now: datetime
) -> None:
    """Take a request back; from then on the child is expected again.

    Raises:
        LeaveDecided: it was declined or withdrawn.
        LeaveUsed: the child was marked away at its time.
    """
    if not request.stands:
        raise errors.LeaveDecided
    if used_leave(session, request.school_id, [request]):
        raise errors.LeaveUsed
    request.state = LeaveState.WITHDRAWN
    request.decided_by_id, request.decided_at = actor_id, now
    _tell_homeroom(session, request, WITHDRAWN, now)
    _record(session, "withdraw leave", request, actor_id, now)


def _is_over(session: Session, school: School, period: Period, now: datetime) -> bool:
    if period.meeting_id is None:
        return False
    return get_meeting(session, school.id, period.meeting_id).ends(school.time_zone) <= now


def _written(
    session: Session,
    school: School,
    student: Student,
    period: Period,
    reason: str,
    actor_id: int,
    now: datetime,
) -> LeaveRequest:
    if not period.is_possible:
        raise errors.LeaveTimeImpossible(days=LONGEST.days)
    _check_meeting(session, school, student, period)
    standing = leave_of_child(session, school.id, student.id, period.first_day)
    if any(one.stands and one.period.contains(period) for one in standing):
        raise errors.LeaveAskedAlready
    row = LeaveRequest(
        school_id=school.id,
        student_id=student.id,
        first_day=period.first_day,
        last_day=period.last_day,
        meeting_id=period.meeting_id,
        reason=reason,
        state=LeaveState.ASKED,
        asked_by_id=actor_id,
        asked_at=now,
    )
    session.add(row)
    session.flush()
    return get_leave(session, school.id, row.id)


def _check_meeting(session: Session, school: School, student: Student, period: Period) -> None:
    if period.meeting_id is None:
        return
    meeting = get_meeting(session, school.id, period.meeting_id)
    if not meeting.takes_place:
        raise errors.MeetingCancelled
    is_its_day = meeting.day == period.first_day
    if not is_its_day or student.id not in expected(session, meeting, zone=school.time_zone):
        raise NotFound


def _approve(session: Session, request: LeaveRequest, *, actor_id: int, now: datetime) -> None:
    request.state = LeaveState.APPROVED
    request.decided_by_id, request.decided_at = actor_id, now
    session.flush()
    for absence in absences_covered(session, request):
        meeting = absence.roll.meeting
        settle_absence(session, absence, meeting, Outcome.ON_LEAVE, actor_id=actor_id, now=now)


def _tell_homeroom(session: Session, request: LeaveRequest, sentence: str, now: datetime) -> None:
    statement = select(HomeroomTeacher.account_id).where(
        HomeroomTeacher.school_id == request.school_id,
        HomeroomTeacher.homeroom_id == request.student.homeroom_id,
    )
    _send(session, request, session.scalars(statement).all(), sentence, STAFF_PAGE, now)


def _tell_family(
    session: Session, request: LeaveRequest, sentence: str, now: datetime, **more: str
) -> None:
    statement = select(Guardianship.account_id).where(
        Guardianship.school_id == request.school_id,
        Guardianship.student_id == request.student_id,
    )
    _send(session, request, session.scalars(statement).all(), sentence, FAMILY_PAGE, now, **more)


def _send(
    session: Session,
    request: LeaveRequest,
    accounts: Collection[int],
    sentence: str,
    link: str,
    now: datetime,
    **more: str,
) -> None:
    session.flush()
    child = request.student
    facts = {"child": child.name, "homeroom": child.homeroom.title, "time": _time(request)} | more
    send_urgent(session, request.school_id, accounts, sentence, link=link, now=now, **facts)


def _time(request: LeaveRequest) -> str:
    if request.meeting is not None:
        return f"{request.first_day:%m-%d} {request.meeting.starts_at:%H:%M}"
    if request.first_day == request.last_day:
        return f"{request.first_day:%m-%d}"
    return f"{request.first_day:%m-%d} – {request.last_day:%m-%d}"


def _record(
    session: Session, action: str, request: LeaveRequest, actor_id: int, now: datetime
) -> None:
    record(
        session,
        action,
        "leave_request",
        request.id,
        school_id=request.school_id,
        actor_id=actor_id,
        now=now,
    )
