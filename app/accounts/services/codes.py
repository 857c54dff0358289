"""One-time codes, as they are printed on sign-in cards."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts import hashing
from app.accounts.models import Account, SignInCode

VALID = timedelta(days=30)


def issue_code(session: Session, account: Account, *, now: datetime) -> str:
    """Give a person a new one-time code; an earlier one opens nothing any more.

    The code is returned once, to be printed; only its keyed hash is stored.
    """
    code = hashing.new_code()
    row = session.get(SignInCode, account.id)
    if row is None:
        row = SignInCode(account_id=account.id, school_id=account.school_id)
        session.add(row)
    row.code_hash, row.expires_at = hashing.code_hash(code), now + VALID
    session.flush()
    return code
