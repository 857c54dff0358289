import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.roles import Role
from app.evaluation.patrol.models import PatrolForm, PraiseKind, Visit
from app.evaluation.patrol.reports import Failed
from app.files.models import Photo
from app.timetable.queries.meetings import get_meeting
from tests import make
from tests.evaluation.patrol.conftest import BELL
from tests.evaluation.patrol.test_visits import see
from tests.files.pictures import jpeg


@pytest.fixture(autouse=True)
def during(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: BELL + timedelta(minutes=10))


def url(club):
    return f"/meetings/{club.meeting.id}/visit"


def test_a_visit_without_a_script_leads_back_to_the_way(session, client, club, inspector):
    client.sign_in(inspector)
    data = {
        "key": "kkkkkkkk",
        "version": "1",
        "heads": "2",
        "item-tidy": "no",
        "severity-tidy": "today",
        "note-tidy": "地上有纸",
        "picture-tidy": (io.BytesIO(jpeg()), "x.jpg"),
        "item-stays": "yes",
        "praise": ["idea"],
    }

    answer = client.post(url(club), data=data, content_type="multipart/form-data")
    way = client.get("/patrol")

    visit = session.scalars(select(Visit)).one()
    photo = session.scalars(select(Photo)).one()
    assert answer.location == "/patrol"
    assert "1 of 1 meetings seen" in way.text or "看了 1 场" in way.text
    page = client.get(f"/visits/{visit.id}").text
    action = page.partition('href="/actions/')[2].partition('"')[0]
    picture = client.get(f"/actions/{action}/photos/{photo.id}")
    assert picture.mimetype == "image/webp"
    assert "地上有纸" in page


def test_a_phone_that_waited_is_answered_with_its_key(session, client, club, inspector):
    client.sign_in(inspector)
    data = {"key": "kkkkkkkk", "version": "1", "age": "60000"}
    headers = {"Accept": "application/json"}

    answers = [client.post(url(club), data=data, headers=headers) for _twice in range(2)]

    assert [one.json for one in answers] == [{"kept": "kkkkkkkk"}] * 2
    assert session.scalars(select(Visit)).one().seen_at == BELL + timedelta(minutes=9)


def test_what_is_no_picture_is_refused_and_nothing_is_lost(session, client, club, inspector):
    client.sign_in(inspector)
    data = {
        "key": "kkkkkkkk",
        "version": "1",
        "item-tidy": "no",
        "note-tidy": "地上有纸",
        "picture-tidy": (io.BytesIO(b"no picture"), "x.jpg"),
    }

    answer = client.post(url(club), data=data, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert "地上有纸" in answer.text
    assert session.scalars(select(Visit)).all() == []


def test_the_adults_of_the_meeting_see_a_visit_and_other_teachers_do_not(
    session, client, club, inspector
):
    visit = see(session, club, inspector, praises=[PraiseKind.IDEA])
    other = make.account(session, Role.CLUB_TEACHER, school=club.school)
    session.commit()

    client.sign_in(club.teacher)
    assert client.get(f"/visits/{visit.id}").status_code == 200
    assert client.get("/patrol/mine").text.count(f"/visits/{visit.id}") == 1
    client.sign_in(other)
    assert client.get(f"/visits/{visit.id}").status_code == 403
    assert f"/visits/{visit.id}" not in client.get("/patrol/mine").text


def test_who_was_never_seen_stands_first(session, client, club, inspector):
    see(session, club, inspector)
    course = make.course(session, school=club.school, title="陶艺")
    make.section(session, term=club.term, slots=[], course=course)
    session.commit()
    client.sign_in(inspector)

    text = client.get("/patrol/coverage").text

    assert 0 < text.index("陶艺") < text.index("围棋")


@pytest.mark.parametrize("how_many", [1, 3])
@pytest.mark.parametrize("path", ["/patrol", "/patrol/coverage", "/patrol/mine", "/actions"])
def test_pages_take_a_fixed_number_of_queries(
    session, client, club, inspector, office, count_queries, how_many, path
):
    for n in range(how_many):
        see(session, club, inspector, Failed("tidy"), key=f"kkkkkkk{n}")
        if n:
            course = make.course(session, school=club.school, title=f"课{n}")
            section = make.section(session, term=club.term, slots=[], course=course)
            make.meeting(session, section, club.teacher, slot_id=club.meeting.slot_id)
    session.commit()
    client.sign_in(club.teacher if path == "/patrol/mine" else inspector)
    client.get(path)
    count_queries.clear()

    client.get(path)

    assert len(count_queries) == QUERIES[path]


QUERIES = {"/patrol": 20, "/patrol/coverage": 10, "/patrol/mine": 5, "/actions": 7}


def test_the_office_makes_the_form_its_own(session, client, club, office):
    client.sign_in(office)
    data = {
        "key-0": "tidy",
        "part-0": "安全",
        "label-0": "离开时整洁",
        "points-0": "20",
        "severity-0": "today",
        "owner-0": "keeper",
        "label-1": "要去掉的",
        "drop-1": "on",
    }

    answer = client.post("/patrol/form", data=data)
    refused = client.post("/patrol/form", data={"label-0": " "})

    forms = session.scalars(select(PatrolForm).order_by(PatrolForm.version)).all()
    assert (answer.status_code, refused.status_code) == (303, 422)
    assert [form.version for form in forms] == [1, 2]
    assert "离开时整洁" in client.get("/patrol/form").text


def test_the_code_at_the_door_leads_an_inspector_to_the_visit(session, client, club, inspector):
    room = make.room(session, school=club.school)
    meeting = get_meeting(session, club.school.id, club.meeting.id)
    meeting.room_id = room.id
    session.commit()

    client.sign_in(inspector)
    seen = client.get(f"/rooms/{room.id}/now").location
    client.sign_in(club.teacher)
    called = client.get(f"/rooms/{room.id}/now").location

    assert (seen, called) == (url(club), f"/meetings/{meeting.id}/roll")
