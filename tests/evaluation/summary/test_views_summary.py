"""Pages of the summary: who sees what, deciding one and many."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest

from app.attendance.models import MarkState
from app.core import clock
from app.core.roles import Role
from app.courses.models import Tier
from app.evaluation.summary.models import Answer
from app.evaluation.summary.queries.decisions import newest_decisions
from tests import make
from tests.attendance.conftest import BELL, called, club

__all__ = ["club"]


@pytest.fixture(autouse=True)
def on_the_next_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: BELL + timedelta(days=1))


@pytest.fixture
def other(session, club):
    """Another teacher's club."""
    course = make.course(session, school=club.school, title="合唱团", code="O1")
    section = make.section(session, term=club.term, course=course, seats=30)
    make.teaches(session, make.account(session, Role.CLUB_TEACHER, school=club.school), section)
    called(session, club, [MarkState.PRESENT] * 3, days=-1)
    return section


def the_decisions(session, club, *sections):
    session.expire_all()
    return newest_decisions(session, club.school.id, [one.id for one in sections])


def test_a_club_teacher_reads_the_own_clubs_and_no_other_name(client, session, club, other):
    client.sign_in(club.teacher)
    own, others = (f"/summary/sections/{one.id}" for one in (club.section, other))

    pages = [client.get("/summary").text, client.get(own).text]

    assert all("围棋" in text and "合唱团" not in text for text in pages)
    assert client.get(others).status_code == 403
    assert client.post(f"{own}/decide", data={"seats": 9, "tier": "emerging"}).status_code == 403
    assert client.get("/summary/weights").status_code == 403


def test_the_page_shows_the_formula_with_the_own_numbers(client, club, other):
    client.sign_in(club.leader)

    text = client.get(f"/summary/sections/{club.section.id}").text

    assert "(3 × 100.0 + 60 × 100.0) ÷ 63 = 100.0" in text


def test_many_are_decided_after_the_effect_was_shown(client, session, club, other):
    client.sign_in(club.leader)
    ticked = {"section": [club.section.id, other.id], "answer": "kept"}

    shown = client.get("/summary/effect", query_string=ticked)
    assert not the_decisions(session, club, club.section, other)
    client.post("/summary/decide", data=ticked)

    assert shown.status_code == 200
    found = the_decisions(session, club, club.section, other)
    assert [found[one.id].seats for one in (club.section, other)] == [20, 30]
    assert {one.answer for one in found.values()} == {Answer.KEPT}


def test_nothing_ticked_is_said_and_not_decided(client, session, club):
    client.sign_in(club.leader)

    assert 'role="alert"' in client.get("/summary/effect?answer=kept").text
    assert client.post("/summary/decide", data={"answer": "kept"}).status_code == 422


def test_one_is_decided_otherwise(client, session, club):
    client.sign_in(club.leader)
    address = f"/summary/sections/{club.section.id}/decide"

    wrong = client.post(address, data={"seats": 0, "tier": "emerging"})
    right = client.post(address, data={"seats": 24, "tier": "flagship", "note": "加一个班"})

    assert (wrong.status_code, right.status_code) == (422, 303)
    row = the_decisions(session, club, club.section)[club.section.id]
    assert (row.answer, row.seats, row.tier) == (Answer.CHANGED, 24, Tier.FLAGSHIP)


def test_quality_staff_read_all_and_decide_nothing(client, session, club, other):
    client.sign_in(make.account(session, Role.QUALITY_STAFF, school=club.school))

    assert "合唱团" in client.get("/summary").text
    assert client.get("/summary/weights").status_code == 200
    assert client.get("/summary/effect?answer=kept").status_code == 403


def test_everything_shown_is_in_the_workbook(client, session, club, other):
    client.sign_in(club.leader)

    book = openpyxl.load_workbook(BytesIO(client.get("/summary/summary.xlsx").data))

    assert len(book.sheetnames) == 4
    assert {row[1] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)} == {
        club.section.code,
        other.code,
    }
