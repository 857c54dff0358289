"""Telling a guardian of an incident: by telephone, or with words that were seen before (R59)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.queries.people import guardians_of
from app.audit.services import record
from app.core.text import N_
from app.messages.services import send_urgent
from app.safety import errors
from app.safety.incident_models import Incident, IncidentChild

TOLD = N_("%(child)s: %(words)s")
PAGE = "/incidents/mine"


def told_by_telephone(
    session: Session, row: Incident, child: IncidentChild, *, actor_id: int, now: datetime
) -> None:
    """Note that a guardian was called.

    Raises:
        ToldTwice: somebody told them.
    """
    _note(session, row, child, "", actor_id, now)


def write_to_family(
    session: Session,
    row: Incident,
    child: IncidentChild,
    words: str,
    *,
    actor_id: int,
    now: datetime,
) -> None:
    """Send a child's guardians some words about it; the other children's names may not stand there.

    Raises:
        ToldTwice: somebody told them.
        OtherChildNamed: the words name another child of the incident.
        NobodyToTell: no guardian can be written to.
    """
    for other in row.children:
        if other.id != child.id and other.student.name in words:
            raise errors.OtherChildNamed(name=other.student.name)
    guardians = [one for one in guardians_of(session, child.student) if one.account.is_active]
    if not guardians:
        raise errors.NobodyToTell
    _note(session, row, child, words, actor_id, now)
    send_urgent(
        session,
        row.school_id,
        {one.account_id for one in guardians},
        TOLD,
        link=PAGE,
        now=now,
        child=child.student.name,
        words=words,
    )


def _note(
    session: Session, row: Incident, child: IncidentChild, words: str, actor_id: int, now: datetime
) -> None:
    if child.told_at is not None:
        raise errors.ToldTwice
    child.told_at, child.told_by_id, child.sentence = now, actor_id, words
    session.flush()
    record(
        session,
        "tell guardian",
        "incident",
        row.id,
        school_id=row.school_id,
        actor_id=actor_id,
        now=now,
        student_id=child.student_id,
        by="message" if words else "telephone",
    )
