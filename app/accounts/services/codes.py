"""One-time codes, as they are printed on sign-in cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts import hashing
from app.accounts.models import Account, SignInCode
from app.accounts.queries import sign_in
from app.accounts.queries.cards import Holder
from app.accounts.services.sign_in import end_all
from app.audit.services import record
from app.schools.models import Homeroom

VALID = timedelta(days=30)


@dataclass(frozen=True)
class Card:
    """A card as it is printed: the only place where a code stands."""

    holder: Holder
    code: str


def issue_code(session: Session, account: Account, *, now: datetime) -> str:
    """Give a person a new one-time code; an earlier one opens nothing any more.

    The code is returned once, to be printed; only its keyed hash is stored.
    """
    code = hashing.new_code()
    _store(session, session.get(SignInCode, account.id), account, code, now)
    session.flush()
    return code


def issue_cards(
    session: Session,
    homeroom: Homeroom,
    holders: Sequence[Holder],
    *,
    actor_id: int | None,
    now: datetime,
) -> list[Card]:
    """Give everybody of a sheet a new one-time code, in a few statements for any number."""
    ids = [holder.account.id for holder in holders]
    earlier = sign_in.codes_of(session, homeroom.school_id, ids)
    cards = [Card(holder, hashing.new_code()) for holder in holders]
    for card in cards:
        account = card.holder.account
        _store(session, earlier.get(account.id), account, card.code, now)
    session.flush()
    record(
        session,
        "issue codes",
        "homeroom",
        homeroom.id,
        school_id=homeroom.school_id,
        actor_id=actor_id,
        now=now,
        count=len(cards),
    )
    return cards


def reset_sign_in(
    session: Session, account: Account, *, actor_id: int | None, now: datetime
) -> str:
    """Take back password and sign-ins of one person; gives the new code, to be printed once."""
    code = issue_code(session, account, now=now)
    account.password_hash = None
    end_all(session, account)
    session.flush()
    record(
        session,
        "reset sign-in",
        "account",
        account.id,
        school_id=account.school_id,
        actor_id=actor_id,
        now=now,
    )
    return code


def _store(
    session: Session, row: SignInCode | None, account: Account, code: str, now: datetime
) -> None:
    if row is None:
        row = SignInCode(account_id=account.id, school_id=account.school_id)
        session.add(row)
    row.code_hash, row.expires_at = hashing.code_hash(code), now + VALID
