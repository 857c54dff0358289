import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.jobs import services, worker
from app.jobs.models import Job
from app.jobs.tasks import Task
from app.schools.models import School
from tests import make
from tests.make import NOON
from tools.local_server import ROOT, Server


@pytest.fixture
def tasks(app, monkeypatch):
    """The tasks of the app, in place of its own."""
    monkeypatch.setitem(app.extensions, "tasks", found := {})
    return found


def ask(session, name, /, **facts):
    services.ask_for(session, name, f"{name} {facts}", due_at=clock.now(), **facts)
    session.commit()


def rename(session, *, now, school_id, name="changed"):
    session.get_one(School, school_id).name = name
    session.flush()


def fail_after_writing(session, *, now, school_id):
    rename(session, now=now, school_id=school_id)
    raise ValueError("not today")


def test_a_job_is_done_with_its_facts_and_noted(app, session, tasks):
    school = make.school(session)
    tasks["rename"] = Task("rename", rename)
    ask(session, "rename", school_id=school.id, name="Oak")

    done = worker.do_all_due(app)

    session.expire_all()
    assert (done, school.name) == (1, "Oak")
    assert session.scalars(select(Job)).one().ended_at is not None


def test_a_failing_job_writes_nothing_and_the_next_one_is_done(app, session, tasks):
    school, other = make.school(session), make.school(session)
    tasks["fail"] = Task("fail", fail_after_writing)
    tasks["rename"] = Task("rename", rename)
    name = school.name
    ask(session, "fail", school_id=school.id)
    ask(session, "rename", school_id=other.id)

    worker.do_all_due(app)

    session.expire_all()
    assert (school.name, other.name) == (name, "changed")
    jobs = session.scalars(select(Job).order_by(Job.id)).all()
    assert [(job.fault, job.ended_at is None) for job in jobs] == [
        ("ValueError", True),
        ("", False),
    ]


def test_a_job_of_an_older_version_is_noted_as_a_fault(app, session, tasks):
    ask(session, "gone")

    worker.do_all_due(app)

    assert session.scalars(select(Job)).one().fault == "KeyError"


def test_what_comes_round_is_done_once_a_turn(app, session, tasks):
    done = []
    tasks["count"] = Task("count", lambda _session, *, now: done.append(now), timedelta(minutes=5))
    with time_machine.travel(NOON, tick=False) as traveller:
        for minutes in (0, 1, 4):
            traveller.move_to(NOON + timedelta(minutes=minutes))
            worker.do_all_due(app)
        traveller.move_to(NOON + timedelta(minutes=5))

        worker.do_all_due(app)

    assert done == [NOON, NOON + timedelta(minutes=5)]


def test_a_look_at_an_empty_queue_does_not_wait_for_the_right_to_write(app, session, tasks):
    make.school(session)  # this session holds the one write lock of SQLite

    assert worker.do_next(app) is False
    db.session.rollback()


def test_the_process_does_jobs_and_ends_when_told(tmp_path):
    server = Server(tmp_path, {})
    server.flask("db", "upgrade")
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work"],
        cwd=ROOT,
        env=server.environment(),
    )
    try:
        listed = _until_listed(server, "done   1  pass on seats")
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=20)
    finally:
        process.kill()

    assert "failed" not in listed
    assert code == 0


def _until_listed(server: Server, line: str) -> str:
    for _ in range(20):
        if line in (listed := server.flask("jobs", "list")):
            return listed
        time.sleep(0.3)
    raise AssertionError(f"{line!r} is not in {listed!r}")
