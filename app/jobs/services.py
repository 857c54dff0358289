"""Asking for a job, and what a worker notes about it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.jobs import queries
from app.jobs.models import Job
from app.jobs.tasks import Task

HELD = timedelta(minutes=30)  # longer than any job may take
ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=1)  # doubled after each attempt: half an hour in all
KEPT = timedelta(days=14)


def ask_for(
    session: Session, name: str, key: str, /, *, due_at: datetime, **facts: int | str
) -> bool:
    """Leave a job for the worker, with the transaction of the act that needs it.

    Args:
        session: nothing happens before it is committed.
        name: of a task.
        key: what it is about; while a job of this key is kept, a second is not made.
        due_at: not before this moment.
        facts: ids and numbers for the task, never a name of a person.

    Returns:
        Whether it was not asked for before.
    """
    if session.scalar(select(Job.id).where(Job.key == key)) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(Job(name=name, key=key, facts=facts, due_at=due_at))
    except IntegrityError:
        return False
    return True


def turns(tasks: Iterable[Task], *, now: datetime) -> dict[str, Task]:
    """Name the present turn of each task that comes round: the key of its job."""
    return {
        f"{task.name}/{int(now.timestamp() // task.every.total_seconds())}": task
        for task in tasks
        if task.every is not None
    }


def ask_for_turns(session: Session, tasks: Iterable[Task], *, now: datetime) -> None:
    """Leave a job for each task whose time has come round; forget what ended two weeks ago."""
    for key, task in turns(tasks, now=now).items():
        ask_for(session, task.name, key, due_at=now)
    session.execute(delete(Job).where(Job.ended_at < now - KEPT))


def take(session: Session, *, now: datetime) -> Job | None:
    """Take the next job, so that no other worker takes it; None when there is none."""
    job = queries.first_due(session, now=now)
    if job is None:
        return None
    is_mine = update(Job).where(
        Job.id == job.id,
        Job.ended_at.is_(None),
        or_(Job.held_until.is_(None), Job.held_until <= now),
    )
    changes = {"held_until": now + HELD, "attempts": Job.attempts + 1}
    taken = session.execute(is_mine.values(changes).returning(Job.id)).all()
    if not taken:
        return None
    session.refresh(job)
    return job


def end(session: Session, job_id: int, *, now: datetime) -> None:
    """Note that a job is done."""
    session.execute(
        update(Job).where(Job.id == job_id).values(ended_at=now, held_until=None, fault="")
    )


def put_off(session: Session, job_id: int, fault: str, *, now: datetime) -> None:
    """Note that an attempt failed: it is tried again later, and given up after six attempts."""
    job = session.get_one(Job, job_id)
    job.fault, job.held_until = fault, None
    if job.attempts >= ATTEMPTS:
        job.ended_at = now
    else:
        job.due_at = now + FIRST_PAUSE * 2 ** (job.attempts - 1)
    session.flush()
