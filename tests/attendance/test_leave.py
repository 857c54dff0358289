from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.attendance.errors import (
    LeaveBackwards,
    LeaveDecided,
    LeavePast,
    LeaveTooLong,
    LeaveTwice,
    NoteMissing,
    NotTheirMeeting,
)
from app.attendance.merging import Tap
from app.attendance.models import (
    Absence,
    AttendanceRule,
    LeaveRequest,
    LeaveState,
    MarkState,
    Outcome,
)
from app.attendance.queries.leave import get_request
from app.attendance.queries.rolls import sheet_of
from app.attendance.services import take_taps
from app.attendance.services.leave import (
    Wanted,
    approve_leave,
    ask_leave,
    decline_leave,
    enter_leave,
    withdraw_leave,
)
from app.core import clock
from app.core.roles import Role
from app.messages.models import Message
from tests import make
from tests.attendance.conftest import BELL

DAY = date(2026, 9, 10)
MORNING = BELL - timedelta(hours=8)


def ask(session, club, wanted=None, *, child=0, now=MORNING, act=ask_leave):
    wanted = wanted or Wanted(DAY, DAY, "生病")
    by = {"actor_id": club.guardian.id, "now": now}
    return act(session, club.school, club.children[child], wanted, **by)


def state_on_roll(session, club):
    session.expire_all()
    return sheet_of(session, club.meeting, zone=club.school.time_zone).lines[0].state


def told(session, sentence):
    found = session.scalars(select(Message).order_by(Message.id)).all()
    return [message.account_id for message in found if sentence in message.sentence]


def test_leave_waits_for_the_homeroom_teacher_and_then_stands_on_the_roll(session, club):
    request = ask(session, club)
    before = state_on_roll(session, club)

    waiting = get_request(session, club.school.id, request.id)
    approve_leave(session, waiting, actor_id=club.lead.id, now=MORNING)

    assert (before, state_on_roll(session, club)) == (MarkState.PRESENT, MarkState.LEAVE)
    assert told(session, "is asked for") == [club.lead.id]
    assert told(session, "is given") == [club.guardian.id]


def test_a_school_may_let_leave_through(session, club):
    rule = {"grace_minutes": 5, "alarm_minutes": 3, "confirms_leave": False}
    session.add(AttendanceRule(school_id=club.school.id, **rule))
    session.flush()

    assert ask(session, club).state is LeaveState.APPROVED
    assert told(session, "is asked for") == []


def test_leave_entered_for_who_telephoned_is_given_at_once(session, club):
    assert ask(session, club, act=enter_leave).state is LeaveState.APPROVED


def test_declined_leave_says_why_and_the_child_is_expected(session, club):
    request = ask(session, club)

    with pytest.raises(NoteMissing):
        decline_leave(session, request, "", actor_id=club.lead.id, now=MORNING)
    decline_leave(session, request, "有演出", actor_id=club.lead.id, now=MORNING)

    assert state_on_roll(session, club) is MarkState.PRESENT
    assert told(session, "is not given") == [club.guardian.id]
    with pytest.raises(LeaveDecided):
        approve_leave(session, request, actor_id=club.lead.id, now=MORNING)


def test_withdrawn_leave_is_off_the_roll(session, club):
    request = ask(session, club, act=enter_leave)

    withdraw_leave(session, club.school, request, now=MORNING)

    assert state_on_roll(session, club) is MarkState.PRESENT
    with pytest.raises(LeaveDecided):
        withdraw_leave(session, club.school, request, now=MORNING)


def test_used_leave_cannot_be_withdrawn(session, club):
    request = ask(session, club, act=enter_leave)

    with pytest.raises(LeavePast):
        withdraw_leave(session, club.school, request, now=MORNING + timedelta(days=1))


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (Wanted(DAY - timedelta(days=1), DAY, "x"), LeavePast),
        (Wanted(DAY, DAY - timedelta(days=1), "x"), LeaveBackwards),
        (Wanted(DAY, DAY + timedelta(days=60), "x"), LeaveTooLong),
    ],
)
def test_leave_for_a_time_that_is_none_is_refused(session, club, wanted, refusal):
    with pytest.raises(refusal):
        ask(session, club, wanted)
    assert session.scalars(select(LeaveRequest)).all() == []


def test_leave_for_a_meeting_that_has_begun_or_is_another_s_is_refused(session, club):
    wanted = Wanted(DAY, DAY, "生病", club.meeting)
    with pytest.raises(LeavePast):
        ask(session, club, wanted, now=BELL)
    club.children.append(make.student(session, school=club.school))
    with pytest.raises(NotTheirMeeting):
        ask(session, club, wanted, child=3)


