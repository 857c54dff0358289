"""Complaints in confidence: who reads them, who never does, what the sender hears."""

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.evaluation.voices import services
from app.evaluation.voices.errors import NobodyMayRead
from app.evaluation.voices.models import Category, Complaint
from app.evaluation.voices.reading import readers
from app.messages.models import Message
from tests import make


def told(session, house, about=None):
    row = services.complain(
        session,
        house.school,
        Category.CONDUCT,
        "当众讽刺学生",
        about=about,
        sender_id=house.family.id,
        now=make.NOON,
    )
    session.commit()
    return row.id


def named(session, house, *leaders):
    for leader in leaders:
        by = {"actor_id": house.office.id, "now": make.NOON}
        services.name_reader(session, house.school.id, leader, **by)
    session.commit()


@pytest.mark.parametrize(
    ("leaders", "about", "who"),
    [([], None, {9}), ([1, 2], None, {1, 2}), ([1, 2], 1, {2}), ([1], 1, {9}), ([], 9, set())],
)
def test_who_reads_a_complaint_is_never_who_it_is_about(leaders, about, who):
    assert readers(leaders, [9], about) == who


def test_only_the_named_leaders_read_it_and_each_look_is_kept(session, client, house):
    named(session, house, house.leader, house.other)
    number = told(session, house, about=house.other.id)
    answers = {}

    for name in ("office", "leader", "other", "teacher"):
        client.sign_in(getattr(house, name))
        answers[name] = client.get(f"/complaints/{number}").status_code
    listed = {}
    for name in ("leader", "other"):
        client.sign_in(getattr(house, name))
        listed[name] = f"/complaints/{number}" in client.get("/complaints").text

    assert answers == {"office": 404, "leader": 200, "other": 404, "teacher": 404}
    assert listed == {"leader": True, "other": False}
    looks = select(AuditEntry.actor_id).where(AuditEntry.action == "look at complaint")
    assert session.scalars(looks).all() == [house.leader.id]
    assert session.scalars(select(Message.account_id)).all() == [house.leader.id]


def test_the_person_it_is_about_can_do_nothing_with_it(session, client, house):
    named(session, house, house.leader, house.other)
    number = told(session, house, about=house.other.id)
    client.sign_in(house.other)

    acts = [
        client.post(f"/complaints/{number}/{act}").status_code for act in ("acknowledge", "close")
    ]

    assert acts == [404, 404]


def test_the_sender_hears_that_it_was_received_and_what_became_of_it(session, client, house):
    number = told(session, house)
    client.sign_in(house.office)
    empty = client.post(f"/complaints/{number}/close", data={"outcome": " "})
    received = client.post(f"/complaints/{number}/acknowledge")
    closed = client.post(f"/complaints/{number}/close", data={"outcome": "已谈话并道歉"})
    again = client.post(f"/complaints/{number}/close", data={"outcome": "x"})
    page = client.get(f"/complaints/{number}").text

    client.sign_in(house.family)

    statuses = [one.status_code for one in (empty, received, closed, again)]
    assert statuses == [422, 303, 303, 409]
    assert "何主任" in page
    mine = select(Message).where(Message.account_id == house.family.id)
    assert len(session.scalars(mine).all()) == 2
    assert "已谈话并道歉" in client.get(f"/voices/complaints/{number}").text


def test_a_family_complains_and_sees_only_its_own(session, client, house):
    stranger = make.guardian(
        session, make.student(session, school=house.school), school=house.school
    )
    session.commit()
    client.sign_in(house.family)
    form = client.get("/voices/complaints/new").text
    said = {"category": "conduct", "about_id": house.teacher.id, "text": "当众讽刺学生"}

    sent = client.post("/voices/complaints/new", data=said)
    foreign = client.post("/voices/complaints/new", data=said | {"about_id": stranger.id})
    client.sign_in(stranger)

    assert "何主任" in form
    assert f'value="{house.teacher.id}"' in form
    assert (sent.status_code, foreign.status_code) == (303, 422)
    assert client.get(sent.location).status_code == 404
    assert session.scalars(select(Complaint.about_id)).all() == [house.teacher.id]


def test_a_complaint_nobody_else_may_read_is_refused(session, house):
    with pytest.raises(NobodyMayRead):
        told(session, house, about=house.office.id)


def test_the_office_names_readers_and_takes_the_word_back(session, client, house):
    client.sign_in(house.office)
    chosen = {"account_id": house.leader.id}

    first = client.post("/complaints/readers", data=chosen)
    twice = client.post("/complaints/readers", data=chosen)
    page = client.get("/complaints/readers").text
    number = page.split("/complaints/readers/")[1].split("/")[0]
    gone = client.post(f"/complaints/readers/{number}/remove")

    statuses = [one.status_code for one in (first, twice, gone)]
    assert statuses == [303, 409, 303]
    client.sign_in(house.leader)
    assert client.get("/complaints/readers").status_code == 403


def test_readers_are_reminded_of_what_is_late_once_a_day(session, house):
    told(session, house)
    session.query(Message).delete()

    late = [
        services.remind_readers(session, house.school, now=make.NOON.replace(day=day, hour=hour))
        for day, hour in ((4, 4), (5, 4), (5, 6), (6, 4))
    ]

    assert late == [0, 1, 0, 1]
    assert set(session.scalars(select(Message.account_id))) == {house.office.id}
