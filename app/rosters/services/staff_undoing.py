"""Undoes the last import of staff as a whole, while nothing was built on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, delete, select
from sqlalchemy.orm import Session

from app.accounts.facts import StaffFacts
from app.accounts.models import (
    Account,
    ExternalStaff,
    HomeroomTeacher,
    Login,
    RoleGrant,
    SignInCode,
)
from app.accounts.queries import people
from app.accounts.services import staff as staff_services
from app.audit.services import record
from app.core.batches import batches
from app.core.db import Model
from app.core.roles import Role
from app.rosters import queries
from app.rosters.errors import NotTheLast, StaffStillNeeded
from app.rosters.models import ImportState, ListKind, RosterImport
from app.rosters.outside import from_json

# What belongs to a new person from the beginning; every other row was built on them.
OWN = frozenset(
    table.__tablename__ for table in (ExternalStaff, HomeroomTeacher, Login, RoleGrant, SignInCode)
)


def undo_staff_list(
    session: Session, kept: RosterImport, *, account_id: int, now: datetime
) -> RosterImport:
    """Undo an import of staff: whom it made go, whom it changed are as before.

    Raises:
        NotTheLast: a newer import is in force, or this one is not.
        StaffStillNeeded: new people have already signed in or were given something to do.
        LastAdministrator: the school would have nobody to administer it.
    """
    last = queries.last_applied(session, kept.school_id, ListKind.STAFF)
    if last is None or last.id != kept.id:
        raise NotTheLast
    made = kept.made
    if count := _built_on(session, made["accounts"]):
        raise StaffStillNeeded(count=count)
    by: dict[str, Any] = {"actor_id": account_id, "now": now}
    for homeroom_id, leader_id in made["leads"]:
        lead = people.homeroom_lead(session, kept.school_id, homeroom_id, leader_id)
        if lead is not None:
            staff_services.stop_leading(session, lead, **by)
    for changed_id, before in made["before"].items():
        _put_back(session, people.get_account(session, kept.school_id, int(changed_id)), before, by)
    for some in batches(made["accounts"]):
        session.execute(
            delete(Account).where(Account.school_id == kept.school_id, Account.id.in_(some))
        )
    session.expire_all()
    kept.state, kept.undone_at, kept.made = ImportState.UNDONE, now, {}
    session.flush()
    record(
        session,
        "undo import of staff list",
        "roster_import",
        kept.id,
        school_id=kept.school_id,
        actor_id=account_id,
        now=now,
        people=len(made["accounts"]),
    )
    return kept


def may_undo_staff(session: Session, kept: RosterImport) -> bool:
    """Whether nothing stands in the way of undoing the newest import."""
    return kept.state is ImportState.APPLIED and not _built_on(session, kept.made["accounts"])


def _put_back(
    session: Session, account: Account, before: dict[str, Any], by: dict[str, Any]
) -> None:
    for role in before["new_roles"]:
        if any(grant.role == role for grant in account.grants):
            staff_services.end_role(session, account, Role(role), **by)
    staff_services.edit_staff(session, account, StaffFacts(**before["facts"]), **by)
    if before["outside"] is not None:
        staff_services.describe_external(session, account, from_json(before["outside"]), **by)
    else:
        session.execute(
            delete(ExternalStaff).where(
                ExternalStaff.school_id == account.school_id,
                ExternalStaff.account_id == account.id,
            )
        )
    if not before["is_active"]:
        staff_services.leave_staff(session, account, **by)


def _built_on(session: Session, account_ids: Sequence[int]) -> int:
    """Count the new people who have signed in or on whom something was built."""
    found: set[int] = set()
    for some in batches(account_ids):
        found.update(
            session.scalars(
                select(Account.id).where(Account.id.in_(some), Account.password_hash.is_not(None))
            )
        )
        for table, column in _tables_about_accounts():
            found.update(session.scalars(select(column).select_from(table).where(column.in_(some))))
    return len(found)


def _tables_about_accounts() -> list[tuple[Table, Column[Any]]]:
    return [
        (table, key.parent)
        for table in Model.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is Account.__table__ and table.name not in OWN
    ]
