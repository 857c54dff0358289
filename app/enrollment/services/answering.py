"""The school's word on changes that families asked for after the trial week."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.services import wait_for_turn
from app.core.text import N_
from app.enrollment import errors
from app.enrollment.models import ChangeRequest, RequestState
from app.enrollment.queries import changes as queries
from app.enrollment.services.changing import Change, check_change, move_or_wait, places_to_change
from app.enrollment.services.requests import close_request
from app.enrollment.services.telling import tell_child
from app.schools.models import School

SAID = {
    Change.MOVED: N_("The school agrees: %(name)s is in %(title)s now."),
    Change.WAITS: N_("The school agrees: %(name)s keeps the place and waits for %(title)s."),
}


def approve_change(
    session: Session, school: School, request_id: int, *, actor_id: int, now: datetime
) -> Change:
    """Agree to a change: the child moves at once if a seat is free, else it waits for one.

    Raises:
        NotFound: there is no such request.
        RequestAnswered: it was answered or taken back.
        NothingToChange, WholeClass, OtherAdmission, NotTakingPart, NotRunning, NotEnrolled,
        NotForGrade, AlreadyInSection, SeatsPromised, WaitsAlready: the change is not possible any
            more; the request can be declined.
    """
    wait_for_turn(session, school.id)
    asked = queries.get_request(session, school.id, request_id)
    section, student = asked.section, asked.student
    close_request(session, asked, RequestState.APPROVED, actor_id=actor_id, now=now)
    given_up = places_to_change(session, section, student)
    check_change(school, section, student, given_up)
    became = move_or_wait(session, section, student, given_up, actor_id=actor_id, now=now)
    tell_child(session, student, SAID[became], now, title=section.course.named)
    return became


def decline_change(
    session: Session, school_id: int, request_id: int, *, answer: str, actor_id: int, now: datetime
) -> ChangeRequest:
    """Decline a change, with a reason that the family reads.

    Raises:
        ReasonMissing: no reason was given.
        NotFound: there is no such request.
        RequestAnswered: it was answered or taken back.
    """
    answer = answer.strip()
    if not answer:
        raise errors.ReasonMissing
    wait_for_turn(session, school_id)
    asked = queries.get_request(session, school_id, request_id)
    declined = RequestState.DECLINED
    close_request(session, asked, declined, answer=answer, actor_id=actor_id, now=now)
    tell_child(
        session,
        asked.student,
        N_("The school keeps %(name)s in the present club. %(title)s was declined: %(reason)s"),
        now,
        title=asked.section.course.named,
        reason=answer,
    )
    return asked
