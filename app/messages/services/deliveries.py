"""What goes out by mail: put on its way, tried, tried again, given up; quiet hours respected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.audit.services import record
from app.messages.models import Delivery, DeliveryState, MailAddress, Message, QuietHours
from app.messages.queries import deliveries as queries
from app.schools.queries import get_school

ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=2)  # doubled after each attempt: an hour in all
AT_ONCE = 100  # messages a run


@dataclass(frozen=True)
class Letter:
    """What goes to one person in one mail: the address, its language, and the messages."""

    account_id: int
    school_name: str
    address: str
    language: str
    messages: Sequence[Message]
    delivery_ids: Sequence[int]


def await_deliveries(session: Session, *, now: datetime) -> int:
    """Put every unread message of who wants mails on its way; gives how many."""
    found = queries.messages_to_mail(session, now)
    session.add_all(
        Delivery(
            school_id=message.school_id,
            message_id=message.id,
            account_id=message.account_id,
            due_at=now,
        )
        for message in found
    )
    session.flush()
    return len(found)


def take_letters(session: Session, *, now: datetime) -> list[Letter]:
    """Take what is due, a letter for each person, and count the attempt before it is made.

    What was read in the inbox meanwhile needs no mail. In quiet hours only what is urgent goes; the
    rest waits. An attempt that ends in the middle is made again: nothing is lost, and in the worst
    case a mail comes twice.
    """
    by_person: dict[int, list[Delivery]] = {}
    for delivery in queries.due_deliveries(session, now, AT_ONCE):
        if delivery.message.read_at is not None:
            delivery.state, delivery.ended_at = DeliveryState.NOT_NEEDED, now
        elif (until := _until(session, delivery, now)) is not None:
            delivery.due_at = until
        else:
            by_person.setdefault(delivery.account_id, []).append(delivery)
    letters = []
    for account_id, waiting in by_person.items():
        row = session.get(MailAddress, account_id)
        if row is None or row.confirmed_at is None or not row.is_on:
            _end(waiting, DeliveryState.NOT_NEEDED, now)
            continue
        for delivery in waiting:
            delivery.due_at = now + FIRST_PAUSE * 2**delivery.attempts
            delivery.attempts += 1
        letters.append(_letter(session, row, waiting))
    session.flush()
    return letters


def end_attempt(session: Session, letter: Letter, *, has_gone: bool, now: datetime) -> None:
    """Note how an attempt went; the sixth that fails is the last."""
    mine = (Delivery.id.in_(letter.delivery_ids), Delivery.state == DeliveryState.WAITING)
    if has_gone:
        ended = {"state": DeliveryState.SENT, "ended_at": now}
        session.execute(update(Delivery).where(*mine).values(ended))
    else:
        failed = {"state": DeliveryState.FAILED, "ended_at": now}
        session.execute(update(Delivery).where(*mine, Delivery.attempts >= ATTEMPTS).values(failed))
    session.flush()


def send_again(session: Session, school_id: int, *, actor_id: int, now: datetime) -> int:
    """Put on its way again what failed within the last day; gives how many."""
    fresh = session.execute(
        update(Delivery)
        .where(
            Delivery.school_id == school_id,
            Delivery.state == DeliveryState.FAILED,
            Delivery.ended_at > now - queries.FRESH,
        )
        .values(state=DeliveryState.WAITING, ended_at=None, attempts=0, due_at=now)
        .returning(Delivery.id)
    ).all()
    record(
        session,
        "send again",
        "delivery",
        school_id=school_id,
        actor_id=actor_id,
        now=now,
        deliveries=len(fresh),
    )
    return len(fresh)


def set_quiet_hours(
    session: Session,
    school_id: int,
    begins_at: time,
    ends_at: time,
    *,
    actor_id: int,
    now: datetime,
) -> None:
    """Say between which hours nothing goes out but what is urgent; equal hours mean none."""
    row = session.get(QuietHours, school_id)
    if row is None:
        row = QuietHours(school_id=school_id)
        session.add(row)
    row.begins_at, row.ends_at = begins_at, ends_at
    session.flush()
    hours = {"begins_at": f"{begins_at:%H:%M}", "ends_at": f"{ends_at:%H:%M}"}
    record(
        session,
        "set quiet hours",
        "school",
        school_id,
        school_id=school_id,
        actor_id=actor_id,
        now=now,
        **hours,
    )


def quiet_until(session: Session, school_id: int, now: datetime) -> datetime | None:
    """Say when the quiet hours of a school end; None if there are none at this moment."""
    zone = ZoneInfo(get_school(session, school_id).time_zone)
    there = now.astimezone(zone)
    quiet = queries.quiet_hours(session, school_id)
    if not quiet.has(there.time()):
        return None
    until = datetime.combine(there.date(), quiet.ends_at, zone)
    return until if until > there else until + timedelta(days=1)


def _until(session: Session, delivery: Delivery, now: datetime) -> datetime | None:
    if delivery.message.is_urgent:
        return None
    return quiet_until(session, delivery.school_id, now)


def _letter(session: Session, row: MailAddress, waiting: Sequence[Delivery]) -> Letter:
    school = get_school(session, row.school_id)
    return Letter(
        account_id=row.account_id,
        school_name=school.name,
        address=row.address,
        language=row.language,
        messages=[delivery.message for delivery in waiting],
        delivery_ids=[delivery.id for delivery in waiting],
    )


def _end(deliveries: Sequence[Delivery], state: DeliveryState, now: datetime) -> None:
    for delivery in deliveries:
        delivery.state, delivery.ended_at = state, now
