"""What the clock does with messages: they go out by mail to who wants it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.jobs.tasks import Task
from app.messages import post
from app.messages.models import MailAddress
from app.messages.services import (
    await_deliveries,
    end_attempt,
    end_post,
    take_letters,
    take_posts,
)
from app.messages.services.addresses import CODE_LASTS, TASK
from app.schools.queries import get_school


class MailNotTaken(RuntimeError):
    """The mail server did not take a mail; the job is tried again."""


def deliver(session: Session, *, now: datetime) -> None:
    """Send what is due; the attempt is noted before it is made, its end right after."""
    if not post.is_on():
        return
    await_deliveries(session, now=now)
    session.commit()
    while letters := take_letters(session, now=now):
        session.commit()
        for letter in letters:
            has_gone = post.send_letter(letter)
            end_attempt(session, letter, has_gone=has_gone, now=clock.now())
            session.commit()
    session.commit()


def tell_groups(session: Session, *, now: datetime) -> None:
    """Send what is due to the group robots of the staff."""
    if not post.can_reach_robots():
        return
    while posts := take_posts(session, now=now):
        session.commit()
        for row in posts:
            has_gone = post.send_post(row)
            end_post(session, row, has_gone=has_gone, now=clock.now())
            session.commit()
    session.commit()


def mail_code(session: Session, *, now: datetime, account_id: int) -> None:
    """Mail the code that confirms an address, unless it has run out or was entered."""
    row = session.get(MailAddress, account_id)
    if row is None or row.confirmed_at is not None or now > row.asked_at + CODE_LASTS:
        return
    if not post.send_code(row, get_school(session, row.school_id).name):
        raise MailNotTaken


TASKS = (
    Task("deliver", deliver, every=timedelta(minutes=1)),
    Task("tell groups", tell_groups, every=timedelta(minutes=1)),
    Task(TASK, mail_code),
)
