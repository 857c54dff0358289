"""A child goes to the nurse and comes back; it is accounted for all the time."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.attendance.errors import DayClosed, GoneAlready, WithNurseAlready
from app.attendance.gate_models import NurseVisit
from app.attendance.queries.gate import nurse_visit_of, release_of
from app.attendance.queries.rolls import is_day_closed
from app.audit.services import record, wait_for_turn
from app.schools.models import School


def send_to_nurse(
    session: Session, school: School, student: Student, *, actor_id: int, now: datetime
) -> NurseVisit:
    """Note that a child is with the nurse from now on.

    Raises:
        DayClosed: the day's books are closed.
        GoneAlready: it has left the school.
        WithNurseAlready: it is there.
    """
    wait_for_turn(session, school.id)
    day = school.today(now)
    if is_day_closed(session, school.id, day):
        raise DayClosed
    if release_of(session, school.id, student.id, day) is not None:
        raise GoneAlready
    earlier = nurse_visit_of(session, school.id, student.id)
    if earlier is not None and earlier.day == day:
        raise WithNurseAlready
    if earlier is not None:  # nobody noted on an earlier day that the child was back
        earlier.until = now
        session.flush()
    visit = NurseVisit(
        school_id=school.id, student_id=student.id, day=day, since=now, sent_by_id=actor_id
    )
    session.add(visit)
    session.flush()
    _note(session, "send to nurse", student, actor_id, now)
    return visit


def back_from_nurse(
    session: Session, school: School, student: Student, *, actor_id: int, now: datetime
) -> None:
    """Note that a child is back; one that is back already stays so."""
    visit = nurse_visit_of(session, school.id, student.id)
    if visit is not None:
        visit.until = now
        session.flush()
        _note(session, "back from nurse", student, actor_id, now)


def _note(session: Session, act: str, student: Student, actor_id: int, now: datetime) -> None:
    record(
        session,
        act,
        "student",
        student.id,
        school_id=student.school_id,
        actor_id=actor_id,
        now=now,
    )
