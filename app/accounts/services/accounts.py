"""Accounts with their names and roles."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import delete
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
    names = _free_names(session, school_id, logins)
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
    _add_logins(session, account, names)
    return account


def replace_logins(session: Session, account: Account, logins: Iterable[str]) -> None:
    """Let an account sign in with these names and no others.

    Raises:
        LoginTaken: somebody else at the school signs in with one of them.
    """
    kept = set(people.logins_of(session, account))
    wanted = [normalise_login(login) for login in logins]
    new = _free_names(session, account.school_id, [name for name in wanted if name not in kept])
    session.execute(
        delete(Login).where(
            Login.school_id == account.school_id,
            Login.account_id == account.id,
            Login.name.not_in(wanted),
        )
    )
    _add_logins(session, account, new)


def _free_names(session: Session, school_id: int, logins: Iterable[str]) -> list[str]:
    names = [name for name in dict.fromkeys(map(normalise_login, logins)) if name]
    for name in names:
        if people.account_by_login(session, school_id, name) is not None:
            raise LoginTaken(name=name)
    return names


def _add_logins(session: Session, account: Account, names: Iterable[str]) -> None:
    session.add_all(
        Login(school_id=account.school_id, name=name, account_id=account.id) for name in names
    )
    session.flush()


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
