"""Absences nobody explained: opened by a mark, told after a short grace, settled by an outcome."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Guardianship, HomeroomTeacher
from app.attendance.errors import AlreadySettled, NoteMissing
from app.attendance.models import Absence, Mark, MarkState, Outcome
from app.attendance.queries.absences import absence_of, untold
from app.attendance.queries.gate import nurse_visit_of, release_of
from app.attendance.queries.rolls import rule_of, students_on_leave
from app.core.text import N_
from app.messages.services import send_urgent
from app.schools.models import School
from app.timetable.models import Meeting
from app.timetable.queries.people import alarmed

MISSED = N_(
    "%(child)s is not at %(title)s, which began at %(starts_at)s. Please tell the school where "
    "your child is."
)
MISSED_STAFF = N_("%(child)s (%(homeroom)s) is not at %(title)s, which began at %(starts_at)s.")
CAME = N_("%(child)s has come to %(title)s.")
KNOWN = N_("About the absence of %(child)s from %(title)s: the school knows where your child is.")


def follow_mark(session: Session, meeting: Meeting, mark: Mark, *, now: datetime) -> None:
    """Open an absence when a mark says so, and end it when the mark no longer does.

    Nobody hears of one that ends before its grace is over. Approved leave opens none.
    """
    found = absence_of(session, mark.school_id, mark.roll_id, mark.student_id)
    if mark.state is MarkState.ABSENT:
        _open(session, meeting, mark, found, now)
    elif found is not None and found.told_at is None:
        session.delete(found)
    elif found is not None and found.outcome is None:
        is_leave = mark.state is MarkState.LEAVE
        _end(found, Outcome.ON_LEAVE if is_leave else Outcome.CAME, actor_id=mark.by_id, now=now)
        _tell_family(session, meeting, found, KNOWN if is_leave else CAME, now)


def settle_absence(
    session: Session,
    absence: Absence,
    meeting: Meeting,
    outcome: Outcome,
    *,
    note: str = "",
    actor_id: int,
    now: datetime,
) -> None:
    """Note what became of an absence; the family hears that the school knows (R51).

    Raises:
        AlreadySettled: somebody did a moment ago.
        NoteMissing: the outcome is another one and nothing says which.
    """
    if absence.outcome is not None:
        raise AlreadySettled
    if outcome is Outcome.OTHER and not note:
        raise NoteMissing
    absence.note = note
    _end(absence, outcome, actor_id=actor_id, now=now)
    session.flush()
    if absence.told_at is not None:
        _tell_family(session, meeting, absence, KNOWN, now)


def tell_of_absences(session: Session, school: School, *, now: datetime) -> int:
    """Tell guardians, homeroom teachers and duty leaders of absences whose grace is over.

    Nobody is told of a child that has left the school or is with the nurse; the task stays.

    Returns:
        How many children's families were told.
    """
    grace = timedelta(minutes=rule_of(session, school.id).grace_minutes)
    told = 0
    for absence in untold(session, school.id, opened_before=now - grace):
        meeting = absence.roll.meeting
        if now < meeting.begins(school.time_zone) + grace:
            continue
        if _is_elsewhere(session, absence, meeting):
            continue
        absence.told_at = now
        _tell_family(session, meeting, absence, MISSED, now)
        _tell_staff(session, school, meeting, absence, now)
        told += 1
    session.flush()
    return told


def _open(
    session: Session, meeting: Meeting, mark: Mark, found: Absence | None, now: datetime
) -> None:
    if students_on_leave(session, meeting, [mark.student_id]):
        return
    if found is None:
        session.add(
            Absence(
                school_id=mark.school_id,
                roll_id=mark.roll_id,
                student_id=mark.student_id,
                opened_at=now,
            )
        )
    elif found.outcome is Outcome.CAME:  # marked absent once more
        found.outcome = found.settled_at = found.settled_by_id = found.told_at = None
        found.note, found.opened_at = "", now


def _is_elsewhere(session: Session, absence: Absence, meeting: Meeting) -> bool:
    """Whether the school knows where the child is: it has left, or is with the nurse."""
    gone = release_of(session, absence.school_id, absence.student_id, meeting.day)
    nurse = nurse_visit_of(session, absence.school_id, absence.student_id)
    return gone is not None or (nurse is not None and nurse.day == meeting.day)


def _end(absence: Absence, outcome: Outcome, *, actor_id: int | None, now: datetime) -> None:
    absence.outcome, absence.settled_at, absence.settled_by_id = outcome, now, actor_id


def _tell_family(
    session: Session, meeting: Meeting, absence: Absence, sentence: str, now: datetime
) -> None:
    guardians = session.scalars(
        select(Guardianship.account_id).where(
            Guardianship.school_id == absence.school_id,
            Guardianship.student_id == absence.student_id,
        )
    ).all()
    _send(session, meeting, absence, guardians, sentence, "/attendance/mine", now)


def _tell_staff(
    session: Session, school: School, meeting: Meeting, absence: Absence, now: datetime
) -> None:
    homeroom = session.scalars(
        select(HomeroomTeacher.account_id).where(
            HomeroomTeacher.school_id == absence.school_id,
            HomeroomTeacher.homeroom_id == absence.student.homeroom_id,
        )
    ).all()
    leaders = alarmed(session, school.id, school.today(now))
    told = {*homeroom, *leaders}
    _send(session, meeting, absence, told, MISSED_STAFF, "/attendance/absences", now)


def _send(
    session: Session,
    meeting: Meeting,
    absence: Absence,
    accounts: Collection[int],
    sentence: str,
    link: str,
    now: datetime,
) -> None:
    child = absence.student
    send_urgent(
        session,
        absence.school_id,
        accounts,
        sentence,
        link=link,
        now=now,
        child=child.name,
        homeroom=child.homeroom.title,
        title=meeting.section.course.named,
        starts_at=f"{meeting.starts_at:%H:%M}",
    )
