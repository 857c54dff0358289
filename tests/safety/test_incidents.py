"""The four times, who may see an incident, and what a family reads of it."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.roles import Role
from app.messages.models import Message
from app.safety import errors
from app.safety.duty_models import DutyKind
from app.safety.emergency import KINDS, NUMBERS, PICTURES, STEPS, TO_FAMILY
from app.safety.incident_models import Incident, IncidentChild, IncidentKind, Step
from app.safety.models import ItemKind
from app.safety.queries.days import day_book
from app.safety.queries.incidents import get_incident, incidents_since
from app.safety.services import (
    add_adult,
    add_child,
    add_follow_up,
    discard_incident,
    do_step,
    finish_follow_up,
    start_incident,
    told_by_telephone,
    write_to_family,
)
from tests import make
from tests.attendance.conftest import BELL, club
from tests.files.test_photos import jpeg
from tests.safety.test_closing import call
from tests.safety.test_duty import DAY, plan_turn

__all__ = ["club"]
DURING = BELL + timedelta(minutes=10)
OVER = BELL + timedelta(minutes=60)


@pytest.fixture
def incident(session, club):
    """An injury at the meeting, started by its teacher, with a child."""
    row = start_incident(
        session,
        club.school,
        IncidentKind.INJURY,
        club.meeting,
        is_leader=False,
        actor_id=club.teacher.id,
        now=DURING,
    )
    found = load(session, row)
    add_child(session, found, club.children[0], actor_id=club.teacher.id, now=DURING)
    return load(session, row)


def load(session, row):
    incident_id, school_id = row.id, row.school_id
    session.commit()
    session.expire_all()
    return get_incident(session, school_id, incident_id)


def by(club, now=DURING):
    return {"actor_id": club.teacher.id, "now": now}


def open_points(session, club):
    session.expire_all()
    items = day_book(session, club.school, DAY, now=OVER).items
    return [item.key for item in items if item.kind is ItemKind.INCIDENT_OPEN]


def test_every_kind_has_its_card():
    for of_kinds in (KINDS, NUMBERS, PICTURES, STEPS, TO_FAMILY):
        assert set(of_kinds) == set(IncidentKind)


def test_an_incident_keeps_the_day_open_until_it_is_treated_and_the_guardian_told(
    session, club, incident
):
    call(session, club)
    assert open_points(session, club) == ["treatment"]

    row = load(session, incident)
    do_step(session, club.school, row, Step.TREATED, DURING, **by(club))
    assert open_points(session, club) == ["guardian"]

    row = load(session, incident)
    told_by_telephone(session, row, row.children[0], **by(club))
    assert open_points(session, club) == []


def test_each_time_says_who_and_none_lies_ahead_or_before_it_happened(session, club, incident):
    for at in (DURING + timedelta(minutes=1), DURING - timedelta(minutes=1)):
        with pytest.raises(errors.NotYetHappened):
            do_step(session, club.school, incident, Step.TREATED, at, **by(club))
    do_step(session, club.school, incident, Step.TREATED, DURING, **by(club))
    later = DURING + timedelta(minutes=1)
    with pytest.raises(errors.NotYetHappened):  # it was treated before
        do_step(session, club.school, incident, Step.HAPPENED, later, **by(club, later))

    do_step(session, club.school, incident, Step.HAPPENED, BELL, **by(club))

    row = load(session, incident)
    assert (row.happened_at, row.by(Step.TREATED).name) == (BELL, "陈晓")


def test_the_duty_leader_of_the_day_is_sent_for(session, club, incident):
    colleague = make.account(session, Role.DUTY_LEADER, school=club.school, name="何值")
    plan_turn(session, club, colleague, kind=DutyKind.LEADER)

    row = load(session, incident)
    do_step(session, club.school, row, Step.LEADER_TOLD, DURING, **by(club))

    link = f"/incidents/{row.id}"
    told = session.scalars(select(Message.account_id).where(Message.link == link)).all()
    assert told == [colleague.id]


def test_a_family_reads_of_its_own_child_and_no_other(session, club, incident):
    add_child(session, incident, club.children[1], **by(club))
    row = load(session, incident)

    with pytest.raises(errors.OtherChildNamed):
        write_to_family(session, row, row.children[0], "被李二碰倒，已处理。", **by(club))
    write_to_family(session, row, row.children[0], "摔了一跤，已处理。", **by(club))

    told = session.scalars(select(Message).where(Message.link == "/incidents/mine")).one()
    assert told.account_id == club.guardian.id
    assert told.facts == {"child": "陈一", "words": "摔了一跤，已处理。"}
    row = load(session, incident)
    with pytest.raises(errors.ToldTwice):
        told_by_telephone(session, row, row.children[0], **by(club))
    with pytest.raises(errors.ToldAlready):
        discard_incident(session, row, **by(club))


def test_a_child_without_guardian_is_not_written_about(session, club, incident):
    add_child(session, incident, club.children[2], **by(club))
    row = load(session, incident)

    with pytest.raises(errors.NobodyToTell):
        write_to_family(session, row, row.children[1], "请来接。", **by(club))


def test_what_was_started_by_mistake_is_taken_back(session, club, incident):
    discard_incident(session, incident, **by(club))

    assert session.scalar(select(func.count(Incident.id))) == 0
    assert session.scalar(select(func.count(IncidentChild.id))) == 0


def test_what_is_to_be_done_has_an_owner_who_sees_the_incident(session, club, incident):
    owner = make.account(session, Role.CLUB_TEACHER, school=club.school)
    yesterday = DAY - timedelta(days=1)
    with pytest.raises(errors.DueInThePast):
        add_follow_up(session, club.school, incident, "修栏杆", owner, yesterday, **by(club))

    task = add_follow_up(session, club.school, incident, "修栏杆", owner, DAY, **by(club))

    listed = incidents_since(session, club.school.id, DAY, account_id=owner.id)
    assert [one.id for one in listed] == [incident.id]
    finish_follow_up(session, incident, task, **by(club, OVER))
    assert task.done_at == OVER


def test_a_list_shows_what_concerns_somebody_and_nothing_else(session, club, incident):
    stranger = make.account(session, Role.CLUB_TEACHER, school=club.school)
    named = make.account(session, Role.CLUB_TEACHER, school=club.school)
    add_adult(session, incident, named, **by(club))

    def seen(account_id):
        return len(incidents_since(session, club.school.id, DAY, account_id=account_id))

    sees = [club.teacher, club.lead, named]
    assert [seen(account.id) for account in [*sees, stranger]] == [1, 1, 1, 0]
    assert seen(None) == 1
    assert incidents_since(session, club.school.id, DAY + timedelta(days=1)) == []


@pytest.fixture
def during(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: DURING)


def test_a_teacher_of_another_club_finds_no_incident(session, client, club, incident, during):
    other = make.account(session, Role.CLUB_TEACHER, school=club.school)
    client.sign_in(other)
    child = club.children[0].id

    for path in ("", "/photo", f"/children/{child}/words"):
        assert client.get(f"/incidents/{incident.id}{path}").status_code == 404
    for path in ("", "/steps/treated", "/children", "/discard", f"/children/{child}/told"):
        assert client.post(f"/incidents/{incident.id}{path}").status_code == 404
    assert "陈一" not in client.get("/incidents").text


@pytest.mark.parametrize("who", ["teacher", "lead", "leader"])
def test_those_concerned_and_the_duty_leader_see_it_and_each_look_is_recorded(
    session, client, club, incident, during, who
):
    account = getattr(club, who)
    client.sign_in(account)

    page = client.get(f"/incidents/{incident.id}")

    assert page.status_code == 200
    seen = select(AuditEntry.actor_id).where(AuditEntry.action == "view incident")
    assert session.scalars(seen).all() == [account.id]


def test_one_tap_starts_at_the_current_meeting_and_each_further_tap_is_a_time(
    session, client, club, during
):
    client.sign_in(club.teacher)

    started = client.post("/emergency/injury/start")
    here = started.headers["Location"]
    client.post(f"{here}/children", data={"student_id": club.children[0].id})
    client.post(f"{here}/steps/treated")
    client.post(f"{here}/steps/leader_told")
    words = client.get(f"{here}/children/{club.children[0].id}/words").text
    client.post(f"{here}/children/{club.children[0].id}/words", data={"words": "已处理，请来接。"})

    page = client.get(here).text
    assert "围棋" in page
    assert "已处理，该告知的都已告知" in page
    assert "16:35 受了伤" in words
    client.sign_in(club.guardian)
    assert "已处理，请来接。" in client.get("/incidents/mine").text
    stranger = make.guardian(session, club.children[2], school=club.school)
    client.sign_in(stranger)
    assert "已处理，请来接。" not in client.get("/incidents/mine").text


def test_children_are_found_by_pinyin(client, club, incident, during):
    client.sign_in(club.teacher)

    assert "王三" in client.get(f"/incidents/{incident.id}?q=ws").text
    assert "王三" not in client.get(f"/incidents/{incident.id}?q=chen").text


def test_the_page_describes_follows_up_and_keeps_a_photograph(
    session, client, club, incident, during
):
    client.sign_in(club.teacher)
    here = f"/incidents/{incident.id}"
    sent = {"what": "滑倒", "meeting_id": 0, "room_id": 0, "afterword": "铺防滑垫"}

    client.post(here, data=sent)
    client.post(f"{here}/adults", data={"account_id": club.lead.id})
    todo = {"task": "买防滑垫", "owner_id": club.lead.id, "due_on": "2026-09-12"}
    client.post(f"{here}/follow-ups", data=todo)
    late = client.post(f"{here}/follow-ups", data=todo | {"due_on": "2026-09-01"})
    client.post(f"{here}/photo", data={"picture": (BytesIO(jpeg()), "a.jpg")})

    page = client.get(here).text
    assert all(word in page for word in ("滑倒", "铺防滑垫", "买防滑垫", "班主任"))
    assert late.status_code == 422
    assert client.get(f"{here}/photo").mimetype == "image/webp"


def test_the_school_writes_its_own_card_and_takes_it_back(session, client, club, during):
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN, school=club.school))

    client.post("/emergency/fire/edit", data={"steps": "先拉铃\n\n到东操场集合"})
    own = client.get("/emergency/fire").text
    printed = client.get("/emergency/print").text
    client.post("/emergency/fire/edit", data={"steps": ""})

    assert "到东操场集合" in own
    assert "到东操场集合" in printed
    assert "119" in client.get("/emergency/fire").text
    assert "到东操场集合" not in client.get("/emergency/fire").text
    assert client.get("/emergency/nonsense").status_code == 404


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_pages_take_a_fixed_number_of_statements(
    session, client, club, during, count_queries, how_many
):
    for child in club.children[:how_many]:
        row = start_incident(
            session,
            club.school,
            IncidentKind.ILLNESS,
            club.meeting,
            is_leader=False,
            **by(club),
        )
        add_child(session, load(session, row), child, **by(club))
    for child in club.children[:how_many]:
        add_child(session, load(session, row), child, **by(club))
    client.sign_in(club.teacher)
    seen = {}
    for path in ("/incidents", f"/incidents/{row.id}", "/emergency"):
        count_queries.clear()
        client.get(path)
        seen[path.rpartition("/")[2].strip("0123456789")] = len(count_queries)

    assert seen == {"incidents": 4, "": 21, "emergency": 4}
