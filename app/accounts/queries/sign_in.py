"""Reads of sign-in: what is known about a name or a code, and how often it failed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Account, Login, SignIn, SignInCode, SignInFailure
from app.schools.models import School


@dataclass(frozen=True)
class Credentials:
    """What is needed to check one attempt; without an account nothing opens."""

    account_id: int | None = None
    password_hash: str | None = None
    code_hash: str | None = None  # of a code that has not expired


NOBODY = Credentials()


def credentials_by_name(
    session: Session, school_code: str, name: str, *, now: datetime
) -> Credentials:
    """Load what opens the active account of a normalised name; nobody's if there is none."""
    row = session.execute(
        _credentials(now)
        .join(Login, Login.account_id == Account.id)
        .join(School, School.id == Login.school_id)
        .where(School.code == school_code, Login.name == name)
    ).one_or_none()
    return Credentials(*row) if row is not None else NOBODY


def credentials_by_code(session: Session, code_hash: str, *, now: datetime) -> Credentials:
    """Load what opens the active account a code was printed for; nobody's if there is none."""
    row = session.execute(_credentials(now).where(SignInCode.code_hash == code_hash)).one_or_none()
    return Credentials(*row) if row is not None else NOBODY


def _credentials(now: datetime) -> Select[int, str | None, str]:
    living = (SignInCode.account_id == Account.id) & (SignInCode.expires_at > now)
    return (
        select(Account.id, Account.password_hash, SignInCode.code_hash)
        .select_from(Account)
        .outerjoin(SignInCode, living)
        .where(Account.is_active)
    )


def failures_of_name(session: Session, name_hash: str, *, since: datetime) -> int:
    """Count the failures of one account or name."""
    return (
        session.scalar(
            select(func.count()).where(
                SignInFailure.name_hash == name_hash, SignInFailure.at > since
            )
        )
        or 0
    )


def failing_names_from(session: Session, source_hash: str, *, since: datetime) -> int:
    """Count the different accounts and names that failed from one address."""
    return (
        session.scalar(
            select(func.count(SignInFailure.name_hash.distinct())).where(
                SignInFailure.source_hash == source_hash, SignInFailure.at > since
            )
        )
        or 0
    )


def living_code(
    session: Session, account_id: int, code_hash: str, *, now: datetime
) -> SignInCode | None:
    """Find a code that still opens its active account, with the account."""
    return session.scalars(
        select(SignInCode)
        .join(SignInCode.account)
        .where(
            SignInCode.account_id == account_id,
            SignInCode.code_hash == code_hash,
            SignInCode.expires_at > now,
            Account.is_active,
        )
        .options(joinedload(SignInCode.account))
    ).one_or_none()


def get_signed_in(session: Session, account_id: int) -> Account:
    """Load an account that has just signed in, with its school."""
    return session.scalars(
        select(Account).where(Account.id == account_id).options(joinedload(Account.school))
    ).one()


def codes_of(
    session: Session, school_id: int, account_ids: Collection[int]
) -> dict[int, SignInCode]:
    """Map accounts to the codes that were issued for them, expired ones too."""
    rows = session.scalars(
        select(SignInCode).where(
            SignInCode.school_id == school_id, SignInCode.account_id.in_(account_ids)
        )
    )
    return {row.account_id: row for row in rows}


def devices_of(session: Session, account: Account, *, now: datetime) -> Sequence[SignIn]:
    """List where an account is signed in, newest first."""
    return session.scalars(
        select(SignIn)
        .where(
            SignIn.school_id == account.school_id,
            SignIn.account_id == account.id,
            SignIn.expires_at > now,
        )
        .order_by(SignIn.started_at.desc(), SignIn.token_hash)
    ).all()
