"""Reads of the people who teach sections or review them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Account, ExternalStaff, Login, RoleGrant
from app.core.errors import NotFound
from app.core.roles import STAFF, Role
from app.courses.models import Section, SectionTeacher


def external_staff(
    session: Session, school_id: int, account_ids: Collection[int]
) -> Mapping[int, ExternalStaff]:
    """Give what is known of those among some people who come from outside."""
    statement = select(ExternalStaff).where(
        ExternalStaff.school_id == school_id, ExternalStaff.account_id.in_(account_ids)
    )
    return {row.account_id: row for row in session.scalars(statement)}


def staff_by_id(
    session: Session, school_id: int, account_ids: Collection[int]
) -> Mapping[int, Account]:
    """Load people who work at this school; `NotFound` if one does not."""
    statement = (
        select(Account)
        .where(
            Account.school_id == school_id,
            Account.id.in_(account_ids),
            Account.is_active,
            Account.grants.any(RoleGrant.role.in_(STAFF)),
        )
        .options(selectinload(Account.grants))
    )
    found = {account.id: account for account in session.scalars(statement)}
    if len(found) < len(set(account_ids)):
        raise NotFound
    return found


def teachers_of_term(session: Session, school_id: int, term_id: int) -> Sequence[Account]:
    """List who teaches in a term, with the roles."""
    taught = (
        select(SectionTeacher.account_id)
        .join(Section, Section.id == SectionTeacher.section_id)
        .where(SectionTeacher.school_id == school_id, Section.term_id == term_id)
    )
    statement = (
        select(Account)
        .where(Account.school_id == school_id, Account.id.in_(taught))
        .options(selectinload(Account.grants))
    )
    return session.scalars(statement).all()


def staff(session: Session, school_id: int) -> Sequence[Account]:
    """List the people who work at the school with their roles, by pinyin."""
    statement = (
        select(Account)
        .where(
            Account.school_id == school_id,
            Account.is_active,
            Account.grants.any(RoleGrant.role.in_(STAFF)),
        )
        .options(selectinload(Account.grants))
        .order_by(Account.name_pinyin, Account.id)
    )
    return session.scalars(statement).all()


def administrators(session: Session, school_id: int, *, on: date) -> Collection[int]:
    """Give the accounts of the school's administrators on a day."""
    statement = (
        select(RoleGrant.account_id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.school_id == school_id,
            RoleGrant.role == Role.SCHOOL_ADMIN,
            RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= on),
            Account.is_active,
        )
        .order_by(RoleGrant.account_id)
    )
    return session.scalars(statement).all()


def staff_by_any_name(session: Session, school_id: int) -> Mapping[str, Account]:
    """Find the staff by what they sign in with, and by a name that only one of them has."""
    everybody = staff(session, school_id)
    names = Counter(account.name for account in everybody)
    found = {account.name: account for account in everybody if names[account.name] == 1}
    by_id = {account.id: account for account in everybody}
    logins = select(Login.name, Login.account_id).where(Login.school_id == school_id)
    for name, account_id in session.execute(logins):
        if account_id in by_id:
            found[name] = by_id[account_id]
    return found
