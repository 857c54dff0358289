"""Reads for announcements: who would be told, and who has read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import (
    Account,
    Guardianship,
    HomeroomTeacher,
    RoleGrant,
    Student,
    StudentStatus,
)
from app.core.errors import NotFound
from app.core.roles import STAFF
from app.messages.models import Announcement, MailAddress, Message
from app.schools.models import Homeroom

SHOWN = 50


@dataclass(frozen=True)
class Told:
    """An announcement and how many of those it went to have read it."""

    announcement: Announcement
    told: int
    read: int


def guardians_of(session: Session, school_id: int, homeroom_ids: Collection[int]) -> set[int]:
    """Give the accounts of the guardians of the enrolled students of some homerooms."""
    statement = (
        select(Guardianship.account_id)
        .join(Guardianship.student)
        .join(Guardianship.account)
        .where(
            Guardianship.school_id == school_id,
            Student.homeroom_id.in_(homeroom_ids),
            Student.status == StudentStatus.ENROLLED,
            Account.is_active,
        )
    )
    return set(session.scalars(statement))


def students_of(session: Session, school_id: int, homeroom_ids: Collection[int]) -> set[int]:
    """Give the accounts of the enrolled students of some homerooms."""
    statement = select(Student.account_id).where(
        Student.school_id == school_id,
        Student.homeroom_id.in_(homeroom_ids),
        Student.status == StudentStatus.ENROLLED,
        Student.account_id.is_not(None),
    )
    return {account_id for account_id in session.scalars(statement) if account_id is not None}


def staff_of(session: Session, school_id: int, on: date) -> set[int]:
    """Give the accounts of everybody who works at the school on a day."""
    statement = (
        select(RoleGrant.account_id)
        .join(RoleGrant.account)
        .where(
            RoleGrant.school_id == school_id,
            RoleGrant.role.in_(sorted(STAFF)),
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on),
            Account.is_active,
        )
    )
    return set(session.scalars(statement))


def led_homerooms(session: Session, school_id: int, account_id: int) -> Sequence[Homeroom]:
    """List the homerooms that a teacher leads."""
    statement = (
        select(Homeroom)
        .join(HomeroomTeacher, HomeroomTeacher.homeroom_id == Homeroom.id)
        .where(
            HomeroomTeacher.school_id == school_id,
            HomeroomTeacher.account_id == account_id,
            Homeroom.grade.is_not(None),
        )
        .order_by(Homeroom.grade, Homeroom.class_no)
    )
    return session.scalars(statement).all()


def how_many_are_mailed(session: Session, school_id: int, account_ids: Collection[int]) -> int:
    """Count those who have messages mailed."""
    statement = select(MailAddress.account_id).where(
        MailAddress.school_id == school_id,
        MailAddress.confirmed_at.is_not(None),
        MailAddress.is_on,
    )
    return len(set(session.scalars(statement)) & set(account_ids))


def announcements(session: Session, school_id: int, sender_id: int | None = None) -> Sequence[Told]:
    """List the last announcements, of one sender or of all, the newest first."""
    told, read = func.count(Message.id), func.count(Message.read_at)
    statement = (
        select(Announcement, told, read)
        .join(Message, Message.announcement_id == Announcement.id)
        .where(Announcement.school_id == school_id)
        .group_by(Announcement.id)
        .options(joinedload(Announcement.sender))
        .order_by(Announcement.id.desc())
        .limit(SHOWN)
    )
    if sender_id is not None:
        statement = statement.where(Announcement.sender_id == sender_id)
    return [Told(*row) for row in session.execute(statement)]


def get_announcement(session: Session, school_id: int, announcement_id: int) -> Announcement:
    """Load an announcement with its sender, or `NotFound`."""
    statement = (
        select(Announcement)
        .where(Announcement.school_id == school_id, Announcement.id == announcement_id)
        .options(joinedload(Announcement.sender))
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def announcement_by_key(session: Session, school_id: int, key: str) -> Announcement | None:
    """Find the announcement that was sent with a key."""
    statement = select(Announcement).where(
        Announcement.school_id == school_id, Announcement.key == key
    )
    return session.scalars(statement).one_or_none()


def not_read_yet(session: Session, announcement: Announcement) -> Sequence[Account]:
    """List who has not read an announcement, by pinyin."""
    statement = (
        select(Account)
        .join(Message, Message.account_id == Account.id)
        .where(
            Message.school_id == announcement.school_id,
            Message.announcement_id == announcement.id,
            Message.read_at.is_(None),
        )
        .order_by(Account.name_pinyin, Account.id)
    )
    return session.scalars(statement).all()


def readers(session: Session, announcement: Announcement) -> tuple[int, int]:
    """Count those it went to, and those who have read it."""
    row = session.execute(
        select(func.count(Message.id), func.count(Message.read_at)).where(
            Message.school_id == announcement.school_id,
            Message.announcement_id == announcement.id,
        )
    ).one()
    return row[0], row[1]
