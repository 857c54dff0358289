"""The promises that the fixtures make to all other tests."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Account
from app.accounts.viewer import viewer
from app.audit import services as audit
from app.core.db import db
from app.core.roles import Role
from app.schools.models import School
from tests import make
from tests.make import NOON

HOW_MANY = select(func.count()).select_from(School)


@pytest.mark.parametrize("time", ["first", "second"])
def test_every_test_begins_with_an_empty_database(session, time):
    assert session.scalar(HOW_MANY) == 0

    make.school(session)
    audit.record(session, "create school", "school", actor_id=None, now=NOON)
    session.commit()


def test_a_request_sees_what_the_test_arranged(client, session, app: Flask):
    make.school(session)

    assert client.get("/readyz").status_code == 200
    assert session.scalar(HOW_MANY) == 1


def test_a_request_has_a_session_of_its_own(client, session, monkeypatch, app: Flask):
    sessions = []
    monkeypatch.setitem(
        app.view_functions,
        "health.healthz",
        _like(app.view_functions["health.healthz"], lambda: sessions.append(db.session())),
    )

    client.get("/healthz")

    assert len(sessions) == 1
    assert sessions[0] is not session


def test_signing_in_makes_the_account_known(client, session, monkeypatch, app: Flask):
    teacher = make.account(session, Role.CLUB_TEACHER)
    seen = []
    view = _like(app.view_functions["health.healthz"], lambda: seen.append(viewer().account_id))
    monkeypatch.setitem(app.view_functions, "health.healthz", view)

    client.sign_in(teacher)
    client.get("/healthz")

    assert seen == [teacher.id]


def test_queries_are_counted_without_the_bookkeeping(session, count_queries):
    session.scalars(select(Account)).all()
    session.commit()

    assert len(count_queries) == 1


def _like(view, before):
    def seen():
        before()
        return view()

    seen.access_rule = view.access_rule
    return seen
