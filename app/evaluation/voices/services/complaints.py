"""The way of a complaint: told in confidence, acknowledged, closed with an outcome."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.services import record
from app.core.text import N_
from app.evaluation.voices.errors import AlreadyThere, NobodyMayRead, SaysNothing
from app.evaluation.voices.models import Category, Complaint, ComplaintReader
from app.evaluation.voices.queries.complaints import LOOK, named_readers, readers_of
from app.messages.services import send
from app.schools.models import School

ACKNOWLEDGED_WITHIN, CLOSED_WITHIN = timedelta(days=2), timedelta(days=14)

CAME = N_("Somebody told the school something in confidence; you are named to read it.")
SEEN = N_("The school has received what you told in confidence and looks into it.")
ENDED = N_("There is an outcome of what you told in confidence.")
DUE = N_("Told in confidence and not acknowledged or closed in time: %(count)d")


def complain(
    session: Session,
    school: School,
    category: Category,
    text: str,
    *,
    about: int | None,
    sender_id: int,
    now: datetime,
) -> Complaint:
    """Tell the school something in confidence.

    Raises:
        SaysNothing: the text is empty.
        NobodyMayRead: all who read complaints are who it is about.
    """
    if not text.strip():
        raise SaysNothing
    told = readers_of(session, school.id, about)
    if not told:
        raise NobodyMayRead
    row = Complaint(
        school_id=school.id,
        category=category,
        text=text.strip(),
        about_id=about,
        sender_id=sender_id,
        sent_at=now,
    )
    session.add(row)
    session.flush()
    send(session, school.id, sorted(told), CAME, link=f"/complaints/{row.id}", now=now)
    return row


def look_at(session: Session, row: Complaint, *, actor_id: int, now: datetime) -> None:
    """Record that somebody reads a complaint."""
    _record(session, LOOK, row, actor_id, now)


def acknowledge(session: Session, row: Complaint, *, actor_id: int, now: datetime) -> None:
    """Tell the sender that the complaint was received and is looked into.

    Raises:
        AlreadyThere: the sender was told.
    """
    if row.acknowledged_at is not None:
        raise AlreadyThere
    row.acknowledged_at = now
    session.flush()
    _tell_sender(session, row, SEEN, now)
    _record(session, "acknowledge complaint", row, actor_id, now)


def close(session: Session, row: Complaint, outcome: str, *, actor_id: int, now: datetime) -> None:
    """Close a complaint with its outcome, which the sender reads.

    Raises:
        SaysNothing: there is no outcome.
        AlreadyThere: it was closed.
    """
    if row.closed_at is not None:
        raise AlreadyThere
    if not outcome.strip():
        raise SaysNothing
    row.outcome, row.closed_at = outcome.strip(), now
    row.acknowledged_at = row.acknowledged_at or now
    session.flush()
    _tell_sender(session, row, ENDED, now)
    _record(session, "close complaint", row, actor_id, now)


def name_reader(
    session: Session, school_id: int, account: Account, *, actor_id: int, now: datetime
) -> None:
    """Name a leader who reads complaints.

    Raises:
        AlreadyThere: the leader is named.
    """
    if account.id in {one.account_id for one in named_readers(session, school_id)}:
        raise AlreadyThere
    session.add(ComplaintReader(school_id=school_id, account_id=account.id))
    session.flush()
    _record_reader(session, "name reader of complaints", school_id, account.id, actor_id, now)


def unname_reader(session: Session, row: ComplaintReader, *, actor_id: int, now: datetime) -> None:
    """Let a leader read no complaints any more."""
    school_id, account_id = row.school_id, row.account_id
    session.delete(row)
    session.flush()
    _record_reader(session, "unname reader of complaints", school_id, account_id, actor_id, now)


def remind_readers(session: Session, school: School, *, now: datetime) -> int:
    """Remind the readers once a day of what is late; gives how many complaints that are."""
    today = school.today(now)
    late = session.scalars(
        select(Complaint).where(
            Complaint.school_id == school.id,
            Complaint.closed_at.is_(None),
            or_(Complaint.reminded_on.is_(None), Complaint.reminded_on < today),
            or_(
                Complaint.acknowledged_at.is_(None)
                & (Complaint.sent_at <= now - ACKNOWLEDGED_WITHIN),
                Complaint.sent_at <= now - CLOSED_WITHIN,
            ),
        )
    ).all()
    owed: dict[int, int] = {}
    for row in late:
        row.reminded_on = today
        for one in readers_of(session, school.id, row.about_id):
            owed[one] = owed.get(one, 0) + 1
    for reader, count in sorted(owed.items()):
        send(session, school.id, [reader], DUE, link="/complaints", now=now, count=count)
    session.flush()
    return len(late)


def _tell_sender(session: Session, row: Complaint, sentence: str, now: datetime) -> None:
    if row.sender_id is not None:
        link = f"/voices/complaints/{row.id}"
        send(session, row.school_id, [row.sender_id], sentence, link=link, now=now)


def _record(session: Session, act: str, row: Complaint, actor_id: int, now: datetime) -> None:
    record(session, act, "complaint", row.id, school_id=row.school_id, actor_id=actor_id, now=now)


def _record_reader(
    session: Session, act: str, school_id: int, account_id: int, actor_id: int, now: datetime
) -> None:
    record(session, act, "account", account_id, school_id=school_id, actor_id=actor_id, now=now)
