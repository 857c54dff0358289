"""Accounts with their names and roles."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts.errors import LoginTaken
from app.accounts.models import Account, Login, RoleGrant
from app.accounts.names import normalise_login
from app.accounts.queries import people
from app.core.pinyin import name_syllables
from app.core.roles import Role


def create_account(
    session: Session,
    school_id: int,
    *,
    name: str,
    logins: Iterable[str],
    roles: Iterable[Role],
    now: datetime,
    phone: str = "",
    ends_on: date | None = None,
) -> Account:
    """Create a person's account; nobody can sign in until a code is issued.

    Args:
        session: what the rows are written with.
        school_id: the person's school.
        name: as the person writes it.
        logins: numbers or telephones to sign in with.
        roles: what the person is in the school.
        now: when.
        phone: shown to the school's staff.
        ends_on: last day of the roles, for a substitute.

    Raises:
        LoginTaken: somebody else at the school signs in with this name.
    """
    names = dict.fromkeys(normalised for login in logins if (normalised := normalise_login(login)))
    for login in names:
        if people.account_by_login(session, school_id, login) is not None:
            raise LoginTaken(name=login)
    account = Account(
        school_id=school_id,
        name=name,
        name_pinyin=name_syllables(name),
        phone=phone,
        created_at=now,
    )
    account.grants = [
        RoleGrant(school_id=school_id, role=role, ends_on=ends_on) for role in dict.fromkeys(roles)
    ]
    session.add(account)
    session.flush()
    session.add_all(
        Login(school_id=school_id, name=login, account_id=account.id) for login in names
    )
    session.flush()
    return account


def grant_role(
    session: Session, account: Account, role: Role, *, ends_on: date | None = None
) -> RoleGrant:
    """Give a role, or change the last day of one; `account.grants` must be loaded."""
    grant = next((grant for grant in account.grants if grant.role is role), None)
    if grant is None:
        grant = RoleGrant(school_id=account.school_id, role=role)
        account.grants.append(grant)
    grant.ends_on = ends_on
    session.flush()
    return grant
