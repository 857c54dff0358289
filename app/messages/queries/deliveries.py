"""Reads of what goes out by mail."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from app.messages.models import (
    USUAL_QUIET_HOURS,
    Delivery,
    DeliveryState,
    MailAddress,
    Message,
    QuietHours,
)

FRESH = timedelta(days=1)  # an older message is not mailed any more


def mail_address(session: Session, account_id: int) -> MailAddress | None:
    """Find a person's mail address."""
    return session.get(MailAddress, account_id)


def messages_to_mail(session: Session, now: datetime) -> Sequence[Message]:
    """List unread messages of the last day to people with a mail address, not on their way yet."""
    statement = (
        select(Message)
        .join(MailAddress, MailAddress.account_id == Message.account_id)
        .where(
            Message.sent_at > now - FRESH,
            Message.sent_at >= MailAddress.confirmed_at,
            MailAddress.is_on,
            Message.read_at.is_(None),
            ~exists().where(Delivery.message_id == Message.id),
        )
        .order_by(Message.id)
    )
    return session.scalars(statement).all()


def due_deliveries(session: Session, now: datetime, limit: int) -> Sequence[Delivery]:
    """List what waits and is due, the oldest first, with the messages."""
    statement = (
        select(Delivery)
        .where(Delivery.state == DeliveryState.WAITING, Delivery.due_at <= now)
        .options(joinedload(Delivery.message))
        .order_by(Delivery.due_at, Delivery.id)
        .limit(limit)
    )
    return session.scalars(statement).all()


def quiet_hours(session: Session, school_id: int) -> QuietHours:
    """Give a school's quiet hours; from nine in the evening to seven, unless it said otherwise."""
    begins_at, ends_at = USUAL_QUIET_HOURS
    usual = QuietHours(school_id=school_id, begins_at=begins_at, ends_at=ends_at)
    return session.get(QuietHours, school_id) or usual


def delivery_counts(
    session: Session, school_id: int, since: datetime
) -> Mapping[DeliveryState, int]:
    """Count what goes out, went out and failed, of the messages sent since a moment."""
    statement = (
        select(Delivery.state, func.count())
        .join(Message, Message.id == Delivery.message_id)
        .where(Delivery.school_id == school_id, Message.sent_at >= since)
        .group_by(Delivery.state)
    )
    found = {row[0]: row[1] for row in session.execute(statement)}
    return {state: found.get(state, 0) for state in DeliveryState}


def address_counts(session: Session, school_id: int) -> tuple[int, int]:
    """Count the people with a confirmed address, and those of them who want mails."""
    statement = select(
        func.count(),
        func.count().filter(MailAddress.is_on),
    ).where(MailAddress.school_id == school_id, MailAddress.confirmed_at.is_not(None))
    row = session.execute(statement).one()
    return row[0], row[1]
