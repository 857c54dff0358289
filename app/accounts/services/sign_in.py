"""Signing in and out.

Checking a secret takes long, so it stands between two transactions: `look_up` reads, `prove`
computes without a database, `begin` or `count_failure` writes.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts import hashing
from app.accounts.errors import CodeRefused, SignInBraked
from app.accounts.models import Account, SignIn, SignInFailure
from app.accounts.names import normalise_login
from app.accounts.queries import sign_in as queries
from app.accounts.queries.sign_in import Credentials
from app.accounts.services.passwords import check_password

# Promise 9.
WINDOW = timedelta(minutes=5)
FAILURES_PER_ACCOUNT = 10
FAILING_NAMES_PER_ADDRESS = 25
LASTS = timedelta(days=200)  # a term, on a family's own device


class Proof(Enum):
    """What was shown to be somebody."""

    PASSWORD = auto()
    CODE = auto()


@dataclass(frozen=True)
class Attempt:
    """What somebody typed: school, name and secret, or the code of a card alone."""

    school_code: str
    name: str
    secret: str
    address: str


@dataclass(frozen=True)
class Found:
    """What the attempt is checked against, and under which hashes its failure counts."""

    credentials: Credentials
    name_hash: str
    source_hash: str


def look_up(session: Session, attempt: Attempt, *, now: datetime) -> Found:
    """Load what an attempt is checked against; writes nothing.

    Raises:
        SignInBraked: too many failures before this one.
    """
    name = normalise_login(attempt.name)
    if name:
        known = queries.credentials_by_name(session, attempt.school_code, name, now=now)
    else:
        known = queries.credentials_by_code(session, hashing.code_hash(attempt.secret), now=now)
    if known.account_id is not None:
        counted = f"account/{known.account_id}"
    else:
        counted = f"name/{attempt.school_code}/{name or hashing.code_hash(attempt.secret)}"
    found = Found(
        known,
        name_hash=hashing.keyed_hash(counted),
        source_hash=hashing.keyed_hash(f"address/{attempt.address}"),
    )
    _check_brake(session, found, now)
    return found


def prove(found: Found, attempt: Attempt) -> Proof | None:
    """Check the secret without touching the database; a failure always takes as long.

    Raises:
        TooManySignIns: the server is checking too many others.
    """
    known = found.credentials
    if known.code_hash is not None and secrets.compare_digest(
        known.code_hash, hashing.code_hash(attempt.secret)
    ):
        return Proof.CODE
    if hashing.password_matches(known.password_hash, attempt.secret):
        return Proof.PASSWORD
    return None


def count_failure(session: Session, found: Found, *, now: datetime) -> None:
    """Write a failure down, and forget those that no longer count."""
    session.execute(delete(SignInFailure).where(SignInFailure.at <= now - WINDOW))
    session.add(SignInFailure(name_hash=found.name_hash, source_hash=found.source_hash, at=now))
    session.flush()


def begin(session: Session, found: Found, *, device: str, now: datetime) -> str:
    """Sign in the account whose secret was proved; gives the token for the cookie.

    Raises:
        SignInBraked: so many failures were written meanwhile that the account is braked.
        CodeRefused: the account was ended meanwhile.
    """
    _check_brake(session, found, now)
    account = session.get(Account, found.credentials.account_id)
    if account is None or not account.is_active:
        raise CodeRefused
    return _start(session, account, device=device, now=now)


def begin_with_code(
    session: Session, account_id: int, code_hash: str, password: str, *, device: str, now: datetime
) -> str:
    """Use a one-time code up: store a password of their own and sign in; gives the token.

    Raises:
        PasswordTooShort: the password is too short.
        PasswordGuessable: the password is one that everybody tries.
        CodeRefused: the code was used or has expired meanwhile.
    """
    check_password(password)
    hashed = hashing.hash_password(password)  # before the first query: no transaction waits for it
    code = queries.living_code(session, account_id, code_hash, now=now)
    if code is None:
        raise CodeRefused
    account = code.account
    account.password_hash = hashed
    session.delete(code)
    return _start(session, account, device=device, now=now)


def _start(session: Session, account: Account, *, device: str, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.execute(delete(SignIn).where(SignIn.account_id == account.id, SignIn.expires_at <= now))
    session.add(
        SignIn(
            token_hash=hashing.keyed_hash(token),
            school_id=account.school_id,
            account_id=account.id,
            started_at=now,
            expires_at=now + LASTS,
            device=device,
        )
    )
    session.flush()
    return token


def end(session: Session, token: str) -> None:
    """End one sign-in: every copy of its cookie is worth nothing from now on."""
    session.execute(delete(SignIn).where(SignIn.token_hash == hashing.keyed_hash(token)))


def end_all(session: Session, account: Account, *, except_token: str = "") -> None:
    """End every sign-in of an account, but one that is to stay."""
    session.execute(
        delete(SignIn).where(
            SignIn.school_id == account.school_id,
            SignIn.account_id == account.id,
            SignIn.token_hash != hashing.keyed_hash(except_token),
        )
    )


def _check_brake(session: Session, found: Found, now: datetime) -> None:
    since = now - WINDOW
    if queries.failures_of_name(session, found.name_hash, since=since) >= FAILURES_PER_ACCOUNT:
        raise SignInBraked
    names = queries.failing_names_from(session, found.source_hash, since=since)
    if names >= FAILING_NAMES_PER_ADDRESS:
        raise SignInBraked
