"""Lists of staff: kept as read, applied wholly or not at all."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.facts import StaffFacts
from app.accounts.models import Account
from app.accounts.names import normalise_login
from app.accounts.queries import people
from app.accounts.queries.staff import external_facts
from app.accounts.services import staff as staff_services
from app.audit.services import record
from app.rosters import queries
from app.rosters.errors import NothingToImport, StaffChanged
from app.rosters.models import ImportState, ListKind, RosterImport
from app.rosters.outside import said_over, to_json
from app.rosters.reading.staff import read_staff
from app.rosters.reading.staff_rows import Outside, StaffRow
from app.rosters.services.drafts import check_unapplied, keep
from app.rosters.staff_difference import (
    StaffDifference,
    StaffPlan,
    StoredStaff,
    staff_difference,
    wanted_roles,
)
from app.schools.models import Homeroom, School
from app.schools.queries import homerooms


def keep_staff_list(
    session: Session,
    school: School,
    content: bytes,
    filename: str,
    *,
    account_id: int,
    now: datetime,
) -> RosterImport:
    """Read a file and keep what it says until somebody confirms; an earlier one is put aside.

    Raises:
        CannotRead: the file cannot be used.
        NothingToImport: every row of it is held back.
    """
    reading = read_staff(content, on=school.today(now))
    if not reading.rows:
        raise NothingToImport
    rows = [row.to_json() for row in reading.rows]
    kept = RosterImport(kind=ListKind.STAFF, rows=rows, account_id=account_id, read_at=now)
    return keep(session, school, kept, filename, reading.issues)


def staff_preview(session: Session, kept: RosterImport) -> StaffDifference:
    """Compare a list that waits with the school as it is now."""
    rows = [StaffRow.from_json(row) for row in kept.rows]
    logins = {normalise_login(name) for row in rows for name in (row.staff_no, row.phone) if name}
    stored = queries.stored_staff(session, kept.school_id, sorted(logins))
    return staff_difference(rows, stored, queries.known_homerooms(session, kept.school_id))


def apply_staff_list(
    session: Session,
    school: School,
    kept: RosterImport,
    *,
    mark: str,
    account_id: int,
    now: datetime,
) -> RosterImport:
    """Apply a list that was shown; nothing is written unless all of it can be.

    Raises:
        AlreadyApplied: the list does not wait.
        StaffChanged: the difference is another one by now than `mark` says.
        NothingToImport: nothing in it differs from what is stored.
    """
    check_unapplied(kept)
    shown = staff_preview(session, kept)
    if shown.mark != mark:
        raise StaffChanged
    if not shown.planned:
        raise NothingToImport
    step = _Applying(session, school, account_id, now)
    for plan in shown.planned:
        step.take(plan)
    kept.state, kept.applied_at = ImportState.APPLIED, now
    kept.counts, kept.made = shown.counts, step.made
    kept.rows, kept.issues = [], []
    session.flush()
    record(
        session,
        "import staff list",
        "roster_import",
        kept.id,
        school_id=school.id,
        actor_id=account_id,
        now=now,
        **shown.counts,
    )
    return kept


class _Applying:
    """One application of one list; `made` tells what an undo takes back."""

    def __init__(self, session: Session, school: School, actor_id: int, now: datetime) -> None:
        self.session, self.school = session, school
        self.by: dict[str, Any] = {"actor_id": actor_id, "now": now}
        self.rooms: dict[tuple[int, int], Homeroom] = {
            (room.grade or 0, room.class_no): room for room in homerooms(session, school.id)
        }
        self.made: dict[str, Any] = {"accounts": [], "before": {}, "leads": []}

    def take(self, plan: StaffPlan) -> None:
        """Write one row."""
        account = (
            self._add(plan.row) if plan.stored is None else self._change(plan.row, plan.stored)
        )
        if plan.row.outside != Outside():
            known = external_facts(self.session, account)
            facts = said_over(plan.row.outside, known)
            staff_services.describe_external(self.session, account, facts, **self.by)
        for name in plan.row.homerooms:
            homeroom = self.rooms[name]
            if homeroom.id not in people.homerooms_led(self.session, self.school.id, account.id):
                staff_services.lead_homeroom(self.session, account, homeroom, **self.by)
                self.made["leads"].append([homeroom.id, account.id])

    def _add(self, row: StaffRow) -> Account:
        facts, roles = StaffFacts(row.name, row.staff_no, row.phone), wanted_roles(row)
        account = staff_services.add_staff(self.session, self.school.id, facts, roles, **self.by)
        self.made["accounts"].append(account.id)
        return account

    def _change(self, row: StaffRow, stored: StoredStaff) -> Account:
        account = people.get_account(self.session, self.school.id, stored.id)
        before = StaffFacts(stored.name, stored.staff_no, stored.phone)
        after = StaffFacts(row.name, row.staff_no or before.staff_no, row.phone or before.phone)
        says_role = row.roles or row.homerooms or not stored.is_staff
        wanted = set(wanted_roles(row)) if says_role else set()
        new = sorted(wanted - {grant.role for grant in account.grants})
        self.made["before"][str(account.id)] = {
            "facts": asdict(before),
            "new_roles": [role.value for role in new],
            "is_active": stored.is_active,
            "outside": to_json(external_facts(self.session, account)),
        }
        if not account.is_active:
            staff_services.take_back(self.session, account, **self.by)
        if after != before:
            staff_services.edit_staff(self.session, account, after, **self.by)
        for role in new:
            staff_services.give_role(self.session, account, role, ends_on=None, **self.by)
        return account
