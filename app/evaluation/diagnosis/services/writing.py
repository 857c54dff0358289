"""What people add to a diagnosis: why, what they promise, what they say; and who gets it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, HomeroomTeacher
from app.audit.services import record
from app.core.text import N_, Named
from app.courses.models import SectionTeacher
from app.evaluation.actions.models import Action, Severity
from app.evaluation.actions.services import Asked, open_action
from app.evaluation.diagnosis.errors import NothingSaid, PromisedTooEarly
from app.evaluation.diagnosis.models import Diagnosis, DiagnosisComment, Promise
from app.messages.services import send
from app.schools.models import School

PUBLISHED = N_("The diagnosis of the week of %(day)s is there: %(count)d of yours")
SAID = N_("Somebody said something to a diagnosis: %(text)s")


@dataclass(frozen=True)
class Promised:
    """What is to be done, by whom, until when."""

    what: str
    owner: Account
    due_on: date


def write_cause(
    session: Session, one: Diagnosis, cause: str, *, actor_id: int, now: datetime
) -> None:
    """Write down why the week went as it did; an empty one takes it back."""
    one.cause = cause.strip()
    one.cause_by_id = actor_id if one.cause else None
    session.flush()
    _record(session, "write cause", one, actor_id, now)


def promise(
    session: Session,
    school: School,
    one: Diagnosis,
    promised: Promised,
    *,
    actor_id: int,
    now: datetime,
) -> Action:
    """Promise a measure: an action with an owner and a day, which next week begins with.

    Raises:
        PromisedTooEarly: its day has passed.
    """
    if promised.due_on < school.today(now):
        raise PromisedTooEarly
    asked = Asked(
        Named(promised.what),
        Severity.WEEK,
        owner_id=promised.owner.id,
        section_id=one.section_id,
        link=link_to(one),
        due_on=promised.due_on,
    )
    action = open_action(session, school, asked, actor_id=actor_id, now=now)
    session.add(Promise(school_id=school.id, diagnosis_id=one.id, action_id=action.id))
    session.flush()
    _record(session, "promise measure", one, actor_id, now, promised=action.id)
    return action


def comment(
    session: Session, one: Diagnosis, text: str, *, actor_id: int, now: datetime
) -> DiagnosisComment:
    """Say something to a diagnosis; those who take part in it hear of it.

    Raises:
        NothingSaid: not a word.
    """
    if not text.strip():
        raise NothingSaid
    said = DiagnosisComment(
        school_id=one.school_id, diagnosis_id=one.id, text=text.strip(), at=now, by_id=actor_id
    )
    session.add(said)
    session.flush()
    told = _takes_part(session, one) - {actor_id}
    send(session, one.school_id, told, SAID, link=link_to(one), now=now, text=said.text)
    return said


def publish(
    session: Session, school: School, listed: Sequence[Diagnosis], *, actor_id: int, now: datetime
) -> int:
    """Give diagnoses of one week to those who teach or lead; gives how many were published."""
    fresh = [one for one in listed if one.published_at is None]
    concerned: dict[int, list[Diagnosis]] = {}
    for one in fresh:
        one.published_at, one.published_by_id = now, actor_id
    for account_id, one in _concerned(session, school.id, fresh):
        concerned.setdefault(account_id, []).append(one)
    for account_id, theirs in concerned.items():
        link = link_to(theirs[0]) if len(theirs) == 1 else f"/diagnoses?week={theirs[0].week}"
        day, count = theirs[0].week.isoformat(), len(theirs)
        send(session, school.id, [account_id], PUBLISHED, link=link, now=now, day=day, count=count)
    session.flush()
    for one in fresh:
        _record(session, "publish diagnosis", one, actor_id, now)
    return len(fresh)


def link_to(one: Diagnosis) -> str:
    """Give the path of a diagnosis."""
    return f"/diagnoses/{one.id}"


def _concerned(
    session: Session, school_id: int, listed: Collection[Diagnosis]
) -> list[tuple[int, Diagnosis]]:
    """Say who teaches or leads what some diagnoses are about; two statements."""
    by_section = {one.section_id: one for one in listed if one.section_id is not None}
    by_homeroom = {one.homeroom_id: one for one in listed if one.homeroom_id is not None}
    teachers = session.execute(
        select(SectionTeacher.account_id, SectionTeacher.section_id).where(
            SectionTeacher.school_id == school_id, SectionTeacher.section_id.in_(by_section)
        )
    )
    leads = session.execute(
        select(HomeroomTeacher.account_id, HomeroomTeacher.homeroom_id).where(
            HomeroomTeacher.school_id == school_id, HomeroomTeacher.homeroom_id.in_(by_homeroom)
        )
    )
    return [
        *((account_id, by_section[one]) for account_id, one in teachers),
        *((account_id, by_homeroom[one]) for account_id, one in leads),
    ]


def _takes_part(session: Session, one: Diagnosis) -> set[int]:
    said = session.scalars(
        select(DiagnosisComment.by_id).where(
            DiagnosisComment.school_id == one.school_id, DiagnosisComment.diagnosis_id == one.id
        )
    )
    is_out = one.published_at is not None or one.homeroom_id is not None
    theirs = _concerned(session, one.school_id, [one]) if is_out else []
    people = {one.cause_by_id, one.published_by_id, *said, *(account for account, _ in theirs)}
    return {account for account in people if account is not None}


def _record(
    session: Session, act: str, one: Diagnosis, actor_id: int, now: datetime, **facts: int
) -> None:
    record(
        session,
        act,
        "diagnosis",
        one.id,
        school_id=one.school_id,
        actor_id=actor_id,
        now=now,
        **facts,
    )
