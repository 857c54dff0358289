"""Reads of the queue."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.jobs.models import Job

_SHOWN = 100


def first_due(session: Session, *, now: datetime) -> Job | None:
    """Find the job that has waited longest and that nobody works on."""
    return session.scalars(
        select(Job)
        .where(
            Job.ended_at.is_(None),
            Job.due_at <= now,
            or_(Job.held_until.is_(None), Job.held_until <= now),
        )
        .order_by(Job.due_at, Job.id)
        .limit(1)
    ).first()


def latest(session: Session) -> Sequence[Job]:
    """List the jobs that wait and those that ended, newest first, a hundred at most."""
    return session.scalars(
        select(Job).order_by(Job.due_at.desc(), Job.id.desc()).limit(_SHOWN)
    ).all()


def kept_keys(session: Session, keys: Collection[str]) -> frozenset[str]:
    """Pick the keys that were asked for already."""
    return frozenset(session.scalars(select(Job.key).where(Job.key.in_(keys))))
