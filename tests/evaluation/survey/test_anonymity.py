"""Holds the whole database and tries to find out who answered what (promise 7)."""

import re
from pathlib import Path

from sqlalchemy import select, text

from app.evaluation.survey.models import SurveyAnswer, SurveyChild
from app.evaluation.survey.services import mix
from app.jobs.worker import do_all_due
from tests import make

KEYS = {"club_content", "overall", "advice"}
BY_CHANCE = 9  # a random order hits the right place once on average, this often once in a million


def _answered_in_order(asked, survey):
    """Let every family answer, one commit each, with a text that names its place in the row."""
    for number in range(30):
        asked.answers(survey, number, advice=_text(number))


def _text(number):
    return f"MARK{number:02}MARK"


def _hits(order):
    return sum(found == _text(number) for number, found in enumerate(order))


def _orders(session, dialect):
    """Every order in which the database can give the texts: by id, as stored, by its own rows."""
    wanted = "SELECT text FROM survey_answer WHERE text <> ''"
    orders = [session.execute(text(f"{wanted} ORDER BY id")).scalars().all()]
    orders.append(session.execute(text(wanted)).scalars().all())
    if dialect == "postgresql":
        orders.append(session.execute(text(f"{wanted} ORDER BY ctid")).scalars().all())
    return orders


def test_whoever_holds_the_database_links_no_better_than_by_chance(session, asked, app):
    survey = asked.opened(KEYS)
    _answered_in_order(asked, survey)
    before = set(session.scalars(select(SurveyAnswer.id)))
    session.commit()

    mix(session, asked.school, now=make.NOON)

    dialect = session.get_bind().dialect.name
    for order in _orders(session, dialect):
        assert len(order) == 30
        assert _hits(order) < BY_CHANCE
        assert _hits(reversed(order)) < BY_CHANCE
    assert before.isdisjoint(session.scalars(select(SurveyAnswer.id)))
    used = session.scalars(select(SurveyChild.is_used)).all()
    assert used == [True] * 30


def test_postgresql_tells_no_transaction_of_a_family(session, asked, database):
    survey = asked.opened(KEYS)
    _answered_in_order(asked, survey)
    session.commit()

    mix(session, asked.school, now=make.NOON)

    if database == "postgresql":
        of_answers = session.execute(text("SELECT DISTINCT xmin::text FROM survey_answer"))
        of_children = session.execute(text("SELECT DISTINCT xmin::text FROM survey_child"))
        assert set(of_answers.scalars()).isdisjoint(of_children.scalars())
    else:
        hidden = session.execute(text("PRAGMA table_list('survey_answer')")).mappings().one()
        assert hidden["wr"] == 1  # without row numbers


def test_the_file_and_its_log_keep_no_order_of_answering(session, asked, database):
    survey = asked.opened(KEYS)
    _answered_in_order(asked, survey)
    before = set(session.scalars(select(SurveyAnswer.id)))
    session.commit()

    mix(session, asked.school, now=make.NOON)
    session.commit()

    if database == "sqlite":
        path = session.get_bind().url.database
        held = Path(path).read_bytes().decode("latin-1")
        assert Path(f"{path}-wal").read_bytes() == b""
        found = re.findall("MARK[0-9]{2}MARK", held)
        assert sorted(found) == sorted(_text(number) for number in range(30))
        assert _hits(found) < BY_CHANCE
        assert _hits(reversed(found)) < BY_CHANCE
        assert not any(old in held for old in before)
    else:
        dead = session.execute(text("SELECT pg_relation_size('survey_answer') / 8192")).scalar_one()
        assert dead <= 2  # the pages of the answers alone; what was deleted is gone


def test_the_worker_mixes_every_hour_and_closes_what_is_over(session, asked, app, monkeypatch):
    survey = asked.opened(KEYS)
    asked.answers(survey, 0, advice="一")
    monkeypatch.setattr("app.core.clock.now", lambda: make.NOON.replace(day=12))

    do_all_due(app)

    session.expire_all()
    assert all(session.scalars(select(SurveyAnswer.is_mixed)))
    assert survey.state == "closed"
