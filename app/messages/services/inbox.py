"""Writing to inboxes."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.core.text import Named
from app.messages.models import Announcement, Message


def send(
    session: Session,
    school_id: int,
    account_ids: Collection[int],
    sentence: str,
    *,
    link: str = "",
    now: datetime,
    **facts: str | int,
) -> int:
    """Put one sentence into the inbox of each account, in one statement.

    Args:
        session: the messages are sent with the transaction of the act they tell of.
        school_id: the school of all these accounts.
        account_ids: who is told; each once.
        sentence: marked with N_, with named holes for `facts`.
        link: the page where one sees or does something about it, as a path.
        now: when.
        facts: what fills the holes; titles, numbers and times, never a priority group.

    Returns:
        How many were told.
    """
    message = {"sentence": sentence, "facts": _stored(facts), "link": link, "sent_at": now}
    return _write(session, school_id, account_ids, message)


def send_urgent(
    session: Session,
    school_id: int,
    account_ids: Collection[int],
    sentence: str,
    *,
    link: str = "",
    now: datetime,
    **facts: str | int,
) -> int:
    """Send as `send` does, and mail it in quiet hours too."""
    message = {"sentence": sentence, "facts": _stored(facts), "link": link, "sent_at": now}
    return _write(session, school_id, account_ids, message | {"is_urgent": True})


def send_announcement(
    session: Session,
    row: Announcement,
    account_ids: Collection[int],
    sentence: str,
    facts: Mapping[str, str],
    *,
    now: datetime,
) -> int:
    """Send what somebody wrote, so that its readers can be counted."""
    message = {"sentence": sentence, "facts": _stored(facts), "link": row.link, "sent_at": now}
    return _write(session, row.school_id, account_ids, message | {"announcement_id": row.id})


def _stored(facts: Mapping[str, str | int]) -> dict[str, object]:
    return {
        name: fact.in_both() if isinstance(fact, Named) else fact for name, fact in facts.items()
    }


def _write(
    session: Session, school_id: int, account_ids: Collection[int], message: dict[str, object]
) -> int:
    usual = {"school_id": school_id, "is_urgent": False, "announcement_id": None}
    rows = [usual | message | {"account_id": one} for one in sorted(set(account_ids))]
    if rows:
        session.execute(insert(Message), rows)
    return len(rows)


def mark_read(session: Session, school_id: int, account_id: int, *, now: datetime) -> None:
    """Note that a person has seen everything in the inbox."""
    session.execute(
        update(Message)
        .where(
            Message.school_id == school_id,
            Message.account_id == account_id,
            Message.read_at.is_(None),
        )
        .values(read_at=now)
    )
