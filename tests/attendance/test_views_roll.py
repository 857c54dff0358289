from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.attendance.models import (
    Absence,
    AttendanceRule,
    CareNote,
    Mark,
    MarkEntry,
    MarkState,
    Outcome,
    Roll,
)
from app.audit.models import AuditEntry
from app.core import clock
from app.core.roles import Role
from app.timetable.models import MeetingAdult
from tests import make
from tests.attendance.conftest import BELL


@pytest.fixture(autouse=True)
def during_the_meeting(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: BELL)


@pytest.fixture
def teacher(client, club):
    client.sign_in(club.teacher)
    return club.teacher


def url(club, more=""):
    return f"/meetings/{club.meeting.id}/roll{more}"


def queued(key, child, state, age=0):
    return f"{key},{child.id},{state},{age}"


def send(client, club, *taps):
    return client.post(
        url(club, "/marks"), data={"tap": list(taps)}, headers={"Accept": "application/json"}
    )


def test_a_teacher_s_start_page_is_the_roll_of_the_current_meeting(client, club, teacher):
    assert client.get("/").location.endswith(url(club))
    assert client.get("/roll").location.endswith(url(club))
    assert "围棋" in client.get("/?as=teacher").text


def test_half_an_hour_before_the_meeting_the_roll_opens_by_itself_and_not_earlier(
    client, club, teacher, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: BELL - timedelta(minutes=31))
    early = client.get("/").status_code
    monkeypatch.setattr(clock, "now", lambda: BELL - timedelta(minutes=30))
    opened = client.get("/").status_code
    monkeypatch.setattr(clock, "now", lambda: BELL + timedelta(minutes=55))
    over = client.get("/").status_code

    assert (early, opened, over) == (200, 303, 200)


def test_after_the_hand_in_the_start_page_is_the_week_again(client, club, teacher):
    client.post(url(club, "/hand-in"))

    assert client.get("/").status_code == 200


def test_a_queue_is_answered_by_key_with_where_everybody_is(client, club, teacher):
    first, second, third = club.children

    answer = send(client, club, queued("aaaaaaaa", first, "absent"), "nonsense,1,2").json

    assert answer == {
        "kept": ["aaaaaaaa"],
        "refused": [],
        "handedIn": False,
        "states": {str(first.id): "absent", str(second.id): "present", str(third.id): "present"},
        "by": {str(first.id): "陈晓"},
    }


@pytest.mark.parametrize(
    "tap",
    [
        "short,1,absent,0",
        "aaaaaaaa,1,gone,0",
        "aaaaaaaa,x,absent,0",
        "aaaaaaaa,1,absent,-5",
        "aaaaaaaa,1,absent," + "9" * 40,
        "é" * 9 + ",1,absent,0",
        "aaaaaaaa",
        ",,,,",
    ],
)
def test_a_tap_that_cannot_be_read_is_not_acknowledged(session, client, club, teacher, tap):
    answer = send(client, club, tap).json

    assert (answer["kept"], answer["refused"]) == ([], [])
    assert session.scalar(select(func.count(MarkEntry.id))) == 0


def test_a_button_without_a_script_marks_and_goes_back(session, client, club, teacher):
    child = club.children[0]

    answer = client.post(url(club, "/marks"), data={"mark": f"{child.id}:absent", "mode": ""})
    client.post(url(club, "/marks"), data={"mark": f"{child.id}:late", "mode": "left_early"})

    assert answer.location.endswith(url(club))
    assert session.scalars(select(Mark)).one().state is MarkState.LEFT_EARLY


def test_a_roll_taken_back_at_once_needs_no_reason_and_later_says_so(
    session, client, club, teacher, monkeypatch
):
    client.post(url(club, "/hand-in"))
    assert "撤销" in client.get(url(club)).text
    monkeypatch.setattr(clock, "now", lambda: BELL.replace(minute=50))

    refused = client.post(url(club, "/again"), data={"reason": " "})
    client.post(url(club, "/again"), data={"reason": "漏了一个"})

    assert (refused.status_code, "请写明重新打开点名的原因" in refused.text) == (422, True)
    assert not session.scalars(select(Roll)).one().is_handed_in


def test_a_colleague_of_another_club_does_not_call_this_roll(session, client, club):
    client.sign_in(make.account(session, Role.CLUB_TEACHER, school=club.school))

    assert client.get(url(club)).status_code == 403
    assert client.post(url(club, "/hand-in")).status_code == 403


def test_a_teacher_who_said_not_to_come_does_not_call_the_roll(session, client, club, teacher):
    adult = session.scalars(select(MeetingAdult)).one()
    adult.is_away, adult.away_reason = True, "病"
    session.flush()

    assert client.get(url(club)).status_code == 403


def test_the_roll_of_another_school_does_not_exist(session, client, club):
    other = make.school(session)
    client.sign_in(make.account(session, Role.DUTY_LEADER, school=other))

    assert client.get(url(club)).status_code == 404
    assert client.post(url(club, "/marks")).status_code == 404


