"""People who work at the school: roles, homerooms, people from outside, leaving."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.errors import LastAdministrator, NotForStaff, PaidParent
from app.accounts.facts import ExternalFacts, StaffFacts
from app.accounts.models import Account, ExternalKind, ExternalStaff, HomeroomTeacher
from app.accounts.queries import people
from app.accounts.services.accounts import create_account, grant_role, replace_logins
from app.accounts.services.students import end_account
from app.audit.services import record
from app.core.pinyin import name_syllables
from app.core.roles import STAFF, Role
from app.schools.models import Homeroom


def add_staff(
    session: Session,
    school_id: int,
    facts: StaffFacts,
    roles: Iterable[Role],
    *,
    ends_on: date | None = None,
    actor_id: int | None,
    now: datetime,
) -> Account:
    """Add somebody who works at the school; a substitute's roles end by themselves.

    Raises:
        LoginTaken: somebody else signs in with the staff number or the telephone.
        NotForStaff: a role is not one of the school's staff.
    """
    wanted = _staff_roles(roles)
    account = create_account(
        session,
        school_id,
        name=facts.name,
        logins=[facts.staff_no, facts.phone],
        roles=wanted,
        phone=facts.phone,
        ends_on=ends_on,
        now=now,
    )
    _note(session, "add staff", account, actor_id, now, roles=", ".join(sorted(wanted)))
    return account


def edit_staff(
    session: Session, account: Account, facts: StaffFacts, *, actor_id: int | None, now: datetime
) -> None:
    """Correct a name, or what somebody signs in with: these names replace the earlier ones.

    Raises:
        LoginTaken: somebody else signs in with the staff number or the telephone.
    """
    account.name, account.name_pinyin = facts.name, name_syllables(facts.name)
    account.phone = facts.phone
    replace_logins(session, account, [facts.staff_no, facts.phone])
    _note(session, "edit staff", account, actor_id, now)


def give_role(
    session: Session,
    account: Account,
    role: Role,
    *,
    ends_on: date | None,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Give a role of the school's staff, with a last day for a substitute.

    Raises:
        NotForStaff: the role is not one of the school's staff.
        LastAdministrator: the only lasting administrator would get a last day.
    """
    _staff_roles([role])
    if ends_on is not None:
        _keep_an_administrator(session, account, role)
    grant_role(session, account, role, ends_on=ends_on)
    end = ends_on.isoformat() if ends_on else None
    _note(session, "give role", account, actor_id, now, role=role.value, ends_on=end)


def end_role(
    session: Session, account: Account, role: Role, *, actor_id: int | None, now: datetime
) -> None:
    """Take a role away; `account.grants` must be loaded.

    Raises:
        LastAdministrator: the school would have nobody to administer it.
    """
    _keep_an_administrator(session, account, role)
    account.grants = [grant for grant in account.grants if grant.role is not role]
    _note(session, "end role", account, actor_id, now, role=role.value)


def leave_staff(session: Session, account: Account, *, actor_id: int | None, now: datetime) -> None:
    """End the sign-in of somebody who leaves; what they have led needs a successor.

    Raises:
        LastAdministrator: the school would have nobody to administer it.
    """
    _keep_an_administrator(session, account, Role.SCHOOL_ADMIN)
    end_account(session, account.school_id, account.id)
    _note(session, "end staff", account, actor_id, now)


def take_back(session: Session, account: Account, *, actor_id: int | None, now: datetime) -> None:
    """Let somebody work here again who had left; a new card opens the account."""
    session.execute(
        update(Account)
        .where(Account.school_id == account.school_id, Account.id == account.id)
        .values(is_active=True, password_hash=None)
    )
    _note(session, "take staff back", account, actor_id, now)


def describe_external(
    session: Session,
    account: Account,
    facts: ExternalFacts,
    *,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Write down who somebody from outside is, how qualified and until when.

    Raises:
        PaidParent: parent lecturers are volunteers.
    """
    if facts.is_paid and facts.kind is ExternalKind.PARENT_LECTURER:
        raise PaidParent
    row = session.get(ExternalStaff, account.id)
    if row is None:
        row = ExternalStaff(account_id=account.id, school_id=account.school_id)
        session.add(row)
    for column, value in asdict(facts).items():
        setattr(row, column, value)
    _note(session, "describe external staff", account, actor_id, now, kind=facts.kind.value)


def lead_homeroom(
    session: Session,
    account: Account,
    homeroom: Homeroom,
    *,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Let somebody lead a homeroom; the role comes with it."""
    if people.homeroom_lead(session, homeroom.school_id, homeroom.id, account.id) is None:
        session.add(
            HomeroomTeacher(
                school_id=homeroom.school_id, homeroom_id=homeroom.id, account_id=account.id
            )
        )
    if Role.HOMEROOM_TEACHER not in {grant.role for grant in account.grants}:
        grant_role(session, account, Role.HOMEROOM_TEACHER)
    _note(session, "lead homeroom", account, actor_id, now, homeroom_id=homeroom.id)


def stop_leading(
    session: Session, lead: HomeroomTeacher, *, actor_id: int | None, now: datetime
) -> None:
    """End the lead of a homeroom."""
    session.delete(lead)
    session.flush()
    record(
        session,
        "stop leading homeroom",
        "account",
        lead.account_id,
        school_id=lead.school_id,
        actor_id=actor_id,
        now=now,
        homeroom_id=lead.homeroom_id,
    )


def _staff_roles(roles: Iterable[Role]) -> list[Role]:
    wanted = list(dict.fromkeys(roles))
    if not set(wanted) <= STAFF:
        raise NotForStaff
    return wanted


def _keep_an_administrator(session: Session, account: Account, role: Role) -> None:
    if role is Role.SCHOOL_ADMIN and people.administrators(session, account.school_id) == [
        account.id
    ]:
        raise LastAdministrator


def _note(
    session: Session,
    act: str,
    account: Account,
    actor_id: int | None,
    now: datetime,
    **detail: str | int | None,
) -> None:
    session.flush()
    record(
        session,
        act,
        "account",
        account.id,
        school_id=account.school_id,
        actor_id=actor_id,
        now=now,
        **detail,
    )
