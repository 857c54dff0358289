"""Group robots of the staff: entered by key, told what concerns all of them, without children."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.text import Named
from app.messages.errors import NoRobotKey, RobotThere
from app.messages.models import DeliveryState, Robot, RobotKind, RobotPost
from app.messages.queries import robots as queries
from app.messages.services.deliveries import AT_ONCE, ATTEMPTS, FIRST_PAUSE, quiet_until

# What each messenger prints for a robot; nothing else reaches the address that is called.
KEYS = {
    RobotKind.WECOM: re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    RobotKind.DINGTALK: re.compile(r"[0-9a-f]{64}"),
    RobotKind.FEISHU: re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
}


def add_robot(
    session: Session,
    school_id: int,
    kind: RobotKind,
    name: str,
    key: str,
    *,
    actor_id: int,
    now: datetime,
) -> Robot:
    """Enter a robot by its key.

    Raises:
        NoRobotKey: the messenger prints no such key.
        RobotThere: it is entered already.
    """
    key = key.strip().lower()
    if not KEYS[kind].fullmatch(key):
        raise NoRobotKey
    if any((one.kind, one.key) == (kind, key) for one in queries.robots(session, school_id)):
        raise RobotThere
    row = Robot(school_id=school_id, kind=kind, name=name, key=key)
    session.add(row)
    session.flush()
    _record(session, "add robot", row, actor_id, now)
    return row


def remove_robot(session: Session, row: Robot, *, actor_id: int, now: datetime) -> None:
    """Take a robot out; what waits for it falls away."""
    _record(session, "remove robot", row, actor_id, now)
    session.delete(row)
    session.flush()


def tell_robots(
    session: Session,
    school_id: int,
    sentence: str,
    *,
    link: str = "",
    is_urgent: bool = False,
    now: datetime,
    facts: dict[str, str],
) -> int:
    """Put a sentence that names no child on its way to every robot of a school; gives how many."""
    stored = {
        name: fact.in_both() if isinstance(fact, Named) else fact for name, fact in facts.items()
    }
    found = queries.robots(session, school_id)
    session.add_all(
        RobotPost(
            school_id=school_id,
            robot_id=robot.id,
            sentence=sentence,
            facts=stored,
            link=link,
            is_urgent=is_urgent,
            due_at=now,
        )
        for robot in found
    )
    session.flush()
    return len(found)


def take_posts(session: Session, *, now: datetime) -> Sequence[RobotPost]:
    """Take what is due and may go now, and count the attempt before it is made."""
    taken = []
    for post in queries.due_posts(session, now, AT_ONCE):
        until = None if post.is_urgent else quiet_until(session, post.school_id, now)
        if until is not None:
            post.due_at = until
            continue
        post.due_at = now + FIRST_PAUSE * 2**post.attempts
        post.attempts += 1
        taken.append(post)
    session.flush()
    return taken


def end_post(session: Session, post: RobotPost, *, has_gone: bool, now: datetime) -> None:
    """Note how an attempt went; the sixth that fails is the last."""
    if has_gone:
        post.state, post.ended_at = DeliveryState.SENT, now
    elif post.attempts >= ATTEMPTS:
        post.state, post.ended_at = DeliveryState.FAILED, now
    session.flush()


def _record(session: Session, act: str, row: Robot, actor_id: int, now: datetime) -> None:
    record(
        session,
        act,
        "robot",
        row.id,
        school_id=row.school_id,
        actor_id=actor_id,
        now=now,
        kind=row.kind.value,
    )
