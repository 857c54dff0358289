"""Reads for imports, always of one school."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.models import (
    Account,
    Guardianship,
    HomeroomTeacher,
    Login,
    RoleGrant,
    Student,
    StudentStatus,
)
from app.accounts.queries.staff import external_staff
from app.core.batches import batches
from app.core.errors import NotFound
from app.core.roles import STAFF
from app.rosters.difference import Stored
from app.rosters.models import ImportState, ListKind, RosterImport
from app.rosters.outside import outside_of
from app.rosters.reading.rows import Contact
from app.rosters.staff_difference import StoredStaff
from app.schools.models import Homeroom
from app.schools.queries import homerooms


def stored_students(session: Session, school_id: int) -> list[Stored]:
    """List every student, those who have left too, with homeroom and guardians."""
    students = session.scalars(
        select(Student).where(Student.school_id == school_id).options(joinedload(Student.homeroom))
    ).all()
    guardians = _guardians(session, school_id)
    return [_stored(student, guardians.get(student.id, [])) for student in students]


def _guardians(session: Session, school_id: int) -> dict[int, list[Contact]]:
    rows = session.execute(
        select(Guardianship.student_id, Account.name, Guardianship.relation, Account.phone)
        .join(Account, Account.id == Guardianship.account_id)
        .where(Guardianship.school_id == school_id)
        .order_by(Guardianship.is_first_contact.desc(), Guardianship.id)
    )
    found: dict[int, list[Contact]] = {}
    for student_id, *contact in rows:
        found.setdefault(student_id, []).append(Contact(*contact))
    return found


def _stored(student: Student, guardians: Sequence[Contact]) -> Stored:
    homeroom = student.homeroom
    return Stored(
        student.id,
        student.student_no,
        student.name,
        (homeroom.grade or 0, homeroom.class_no),
        homeroom.title,
        has_left=student.status is StudentStatus.LEFT,
        is_suspended=student.status is StudentStatus.SUSPENDED,
        facts=facts_of(student),
        guardians=tuple(guardians),
    )


def facts_of(student: Student) -> dict[str, Any]:
    """Write down a student's facts as a list says them."""
    return {
        "gender": student.gender,
        "birth": student.born_on.isoformat() if student.born_on else "",
        "national_no": student.national_no,
        "seat_no": student.seat_no,
        "pickup": student.pickup,
        "boarder": int(student.is_boarder),
    }


def known_homerooms(session: Session, school_id: int) -> frozenset[tuple[int, int]]:
    """Name the homerooms of a school by grade and class number."""
    return frozenset(
        (homeroom.grade, homeroom.class_no)
        for homeroom in homerooms(session, school_id)
        if homeroom.grade is not None
    )


def stored_staff(session: Session, school_id: int, logins: Collection[str]) -> list[StoredStaff]:
    """List those who work at the school, or did, and whoever signs in with one of some names."""
    works = select(RoleGrant.account_id).where(
        RoleGrant.school_id == school_id, RoleGrant.role.in_(sorted(STAFF))
    )
    holders: set[int] = set()
    for some in batches(logins):
        holders.update(
            session.scalars(
                select(Login.account_id).where(Login.school_id == school_id, Login.name.in_(some))
            )
        )
    accounts = list(
        session.scalars(
            select(Account)
            .where(Account.school_id == school_id, Account.id.in_(works))
            .options(selectinload(Account.grants))
        )
    )
    for others in batches(sorted(holders - {account.id for account in accounts})):
        accounts += session.scalars(
            select(Account).where(Account.id.in_(others)).options(selectinload(Account.grants))
        )
    names, led = _logins(session, school_id, accounts), _homerooms_led(session, school_id)
    outside = external_staff(session, school_id)
    return [
        StoredStaff(
            account.id,
            account.name,
            tuple(names.get(account.id, ())),
            account.phone,
            frozenset(grant.role.value for grant in account.grants),
            frozenset(led.get(account.id, ())),
            account.is_active,
            outside_of(outside.get(account.id)),
        )
        for account in accounts
    ]


def _logins(session: Session, school_id: int, accounts: Sequence[Account]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for some in batches(account.id for account in accounts):
        rows = session.execute(
            select(Login.account_id, Login.name)
            .where(Login.school_id == school_id, Login.account_id.in_(some))
            .order_by(Login.id)
        )
        for account_id, name in rows:
            found.setdefault(account_id, []).append(name)
    return found


def _homerooms_led(session: Session, school_id: int) -> dict[int, list[tuple[int, int]]]:
    rows = session.execute(
        select(HomeroomTeacher.account_id, Homeroom)
        .join(Homeroom, Homeroom.id == HomeroomTeacher.homeroom_id)
        .where(HomeroomTeacher.school_id == school_id)
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for account_id, homeroom in rows:
        if homeroom.grade is not None:
            found.setdefault(account_id, []).append((homeroom.grade, homeroom.class_no))
    return found


def get_import(session: Session, school_id: int, import_id: int, kind: ListKind) -> RosterImport:
    """Load an import of a school, or `NotFound`."""
    found = session.scalars(
        select(RosterImport).where(
            RosterImport.school_id == school_id,
            RosterImport.id == import_id,
            RosterImport.kind == kind,
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def last_applied(session: Session, school_id: int, kind: ListKind) -> RosterImport | None:
    """Find the newest import that is in force."""
    return _newest(session, school_id, kind, ImportState.APPLIED)


def waiting(session: Session, school_id: int, kind: ListKind) -> RosterImport | None:
    """Find the list that was read and waits for a confirmation."""
    return _newest(session, school_id, kind, ImportState.READ)


def _newest(
    session: Session, school_id: int, kind: ListKind, state: ImportState
) -> RosterImport | None:
    return session.scalars(
        select(RosterImport)
        .where(
            RosterImport.school_id == school_id,
            RosterImport.kind == kind,
            RosterImport.state == state,
        )
        .order_by(RosterImport.id.desc())
        .limit(1)
    ).one_or_none()
