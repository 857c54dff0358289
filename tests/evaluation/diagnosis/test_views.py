"""Pages of the diagnosis, by role."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.attendance.models import MarkState
from app.core import clock
from app.core.roles import Role
from app.evaluation.actions.models import Action
from app.evaluation.diagnosis.models import Diagnosis, DiagnosisComment
from app.evaluation.diagnosis.services import draft_week
from app.evaluation.survey.models import SuggestedQuestion
from tests import make
from tests.evaluation.diagnosis.conftest import BELL, called, met

NOW = BELL + timedelta(days=4)
PRESENT, ABSENT = MarkState.PRESENT, MarkState.ABSENT


@pytest.fixture(autouse=True)
def on_monday(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def drafted(session, club):
    """The diagnoses of the club and of the homeroom, by id."""
    met(session, club, [PRESENT, ABSENT, PRESENT])
    draft_week(session, club.school, club.term, BELL.date(), actor_id=None, now=NOW)
    session.flush()
    rows = session.scalars(select(Diagnosis).order_by(Diagnosis.section_id.is_(None)))
    return [one.id for one in rows]


def test_quality_staff_publish_a_week_and_those_concerned_see_theirs(
    session, client, club, quality, drafted
):
    of_club, of_homeroom = drafted
    client.sign_in(club.teacher)
    assert client.get(f"/diagnoses/{of_club}").status_code == 403  # a draft

    client.sign_in(quality)
    page = client.get("/diagnoses").text
    assert "2 份中有 2 份值得关注" in page
    assert client.post("/diagnoses/publish", data={"week": "2026-09-07"}).status_code == 303

    client.sign_in(club.teacher)
    assert client.get(f"/diagnoses/{of_club}").status_code == 200
    assert client.get(f"/diagnoses/{of_homeroom}").status_code == 403
    client.sign_in(club.lead)
    assert client.get(f"/diagnoses/{of_homeroom}").status_code == 200
    assert client.get(f"/diagnoses/{of_club}").status_code == 403
    page = client.get("/diagnoses").text
    assert f"/diagnoses/{of_homeroom}" in page
    assert f"/diagnoses/{of_club}" not in page
    assert "缺席原因未查明：1 次" in client.get("/diagnoses/print").text


def test_a_homeroom_teacher_writes_why_promises_and_says(session, client, club, drafted):
    url = f"/diagnoses/{drafted[1]}"
    client.sign_in(club.lead)

    client.post(f"{url}/cause", data={"cause": "流感"})
    promised = {"what": "每天晨检", "owner_id": club.lead.id, "due_on": "2026-09-18"}
    client.post(f"{url}/promises", data=promised)
    client.post(f"{url}/comments", data={"text": "已联系校医"})

    page = client.get(url).text
    assert all(words in page for words in ("流感", "每天晨检", "已联系校医"))
    assert session.scalars(select(Action.link)).all() == [url]
    assert client.post(f"{url}/publish").status_code == 403


def test_what_is_refused_keeps_what_was_typed(session, client, club, drafted):
    url = f"/diagnoses/{drafted[1]}"
    client.sign_in(club.lead)
    typed = {"what": "每天晨检", "owner_id": club.lead.id, "due_on": "2026-09-01"}

    answer = client.post(f"{url}/promises", data=typed)

    assert answer.status_code == 422
    assert all(kept in answer.text for kept in ("请选择今天或以后的日期", "每天晨检", "2026-09-01"))
    assert client.post(f"{url}/comments", data={"text": " "}).status_code == 422
    assert client.post(f"{url}/cause", data={"cause": "长" * 501}).status_code == 422
    assert session.scalars(select(Action)).all() == []
    assert session.scalars(select(DiagnosisComment)).all() == []


def test_this_week_is_drafted_by_hand_after_its_last_meeting(session, client, club, quality):
    client.sign_in(quality)
    answer = client.post("/diagnoses/draft", follow_redirects=True)
    assert "没有安排活动" in answer.text

    called(session, club, [PRESENT, ABSENT, PRESENT], weeks=1)
    answer = client.post("/diagnoses/draft", follow_redirects=True)
    assert "最后一次结束后才能生成诊断" in answer.text
    assert session.scalars(select(Diagnosis)).all() == []


@pytest.mark.parametrize("path", ["/diagnoses", "/diagnoses/print"])
@pytest.mark.parametrize("how_many", [1, 3])
def test_a_week_is_shown_in_a_fixed_number_of_statements(
    session, client, club, quality, count_queries, path, how_many
):
    for number in range(how_many):
        course = make.course(session, school=club.school, code=f"F{number}", title=f"社{number}")
        section = make.section(session, term=club.term, course=course)
        called(session, club, [PRESENT, ABSENT, PRESENT], section=section)
    draft_week(session, club.school, club.term, BELL.date(), actor_id=None, now=NOW)
    client.sign_in(quality)
    client.get(path)
    count_queries.clear()

    client.get(path)

    assert len(count_queries) == 6


def test_families_have_no_way_in(client, club, session):
    client.sign_in(club.guardian)
    assert client.get("/diagnoses").status_code == 403
    client.sign_in(make.account(session, Role.GATEKEEPER, school=club.school))
    assert client.get("/diagnoses").status_code == 403


def test_a_diagnosis_of_a_club_suggests_a_question_to_its_families(
    session, client, quality, drafted
):
    of_club, of_homeroom = drafted
    client.sign_in(quality)

    sent = {"question": "周三的时间合适吗"}
    answers = [client.post(f"/diagnoses/{one}/question", data=sent) for one in drafted]
    empty = client.post(f"/diagnoses/{of_club}/question", data={"question": " "})

    assert [one.status_code for one in [*answers, empty]] == [303, 404, 422]
    (row,) = session.scalars(select(SuggestedQuestion)).all()
    assert (row.label, row.link) == ("周三的时间合适吗", f"/diagnoses/{of_club}")
    assert "这个社团的家长" not in client.get(f"/diagnoses/{of_homeroom}").text
