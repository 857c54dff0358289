"""Reads of the inbox."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.messages.models import Message

PAGE_SIZE = 50


def inbox(session: Session, school_id: int, account_id: int, *, page: int = 1) -> Sequence[Message]:
    """List a person's messages, newest first, fifty a page."""
    return session.scalars(
        select(Message)
        .where(Message.school_id == school_id, Message.account_id == account_id)
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()


def inbox_size(session: Session, school_id: int, account_id: int) -> int:
    """Count a person's messages."""
    counted = select(func.count()).where(
        Message.school_id == school_id, Message.account_id == account_id
    )
    return session.scalar(counted) or 0


def unread_count(session: Session, school_id: int, account_id: int) -> int:
    """Count what a person has not read yet."""
    counted = select(func.count()).where(
        Message.school_id == school_id,
        Message.account_id == account_id,
        Message.read_at.is_(None),
    )
    return session.scalar(counted) or 0
