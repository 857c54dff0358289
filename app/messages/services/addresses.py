"""A person's mail address: asked for, confirmed by a code, switched off, forgotten."""

from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy.orm import Session

from app.accounts.hashing import keyed_hash
from app.jobs.services import ask_for
from app.messages.errors import AskedJustNow, CodeRunOut, NoAddress, WrongCode
from app.messages.models import MailAddress

CODE_LASTS = timedelta(minutes=30)
MOST_WRONG = 5
PAUSE = timedelta(minutes=1)
DIGITS = 6
TASK = "mail code"


def code_of(row: MailAddress) -> str:
    """Give the code that confirms an address; the server's key makes it, so nobody stores it."""
    text = f"mail/{row.account_id}/{row.address}/{row.asked_at.timestamp()}"
    return f"{int(keyed_hash(text)[:12], 16) % 10**DIGITS:0{DIGITS}}"


def ask_for_address(
    session: Session,
    school_id: int,
    account_id: int,
    address: str,
    *,
    language: str,
    now: datetime,
) -> MailAddress:
    """Keep an address and have a code mailed to it; it replaces an earlier one.

    Raises:
        AskedJustNow: a code was mailed within the last minute.
    """
    row = session.get(MailAddress, account_id)
    if row is not None and now < row.asked_at + PAUSE:
        raise AskedJustNow
    if row is None:
        row = MailAddress(account_id=account_id, school_id=school_id)
        session.add(row)
    row.address, row.language, row.asked_at = address, language, now.replace(microsecond=0)
    row.wrong_codes, row.confirmed_at, row.is_on = 0, None, True
    session.flush()
    key = f"{TASK}/{account_id}/{int(now.timestamp())}"
    ask_for(session, TASK, key, due_at=now, account_id=account_id)
    return row


def confirm_address(session: Session, account_id: int, code: str, *, now: datetime) -> MailAddress:
    """Confirm an address by the code of the last mail; a wrong one is counted.

    Raises:
        NoAddress: none was entered.
        CodeRunOut: half an hour has passed, or five codes were wrong.
        WrongCode: it is another code. The caller keeps the count despite the refusal.
    """
    row = session.get(MailAddress, account_id)
    if row is None:
        raise NoAddress
    if now > row.asked_at + CODE_LASTS or row.wrong_codes >= MOST_WRONG:
        raise CodeRunOut
    if not compare_digest("".join(code.split()), code_of(row)):
        row.wrong_codes += 1
        session.flush()
        raise WrongCode
    row.confirmed_at = now
    session.flush()
    return row


def switch_mail(session: Session, account_id: int, *, is_on: bool) -> None:
    """Let messages go out to a confirmed address, or stay in the inbox alone.

    Raises:
        NoAddress: none is confirmed.
    """
    row = session.get(MailAddress, account_id)
    if row is None or row.confirmed_at is None:
        raise NoAddress
    row.is_on = is_on
    session.flush()


def forget_address(session: Session, account_id: int) -> None:
    """Delete an address; nothing is mailed any more."""
    row = session.get(MailAddress, account_id)
    if row is not None:
        session.delete(row)
        session.flush()
