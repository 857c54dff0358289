"""Reads for sign-in cards: who of a homeroom gets one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Guardianship, Login, Student, StudentStatus


@dataclass(frozen=True)
class Holder:
    """Somebody a card is printed for, and the children it is about."""

    account: Account
    login: str
    children: Sequence[str]
    seat_no: int | None


def pupils(session: Session, school_id: int, homeroom_id: int) -> list[Holder]:
    """List the pupils of a homeroom, by seat."""
    rows = session.execute(
        select(Account, Student.student_no, Student.seat_no)
        .join(Student, Student.account_id == Account.id)
        .where(*_of_homeroom(school_id, homeroom_id), Account.is_active)
        .order_by(Student.seat_no.nulls_last(), Student.student_no)
    )
    return [Holder(account, number, [], seat_no) for account, number, seat_no in rows]


def guardians(session: Session, school_id: int, homeroom_id: int) -> list[Holder]:
    """List the guardians of a homeroom's pupils once each, in the order of the children's seats."""
    login = (
        select(func.min(Login.name))
        .where(Login.account_id == Account.id)
        .correlate(Account)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Account, login, Student.name, Student.seat_no)
        .join(Guardianship, Guardianship.account_id == Account.id)
        .join(Student, Student.id == Guardianship.student_id)
        .where(*_of_homeroom(school_id, homeroom_id), Account.is_active)
        .order_by(Student.seat_no.nulls_last(), Student.student_no, Guardianship.id)
    )
    found: dict[int, Holder] = {}
    for account, name, child, seat_no in rows:
        earlier = found.get(account.id)
        children = [*earlier.children, child] if earlier else [child]
        found[account.id] = Holder(account, name or "", children, seat_no)
    return list(found.values())


def _of_homeroom(school_id: int, homeroom_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Student.school_id == school_id,
        Student.homeroom_id == homeroom_id,
        Student.status != StudentStatus.LEFT,
    )
