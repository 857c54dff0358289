"""Reads of accounts and guardianships, always of one school."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.models import (
    Account,
    Guardianship,
    HomeroomTeacher,
    Login,
    RoleGrant,
    Student,
)
from app.core.errors import NotFound
from app.core.roles import Role

MOST_PARAMETERS = 500


def account_by_login(session: Session, school_id: int, name: str) -> Account | None:
    """Find who signs in with a normalised name, with the roles."""
    return session.scalars(
        select(Account)
        .join(Login, Login.account_id == Account.id)
        .where(Login.school_id == school_id, Login.name == name)
        .options(selectinload(Account.grants))
    ).one_or_none()


def get_account(session: Session, school_id: int, account_id: int) -> Account:
    """Load an account of this school with its roles, or `NotFound`."""
    account = session.scalars(
        select(Account)
        .where(Account.school_id == school_id, Account.id == account_id)
        .options(selectinload(Account.grants))
    ).one_or_none()
    if account is None:
        raise NotFound
    return account


def taken_logins(session: Session, school_id: int, names: Collection[str]) -> frozenset[str]:
    """Pick those of many names that somebody signs in with."""
    taken: set[str] = set()
    for some in _batches(names):
        taken.update(
            session.scalars(
                select(Login.name).where(Login.school_id == school_id, Login.name.in_(some))
            )
        )
    return frozenset(taken)


def _batches(values: Collection[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while some := list(islice(rest, MOST_PARAMETERS)):
        yield some


def logins_of(session: Session, account: Account) -> Sequence[str]:
    """List the names an account signs in with."""
    return session.scalars(
        select(Login.name)
        .where(Login.school_id == account.school_id, Login.account_id == account.id)
        .order_by(Login.id)
    ).all()


def administrators(session: Session, school_id: int) -> list[int]:
    """List the active accounts that administer the school without a last day."""
    return list(
        session.scalars(
            select(Account.id)
            .join(Account.grants)
            .where(
                Account.school_id == school_id,
                Account.is_active,
                RoleGrant.role == Role.SCHOOL_ADMIN,
                RoleGrant.ends_on.is_(None),
            )
            .order_by(Account.id)
        )
    )


def guardians_of(session: Session, student: Student) -> Sequence[Guardianship]:
    """List a student's guardianships with their accounts, first contacts first."""
    return session.scalars(
        select(Guardianship)
        .where(Guardianship.school_id == student.school_id, Guardianship.student_id == student.id)
        .options(joinedload(Guardianship.account))
        .order_by(Guardianship.is_first_contact.desc(), Guardianship.id)
    ).all()


def guardianship(session: Session, student: Student, account_id: int) -> Guardianship | None:
    """Find the guardianship of an account and a student."""
    return session.scalars(
        select(Guardianship).where(
            Guardianship.school_id == student.school_id,
            Guardianship.student_id == student.id,
            Guardianship.account_id == account_id,
        )
    ).one_or_none()


def get_guardianship(session: Session, student: Student, account_id: int) -> Guardianship:
    """Load the guardianship of an account and a student, or `NotFound`."""
    link = guardianship(session, student, account_id)
    if link is None:
        raise NotFound
    return link


def is_guardian(session: Session, school_id: int, account_id: int) -> bool:
    """Whether an account is anybody's guardian."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    Guardianship.school_id == school_id, Guardianship.account_id == account_id
                )
            )
        )
    )


def homerooms_led(session: Session, school_id: int, account_id: int) -> frozenset[int]:
    """Name the homerooms an account leads, by id."""
    return frozenset(
        session.scalars(
            select(HomeroomTeacher.homeroom_id).where(
                HomeroomTeacher.school_id == school_id, HomeroomTeacher.account_id == account_id
            )
        )
    )


def homeroom_lead(
    session: Session, school_id: int, homeroom_id: int, account_id: int
) -> HomeroomTeacher | None:
    """Find the lead of a homeroom by an account."""
    return session.scalars(
        select(HomeroomTeacher).where(
            HomeroomTeacher.school_id == school_id,
            HomeroomTeacher.homeroom_id == homeroom_id,
            HomeroomTeacher.account_id == account_id,
        )
    ).one_or_none()


def leads_by_homeroom(session: Session, school_id: int) -> dict[int, list[Account]]:
    """Map each homeroom to the active accounts that lead it."""
    rows = session.execute(
        select(HomeroomTeacher.homeroom_id, Account)
        .join(Account, Account.id == HomeroomTeacher.account_id)
        .where(HomeroomTeacher.school_id == school_id, Account.is_active)
        .order_by(HomeroomTeacher.id)
    )
    leads: dict[int, list[Account]] = {}
    for homeroom_id, account in rows:
        leads.setdefault(homeroom_id, []).append(account)
    return leads
