"""The worker: a process beside the server that does one job after the other."""

import os
import signal
from collections.abc import Mapping
from threading import Event
from typing import Any

import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db
from app.core.engine import reading
from app.jobs import queries, services
from app.jobs.tasks import Task

PAUSE = 1.0  # seconds between two looks at an empty queue

log = structlog.get_logger()


def work(app: Flask) -> None:
    """Do jobs until this process is told to end, or the one that started it has ended."""
    told_to_end = Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: told_to_end.set())
    parent = os.getppid()
    while not told_to_end.is_set() and os.getppid() == parent:
        try:
            did_something = do_next(app)
        except OperationalError as fault:  # the database is away or restarts
            log.warning("jobs wait for the database", fault=type(fault).__name__)
            did_something = False
        if not did_something:
            told_to_end.wait(PAUSE)


def do_all_due(app: Flask) -> int:
    """Do everything that is due now; gives how many jobs."""
    done = 0
    while do_next(app):
        done += 1
    return done


def do_next(app: Flask) -> bool:
    """Do the next job, if there is one: take it, do it, note it; each in its own transaction."""
    tasks: Mapping[str, Task] = app.extensions["tasks"]
    with app.app_context():
        session = db.session()
        if not _is_anything_due(session, tasks):
            return False
        services.ask_for_turns(session, tasks.values(), now=clock.now())
        job = services.take(session, now=clock.now())
        taken = (job.id, job.name, job.facts) if job is not None else None
        session.commit()
        if taken is not None:
            _do(session, tasks, *taken)
        return True


def _is_anything_due(session: Session, tasks: Mapping[str, Task]) -> bool:
    """Look without getting in the way of anybody who writes."""
    now = clock.now()
    with reading():
        keys = services.turns(tasks.values(), now=now).keys()
        is_turn_new = queries.kept_keys(session, keys) != keys
        is_due = is_turn_new or queries.first_due(session, now=now) is not None
        session.rollback()
    return is_due


def _do(
    session: Session, tasks: Mapping[str, Task], job_id: int, name: str, facts: Mapping[str, Any]
) -> None:
    try:
        tasks[name].run(session, now=clock.now(), **facts)
        services.end(session, job_id, now=clock.now())
        session.commit()
    except Exception as fault:
        session.rollback()
        log.exception("a job failed", job=name)
        services.put_off(session, job_id, type(fault).__name__, now=clock.now())
        session.commit()
