"""Acts on incidents: one tap each, with who did it and when (R59, R60)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts.models import Account, Student
from app.accounts.queries.staff import staff_in_role
from app.audit.services import record
from app.core.roles import Role
from app.core.text import N_
from app.files.models import Photo
from app.files.services import keep_photo
from app.messages.services import send_urgent
from app.safety import errors
from app.safety.duty_models import DutyKind
from app.safety.incident_models import (
    FollowUp,
    Incident,
    IncidentAdult,
    IncidentChild,
    IncidentKind,
    Step,
)
from app.safety.queries.duty import duties_between
from app.schools.models import School
from app.timetable.models import Meeting

TELL_LEADER = N_("%(name)s asks for you, something has happened: %(where)s.")
TO_DO = N_("After an incident you have something to do until %(day)s: %(what)s")


@dataclass(frozen=True)
class Where:
    """What an incident is written down with: its meeting and room, and words for it."""

    meeting_id: int | None = None
    room_id: int | None = None
    what: str = ""
    afterword: str = ""


def start_incident(
    session: Session,
    school: School,
    kind: IncidentKind,
    meeting: Meeting | None,
    *,
    is_leader: bool,
    actor_id: int,
    now: datetime,
) -> Incident:
    """Start one now, at the meeting where somebody is; a duty leader knows of it by that."""
    row = Incident(
        school_id=school.id,
        day=school.today(now),
        kind=kind,
        meeting_id=meeting.id if meeting else None,
        room_id=meeting.room_id if meeting else None,
        started_at=now,
        happened_at=now,
        happened_by_id=actor_id,
        leader_told_at=now if is_leader else None,
        leader_told_by_id=actor_id if is_leader else None,
    )
    session.add(row)
    session.flush()
    session.add(IncidentAdult(school_id=school.id, incident_id=row.id, account_id=actor_id))
    _record(session, "start incident", row, actor_id, now, kind=kind.value)
    return row


def discard_incident(session: Session, row: Incident, *, actor_id: int, now: datetime) -> None:
    """Take back what was started by mistake.

    Raises:
        ToldAlready: a family or the duty leader was told of it.
    """
    told = any(child.told_at is not None for child in row.children)
    if told or (row.leader_told_at is not None and row.leader_told_at != row.started_at):
        raise errors.ToldAlready
    _record(session, "discard incident", row, actor_id, now, kind=row.kind.value)
    session.delete(row)
    session.flush()


def do_step(
    session: Session,
    school: School,
    row: Incident,
    step: Step,
    at: datetime,
    *,
    actor_id: int,
    now: datetime,
) -> None:
    """Note when a step was done, now or at a time that is said; the leader is sent a message.

    Raises:
        NotYetHappened: the time lies ahead, or before it happened.
    """
    later = [row.treated_at, row.leader_told_at]
    if step is Step.HAPPENED:
        is_possible = all(at <= one for one in later if one is not None)
    else:
        is_possible = at >= row.happened_at
    if at > now or not is_possible:
        raise errors.NotYetHappened
    setattr(row, f"{step.value}_at", at)
    setattr(row, f"{step.value}_by_id", actor_id)
    session.flush()
    _record(session, "note incident step", row, actor_id, now, step=step.value)
    if step is Step.LEADER_TOLD:
        _tell_leaders(session, school, row, actor_id, now)


def describe(session: Session, row: Incident, said: Where, *, actor_id: int, now: datetime) -> None:
    """Write where and what it was, and what was learnt from it."""
    row.meeting_id, row.room_id = said.meeting_id, said.room_id
    row.what, row.afterword = said.what, said.afterword
    session.flush()
    _record(session, "describe incident", row, actor_id, now)


def add_child(
    session: Session, row: Incident, student: Student, *, actor_id: int, now: datetime
) -> None:
    """Name a child whom it concerns; once."""
    if student.id in {child.student_id for child in row.children}:
        return
    link = {"school_id": row.school_id, "incident_id": row.id, "student_id": student.id}
    session.add(IncidentChild(**link))
    session.flush()
    _record(session, "add incident child", row, actor_id, now, student_id=student.id)


def remove_child(
    session: Session, row: Incident, child: IncidentChild, *, actor_id: int, now: datetime
) -> None:
    """Take a child out that was named by mistake.

    Raises:
        ToldAlready: its family knows.
    """
    if child.told_at is not None:
        raise errors.ToldAlready
    student_id = child.student_id
    session.delete(child)
    session.flush()
    _record(session, "remove incident child", row, actor_id, now, student_id=student_id)


def add_adult(
    session: Session, row: Incident, account: Account, *, actor_id: int, now: datetime
) -> None:
    """Name one of the staff whom it concerns; they see it from then on."""
    if account.id in {adult.account_id for adult in row.adults}:
        return
    link = {"school_id": row.school_id, "incident_id": row.id, "account_id": account.id}
    session.add(IncidentAdult(**link))
    session.flush()
    _record(session, "add incident adult", row, actor_id, now, account_id=account.id)


def add_follow_up(
    session: Session,
    school: School,
    row: Incident,
    what: str,
    owner: Account,
    due_on: date,
    *,
    actor_id: int,
    now: datetime,
) -> FollowUp:
    """Say what is still to be done, by whom, until when; the owner is told.

    Raises:
        DueInThePast: the day is over.
    """
    if due_on < school.today(now):
        raise errors.DueInThePast
    task = FollowUp(
        school_id=school.id, incident_id=row.id, what=what, owner_id=owner.id, due_on=due_on
    )
    session.add(task)
    session.flush()
    _record(session, "add follow-up", row, actor_id, now, owner_id=owner.id)
    send_urgent(
        session,
        school.id,
        [owner.id],
        TO_DO,
        link=f"/incidents/{row.id}",
        now=now,
        day=f"{due_on:%m-%d}",
        what=what,
    )
    return task


def finish_follow_up(
    session: Session, row: Incident, task: FollowUp, *, actor_id: int, now: datetime
) -> None:
    """Note that something is done."""
    task.done_at = now
    session.flush()
    _record(session, "finish follow-up", row, actor_id, now, follow_up=task.id)


def add_photo(
    session: Session, row: Incident, content: bytes, *, actor_id: int, now: datetime
) -> None:
    """Keep the one photograph; a new one takes the place of the old.

    Raises:
        PictureUnreadable, PictureTooLarge: as `keep_photo` says.
    """
    old = row.photo_id
    row.photo_id = keep_photo(session, row.school_id, content, now=now).id
    session.flush()
    if old is not None:
        session.delete(session.get_one(Photo, old))
    _record(session, "add incident photo", row, actor_id, now)


def leaders_of(session: Session, school: School, day: date) -> list[Account]:
    """Give the duty leaders of a day: those on the roster, else everybody with the role."""
    duties = duties_between(session, school.id, day, day, DutyKind.LEADER)
    planned = [one.present.account for one in duties if one.present.account is not None]
    return planned or list(staff_in_role(session, school.id, Role.DUTY_LEADER, on=day))


def _tell_leaders(
    session: Session, school: School, row: Incident, actor_id: int, now: datetime
) -> None:
    actor = session.get_one(Account, actor_id)
    accounts = {one.id for one in leaders_of(session, school, row.day)} - {actor_id}
    room = row.room.name if row.room else school.name
    send_urgent(
        session,
        school.id,
        accounts,
        TELL_LEADER,
        link=f"/incidents/{row.id}",
        now=now,
        where=room,
        name=actor.name,
    )


def _record(
    session: Session,
    act: str,
    row: Incident,
    actor_id: int,
    now: datetime,
    **detail: str | int,
) -> None:
    record(
        session,
        act,
        "incident",
        row.id,
        school_id=row.school_id,
        actor_id=actor_id,
        now=now,
        **detail,
    )
