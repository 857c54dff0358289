"""Reads of people who work at a school."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Account, ExternalStaff, HomeroomTeacher, RoleGrant
from app.core import pinyin
from app.core.roles import STAFF, Role
from app.schools.models import Homeroom


@dataclass(frozen=True)
class StaffFilter:
    """Which people a list shows."""

    search: str = ""
    role: Role | None = None
    has_left: bool = False


def staff(session: Session, school_id: int, wanted: StaffFilter) -> Sequence[Account]:
    """List people who work at the school with their roles, by pinyin."""
    roles = [wanted.role] if wanted.role else sorted(STAFF)
    of_staff = select(RoleGrant.account_id).where(
        RoleGrant.school_id == school_id, RoleGrant.role.in_(roles)
    )
    statement = select(Account).where(
        Account.school_id == school_id,
        Account.is_active.is_(not wanted.has_left),
        Account.id.in_(of_staff),
    )
    if wanted.search.strip():
        statement = statement.where(
            pinyin.matches(
                wanted.search, written=[Account.name, Account.phone], pinyin=Account.name_pinyin
            )
        )
    return session.scalars(
        statement.options(selectinload(Account.grants)).order_by(Account.name_pinyin, Account.id)
    ).all()


def staff_in_role(session: Session, school_id: int, role: Role, *, on: date) -> Sequence[Account]:
    """List the active people who hold a role on a day, by pinyin."""
    return session.scalars(
        select(Account)
        .join(Account.grants)
        .where(
            Account.school_id == school_id,
            Account.is_active,
            RoleGrant.role == role,
            (RoleGrant.ends_on.is_(None)) | (RoleGrant.ends_on >= on),
        )
        .order_by(Account.name_pinyin, Account.id)
    ).all()


def external_staff(session: Session, school_id: int) -> dict[int, ExternalStaff]:
    """Map accounts of people from outside to what the school knows of them."""
    rows = session.scalars(select(ExternalStaff).where(ExternalStaff.school_id == school_id))
    return {row.account_id: row for row in rows}


def external_facts(session: Session, account: Account) -> ExternalStaff | None:
    """Find what the school knows of somebody from outside."""
    return session.scalars(
        select(ExternalStaff).where(
            ExternalStaff.school_id == account.school_id, ExternalStaff.account_id == account.id
        )
    ).one_or_none()


def homerooms_of(session: Session, account: Account) -> Sequence[Homeroom]:
    """List the homerooms somebody leads, lowest grade first."""
    return session.scalars(
        select(Homeroom)
        .join(HomeroomTeacher, HomeroomTeacher.homeroom_id == Homeroom.id)
        .where(
            HomeroomTeacher.school_id == account.school_id,
            HomeroomTeacher.account_id == account.id,
        )
        .order_by(Homeroom.grade, Homeroom.class_no)
    ).all()