def test_the_same_leave_is_not_asked_twice_and_another_meeting_is(session, club):
    ask(session, club, Wanted(DAY, DAY, "生病", club.meeting))
    with pytest.raises(LeaveTwice):
        ask(session, club, Wanted(DAY, DAY, "生病", club.meeting))

    ask(session, club, Wanted(DAY, DAY + timedelta(days=1), "生病"))

    with pytest.raises(LeaveTwice):
        ask(session, club, Wanted(DAY, DAY, "还病着"))


def test_leave_given_afterwards_settles_the_absence(session, club):
    tap = Tap("aaaaaaaa", club.children[0].id, MarkState.ABSENT, timedelta())
    by = {"actor_id": club.teacher.id, "now": BELL}
    take_taps(session, club.school, club.meeting, [tap], **by)
    request = ask(session, club, now=BELL)

    approve_leave(session, request, actor_id=club.lead.id, now=BELL)

    assert session.scalars(select(Absence.outcome)).all() == [Outcome.ON_LEAVE]


@pytest.fixture
def morning(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: MORNING)


def test_a_guardian_asks_in_three_taps_and_the_homeroom_teacher_gives(
    session, client, club, morning
):
    client.sign_in(club.guardian)
    start = client.get("/").text
    form = client.get("/leave").text
    client.post("/leave", data={"meeting_id": club.meeting.id, "reason": "生病"})
    request = session.scalars(select(LeaveRequest)).one()
    client.sign_in(club.lead)

    page = client.get("/leave-requests").text
    client.post(f"/leave-requests/{request.id}/approve")

    assert ("/leave" in start, "围棋" in form, "陈一" in page) == (True, True, True)
    session.refresh(request)
    assert (request.state, request.meeting_id) == (LeaveState.APPROVED, club.meeting.id)
    assert "陈一" in client.get("/leave-requests").text  # on leave today


def test_only_the_own_homeroom_teacher_answers_and_only_a_guardian_asks(
    session, client, club, morning
):
    request = ask(session, club)
    other = make.account(session, Role.HOMEROOM_TEACHER, school=club.school)
    client.sign_in(other)
    assert client.post(f"/leave-requests/{request.id}/approve").status_code == 403
    assert "陈一" not in client.get("/leave-requests").text
    stranger = make.guardian(session, make.student(session, school=club.school), school=club.school)
    client.sign_in(stranger)
    assert client.post(f"/leave-requests/{request.id}/withdraw").status_code == 403
    pupil = make.account(session, Role.STUDENT, school=club.school)
    club.children[0].account_id = pupil.id
    client.sign_in(pupil)
    assert client.post("/leave", data={"reason": "生病"}).status_code == 403
    session.refresh(request)
    assert request.state is LeaveState.ASKED


def test_days_can_be_asked_for_and_a_reason_is_needed(session, client, club, morning):
    client.sign_in(club.guardian)
    days = {"meeting_id": 0, "first_day": "2026-09-14", "last_day": "2026-09-16"}

    refused = client.post("/leave", data=days)
    client.post("/leave", data=days | {"reason": "家中有事"})

    assert refused.status_code == 422
    request = session.scalars(select(LeaveRequest)).one()
    assert (request.first_day, request.last_day) == (date(2026, 9, 14), date(2026, 9, 16))


def test_the_homeroom_teacher_enters_leave_on_the_child_s_page(session, client, club, morning):
    child = club.children[2]
    client.sign_in(club.lead)
    page = client.get(f"/students/{child.id}").text

    done = client.post(
        f"/students/{child.id}/leave-requests",
        data={"meeting_id": 0, "first_day": "2026-09-10", "reason": "生病"},
        follow_redirects=True,
    )

    assert ("家长已来电" in page, "王三 的请假已批准" in done.text) == (True, True), done.text
    assert session.scalars(select(LeaveRequest)).one().state is LeaveState.APPROVED


@pytest.mark.parametrize("how_many", [1, 3])
def test_requests_take_a_fixed_number_of_statements(
    session, client, club, morning, count_queries, how_many
):
    for n in range(how_many):
        ask(session, club, child=n)
    client.sign_in(club.lead)
    client.get("/leave-requests")
    count_queries.clear()

    client.get("/leave-requests")

    assert len(count_queries) == 4
