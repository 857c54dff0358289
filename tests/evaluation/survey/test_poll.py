"""Pupils say what they would like before the clubs are fixed, without a name."""

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.roles import Role
from app.evaluation.survey.models import Invitation, Survey, SurveyAnswer, SurveyKind
from app.messages.models import Message
from tests import make

KEYS = {"keys": ["activities", "wish"], "closes_on": "2026-09-10"}


@pytest.fixture
def polled(session, client, asked, monkeypatch):
    """An open poll beside the open survey of the month; one child has an own account."""
    monkeypatch.setattr(clock, "now", lambda: make.NOON)
    asked.opened({"overall"})
    asked.pupils[0].account_id = make.account(session, Role.STUDENT, school=asked.school).id
    session.query(Message).delete()
    session.query(Invitation).delete()
    session.commit()
    client.sign_in(asked.office)
    made = client.post("/surveys/new?kind=interest", data=KEYS)
    client.post(f"{made.location}/open")
    return int(made.location.removeprefix("/surveys/"))


def ballot(asked, number, *chosen, wish=""):
    return {"child": asked.pupils[number].id, "q-activities": list(chosen), "q-wish": wish}


def test_a_poll_stands_beside_the_survey_of_the_month_and_needs_no_link(session, asked, polled):
    kinds = session.scalars(select(Survey.kind).order_by(Survey.id)).all()

    assert kinds == [SurveyKind.MONTHLY, SurveyKind.INTEREST]
    assert session.scalars(select(Invitation)).all() == []
    told = session.scalars(select(Message.account_id)).all()
    assert asked.pupils[0].account_id in told
    assert len(told) == 31
    assert set(session.scalars(select(Message.link))) == {"/poll"}


def test_a_child_or_its_guardian_answers_once(session, client, asked, polled):
    client.sign_in(asked.guardians[0])
    home = client.get("/").text
    first = client.post("/poll", data=ballot(asked, 0, "sports", "play", wish="攀岩"))
    twice = client.post("/poll", data=ballot(asked, 0, "arts"))
    foreign = client.post("/poll", data=ballot(asked, 1, "arts"))
    empty_handed = client.get("/poll").text

    client.sign_in(asked.guardians[1])
    many = client.post("/poll", data=ballot(asked, 1, "sports", "arts", "play", "reading"))

    assert 'href="/poll"' in home
    statuses = [one.status_code for one in (first, twice, foreign, many)]
    assert statuses == [303, 409, 404, 422]
    assert "data-ballots-done" in empty_handed
    kept = session.execute(select(SurveyAnswer.value, SurveyAnswer.grade, SurveyAnswer.text)).all()
    assert sorted(kept, key=str) == sorted([("sports,play", 3, ""), ("", None, "攀岩")], key=str)


def test_the_plan_of_clubs_leads_to_what_pupils_would_like(client, asked, polled):
    for number in range(6):
        client.sign_in(asked.guardians[number])
        client.post("/poll", data=ballot(asked, number, "sports"))
    client.sign_in(asked.office)
    before = client.get("/surveys/wishes").location
    client.post(f"/surveys/{polled}/close")

    results = client.get(client.get("/surveys/wishes").location).text

    assert before == "/surveys"
    assert "体育锻炼 <strong>6</strong>" in results


def test_without_a_poll_there_is_nothing_to_say(client, asked):
    client.sign_in(asked.guardians[0])

    assert client.get("/poll").status_code == 200
    assert client.post("/poll", data={}).status_code == 404