def test_whom_to_call_is_shown_for_children_of_the_roll_and_recorded(
    session, client, club, teacher
):
    club.guardian.phone, club.guardian.name = "13800000000", "陈妈妈"
    stranger = make.student(session, school=club.school)
    session.flush()

    page = client.get(url(club, f"/contacts/{club.children[0].id}"))
    other = client.get(url(club, f"/contacts/{stranger.id}"))

    assert ("tel:13800000000" in page.text, other.status_code) == (True, 404)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "view contacts")).one()
    assert (entry.actor_id, entry.object_id) == (teacher.id, club.children[0].id)


def test_an_instruction_stands_on_the_roll_and_not_in_its_lists(session, client, club, teacher):
    child = club.children[0]
    session.add(
        CareNote(
            school_id=club.school.id,
            student_id=child.id,
            instruction="坚果过敏",
            written_at=make.NOON,
        )
    )
    session.flush()

    assert "坚果过敏" in client.get(url(club)).text
    assert "坚果过敏" not in send(client, club).text


def test_the_homeroom_teacher_writes_what_to_heed_and_others_do_not(session, client, club):
    child = club.children[0]
    address = f"/students/{child.id}/care"
    client.sign_in(make.account(session, Role.HOMEROOM_TEACHER, school=club.school))
    refused = client.post(address, data={"instruction": "坐前排"})
    client.sign_in(club.lead)

    client.post(address, data={"instruction": "坐前排"})
    said = session.scalars(select(CareNote.instruction)).all()
    client.post(address, data={"instruction": ""})

    assert (refused.status_code, said) == (403, ["坐前排"])
    assert session.scalars(select(CareNote)).all() == []


def test_the_duty_leader_sees_the_rolls_that_are_missing_after_three_minutes(
    client, club, monkeypatch
):
    client.sign_in(club.leader)
    before = client.get("/roll?all=1").text
    monkeypatch.setattr(clock, "now", lambda: BELL.replace(minute=28))

    after = client.get("/roll?all=1").text

    assert ("未点名" in before, "未点名" in after) == (False, True)


def test_the_school_decides_when_a_missing_roll_stands_out(session, client, club, monkeypatch):
    session.add(
        AttendanceRule(
            school_id=club.school.id, grace_minutes=0, alarm_minutes=10, confirms_leave=True
        )
    )
    session.flush()
    client.sign_in(club.leader)
    monkeypatch.setattr(clock, "now", lambda: BELL.replace(minute=28))

    assert "未点名" not in client.get("/roll?all=1").text


def test_an_absence_waits_for_its_outcome_on_the_page_of_homeroom_and_duty_leader(
    session, client, club, teacher
):
    send(client, club, queued("aaaaaaaa", club.children[0], "absent"))
    absence = session.scalars(select(Absence)).one()
    client.sign_in(make.account(session, Role.HOMEROOM_TEACHER, school=club.school))
    others = client.get("/attendance/absences").text
    theirs = client.post(f"/attendance/absences/{absence.id}", data={"outcome": "sick"})
    client.sign_in(club.lead)

    mine = client.get("/attendance/absences").text
    vague = client.post(f"/attendance/absences/{absence.id}", data={"outcome": "other"})
    client.post(f"/attendance/absences/{absence.id}", data={"outcome": "collected"})

    assert ("陈一" in others, theirs.status_code, "陈一" in mine) == (False, 403, True)
    assert (vague.status_code, "请用几个字写明情况" in vague.text) == (422, True)
    session.refresh(absence)
    assert absence.outcome is Outcome.COLLECTED
    assert (
        client.post(f"/attendance/absences/{absence.id}", data={"outcome": "sick"}).status_code
        == 409
    )


def test_a_family_reads_its_child_s_record_once_the_roll_is_handed_in(client, club, teacher):
    send(client, club, queued("aaaaaaaa", club.children[0], "late"))
    client.sign_in(club.guardian)
    before = client.get("/attendance/mine").text
    client.sign_in(club.teacher)
    client.post(url(club, "/hand-in"))
    client.sign_in(club.guardian)

    after = client.get("/attendance/mine").text

    assert ("还没有点过名" in before, "上了 1 次课中的 1 次" in after) == (True, True)
    assert "李二" not in after


def test_the_code_at_the_door_opens_the_roll_of_the_meeting_there(session, client, club, teacher):
    room = make.room(session, school=club.school)
    empty = make.room(session, school=club.school)
    club.meeting.room_id = room.id
    session.flush()

    assert client.get(f"/rooms/{room.id}/now").location.endswith(url(club))
    assert client.get(f"/rooms/{empty.id}/now").location.endswith(f"/timetable/rooms/{empty.id}")


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_day_s_rolls_take_a_fixed_number_of_statements(
    session, client, club, count_queries, how_many
):
    for n in range(how_many - 1):
        make.meeting(
            session,
            club.section,
            club.teacher,
            slot_id=make.slot(session, school=club.school, weekday=7, period=n + 1).id,
        )
    client.sign_in(club.leader)
    client.get("/roll?all=1")
    count_queries.clear()

    client.get("/roll?all=1")

    assert len(count_queries) == 11
