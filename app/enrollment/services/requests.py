"""Changes after the trial week: asked for with a reason, taken back, closed once."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.audit.services import record, wait_for_turn
from app.core.text import N_
from app.courses.models import Section
from app.courses.queries.teachers import administrators
from app.enrollment import errors
from app.enrollment.models import ChangeRequest, RequestState
from app.enrollment.queries import changes as queries
from app.messages.services import send
from app.schools.models import School

DESK = "/changes"


def ask_school(
    session: Session,
    school: School,
    section: Section,
    student: Student,
    *,
    reason: str,
    actor_id: int,
    now: datetime,
) -> ChangeRequest:
    """Put a wish to change before the school; the child keeps what it has until the answer.

    Raises:
        ReasonMissing: no reason was given.
        AskedAlready: the school has this request.
    """
    reason = reason.strip()
    if queries.find_open_request(session, school.id, section.id, student.id) is not None:
        raise errors.AskedAlready(name=student.name, title=section.course.named)
    if not reason:
        raise errors.ReasonMissing
    asked = ChangeRequest(
        school_id=school.id,
        section_id=section.id,
        student_id=student.id,
        reason=reason,
        asked_at=now,
    )
    session.add(asked)
    session.flush()
    _record(session, "ask for change", asked, actor_id, now)
    send(
        session,
        school.id,
        administrators(session, school.id, on=school.today(now)),
        N_("A family asks to change to %(title)s. Please answer."),
        link=DESK,
        now=now,
        title=section.course.named,
    )
    return asked


def withdraw_request(
    session: Session, asked: ChangeRequest, *, actor_id: int, now: datetime
) -> None:
    """Take a request back before it is answered.

    Raises:
        RequestAnswered: it was answered or taken back.
    """
    wait_for_turn(session, asked.school_id)
    close_request(session, asked, RequestState.WITHDRAWN, actor_id=actor_id, now=now)


def withdraw_requests(
    session: Session, section: Section, student_id: int, *, actor_id: int | None, now: datetime
) -> None:
    """Take back what a child asked for at the time of a section; it has no place there now."""
    slots = {time.slot_id for time in section.times}
    for asked in _open_of(session, section, student_id):
        if slots & {time.slot_id for time in asked.section.times}:
            close_request(session, asked, RequestState.WITHDRAWN, actor_id=actor_id, now=now)


def close_request(
    session: Session,
    asked: ChangeRequest,
    state: RequestState,
    *,
    answer: str = "",
    actor_id: int | None,
    now: datetime,
) -> None:
    """Close a request once.

    Raises:
        RequestAnswered: it was answered or taken back.
    """
    closed = session.connection().execute(
        update(ChangeRequest)
        .where(
            ChangeRequest.school_id == asked.school_id,
            ChangeRequest.id == asked.id,
            ChangeRequest.state == RequestState.ASKED,
        )
        .values(state=state, answer=answer, answered_at=now)
    )
    if closed.rowcount != 1:
        raise errors.RequestAnswered
    session.expire(asked, ["state", "answer", "answered_at"])
    _record(session, f"{_VERBS[state]} change", asked, actor_id, now)


_VERBS = {
    RequestState.APPROVED: "approve",
    RequestState.DECLINED: "decline",
    RequestState.WITHDRAWN: "withdraw",
}


def _open_of(session: Session, section: Section, student_id: int) -> Iterable[ChangeRequest]:
    found = queries.requests_of(session, section.school_id, section.term_id, student_id)
    return [asked for asked in found if asked.state is RequestState.ASKED]


def _record(
    session: Session, act: str, asked: ChangeRequest, actor_id: int | None, now: datetime
) -> None:
    record(
        session,
        act,
        "change_request",
        asked.id,
        school_id=asked.school_id,
        actor_id=actor_id,
        now=now,
        section_id=asked.section_id,
        student_id=asked.student_id,
    )
