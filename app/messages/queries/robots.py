"""Reads of group robots and of what goes to them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import NotFound
from app.messages.models import DeliveryState, Robot, RobotPost


def robots(session: Session, school_id: int) -> Sequence[Robot]:
    """List a school's robots by name."""
    return session.scalars(
        select(Robot).where(Robot.school_id == school_id).order_by(Robot.name, Robot.id)
    ).all()


def get_robot(session: Session, school_id: int, robot_id: int) -> Robot:
    """Load a robot, or `NotFound`."""
    found = session.scalars(
        select(Robot).where(Robot.school_id == school_id, Robot.id == robot_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def due_posts(session: Session, now: datetime, limit: int) -> Sequence[RobotPost]:
    """List what waits for robots and is due, the oldest first."""
    statement = (
        select(RobotPost)
        .where(RobotPost.state == DeliveryState.WAITING, RobotPost.due_at <= now)
        .options(joinedload(RobotPost.robot))
        .order_by(RobotPost.due_at, RobotPost.id)
        .limit(limit)
    )
    return session.scalars(statement).all()
