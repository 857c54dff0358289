from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import db
from app.jobs import services
from app.jobs.models import Job
from app.jobs.tasks import Task
from tests.make import NOON

MINUTE = timedelta(minutes=1)


def ask(session, key="a", **options):
    return services.ask_for(session, "count", key, **{"due_at": NOON} | options)


def test_a_job_is_asked_for_once_with_its_facts(session):
    first, again = ask(session, round_id=7), ask(session, round_id=8)

    assert (first, again) == (True, False)
    assert [job.facts for job in session.scalars(select(Job))] == [{"round_id": 7}]


def test_an_act_that_is_rolled_back_leaves_no_job(session):
    ask(session)

    session.rollback()

    assert services.take(session, now=NOON) is None


def test_the_oldest_due_job_is_taken_and_by_one_worker_only(session):
    ask(session, "later", due_at=NOON + MINUTE)
    ask(session, "second", due_at=NOON - MINUTE)
    ask(session, "first", due_at=NOON - 2 * MINUTE)

    taken = [services.take(session, now=NOON) for _ in range(3)]

    assert [job and job.key for job in taken] == ["first", "second", None]


def test_a_job_that_somebody_took_meanwhile_is_not_taken(app, session):
    ask(session)
    session.commit()
    seen = Session(db.engine)
    job = seen.scalars(select(Job)).one()
    seen.rollback()
    services.take(session, now=NOON)
    session.commit()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.jobs.queries.first_due", lambda *_, **__: job)
        again = services.take(seen, now=NOON)
    seen.close()

    assert again is None


def test_the_job_of_a_dead_worker_is_taken_after_its_time(session):
    ask(session)
    services.take(session, now=NOON)

    early = services.take(session, now=NOON + services.HELD - MINUTE)
    late = services.take(session, now=NOON + services.HELD)

    assert early is None
    assert late is not None
    assert late.attempts == 2


def test_a_failing_job_waits_longer_each_time_and_is_given_up(session):
    ask(session)
    now, pauses = NOON, []
    while job := services.take(session, now=now):
        services.put_off(session, job.id, "ValueError", now=now)
        pauses.append((job.due_at - now) // MINUTE)
        now = max(now, job.due_at)

    assert pauses == [1, 2, 4, 8, 16, 0]
    last = session.scalars(select(Job)).one()
    assert (last.fault, last.ended_at) == ("ValueError", now)


def test_what_comes_round_is_asked_for_once_a_turn_and_forgotten_later(session):
    tasks = [Task("count", print, every=5 * MINUTE), Task("asked for only", print)]
    for minutes in (0, 1, 4, 5):
        services.ask_for_turns(session, tasks, now=NOON + minutes * MINUTE)
    turns = session.scalars(select(Job).order_by(Job.due_at)).all()
    services.end(session, turns[0].id, now=NOON)

    services.ask_for_turns(session, tasks, now=NOON + services.KEPT + MINUTE)

    assert [job.due_at for job in turns] == [NOON, NOON + 5 * MINUTE]
    kept = session.scalars(select(Job.due_at).order_by(Job.due_at)).all()
    assert kept == [NOON + 5 * MINUTE, NOON + services.KEPT + MINUTE]
