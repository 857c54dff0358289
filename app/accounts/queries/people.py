"""Reads of accounts and students, always of one school."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Account, Login


def account_by_login(session: Session, school_id: int, name: str) -> Account | None:
    """Find who signs in with a normalised name, with the roles."""
    return session.scalars(
        select(Account)
        .join(Login, Login.account_id == Account.id)
        .where(Login.school_id == school_id, Login.name == name)
        .options(selectinload(Account.grants))
    ).one_or_none()
