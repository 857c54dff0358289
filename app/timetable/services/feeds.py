"""Private calendar addresses: made, made anew, ended (promise 15)."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.hashing import keyed_hash
from app.accounts.models import Account
from app.audit.services import record
from app.timetable.models import CalendarFeed
from app.timetable.queries.feeds import feed_of

SECRET_BYTES = 32


def make_feed(session: Session, account: Account, *, language: str, now: datetime) -> str:
    """Give somebody an address for a calendar; an earlier one ends.

    Returns:
        Its secret, which is kept nowhere: only a keyed hash is stored.
    """
    token = secrets.token_urlsafe(SECRET_BYTES)
    row = feed_of(session, account.id)
    if row is None:
        row = CalendarFeed(account_id=account.id, school_id=account.school_id)
        session.add(row)
    row.token_hash, row.language, row.made_at = hash_of(token), language, now
    session.flush()
    _note(session, "make calendar address", account, now)
    return token


def end_feed(session: Session, account: Account, *, now: datetime) -> None:
    """Let the address be none any more; without one, nothing happens."""
    row = feed_of(session, account.id)
    if row is None:
        return
    session.delete(row)
    session.flush()
    _note(session, "end calendar address", account, now)


def hash_of(token: str) -> str:
    """Hash the secret of an address with the server's key."""
    return keyed_hash(f"calendar/{token}")


def _note(session: Session, action: str, account: Account, now: datetime) -> None:
    record(
        session,
        action,
        "account",
        account.id,
        school_id=account.school_id,
        actor_id=account.id,
        now=now,
    )
