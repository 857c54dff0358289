from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.attendance import errors
from app.attendance.merging import Tap
from app.attendance.models import (
    Absence,
    AttendanceRule,
    ClosedDay,
    LeaveRequest,
    LeaveState,
    MarkState,
    Outcome,
)
from app.attendance.periods import LONGEST, Period
from app.attendance.queries.leave import get_leave
from app.attendance.queries.rolls import sheet_of
from app.attendance.services import take_taps
from app.attendance.services.leave import (
    approve_leave,
    ask_leave,
    decline_leave,
    enter_leave,
    withdraw_leave,
)
from app.audit.models import AuditEntry
from app.core import clock
from app.core.errors import NotFound
from app.core.roles import Role
from app.messages.models import Message
from app.schools.services import create_school
from tests import make
from tests.attendance.conftest import BELL

THURSDAY = date(2026, 9, 10)
DAY = timedelta(days=1)
MORNING = BELL - timedelta(hours=8)
DAYS = st.integers(0, 30).map(lambda n: THURSDAY + n * DAY)
PERIODS = st.builds(Period, DAYS, DAYS, st.none()) | st.builds(
    lambda day, meeting: Period(day, day, meeting), DAYS, st.integers(1, 4)
)


@given(PERIODS, PERIODS, DAYS, st.integers(1, 4))
def test_what_contains_a_period_touches_every_meeting_of_it(outer, inner, day, meeting_id):
    # a meeting takes place on one day
    on = inner.first_day if inner.meeting_id == meeting_id else day
    if outer.contains(inner) and inner.is_possible and inner.touches(on, meeting_id):
        assert outer.touches(on, meeting_id)


@given(PERIODS)
def test_a_possible_period_has_its_days_in_order_and_contains_itself(period):
    if period.is_possible:
        assert period.first_day <= period.last_day <= period.first_day + LONGEST
        assert period.contains(period)
    else:
        assert period.last_day < period.first_day


def test_a_period_is_not_endless_and_a_meeting_has_one_day():
    assert not Period(THURSDAY, THURSDAY + LONGEST + DAY).is_possible
    assert not Period(THURSDAY, THURSDAY + DAY, 1).is_possible


def ask(session, club, period=None, *, now=MORNING, child=None):
    return ask_leave(
        session,
        club.school,
        child or club.children[0],
        period or Period(THURSDAY, THURSDAY),
        "ill",
        actor_id=club.guardian.id,
        now=now,
    )


def enter(session, club, period, now=MORNING):
    child, actor = club.children[0], club.lead.id
    return enter_leave(session, club.school, child, period, "ill", actor_id=actor, now=now)


def approve(session, club, request, now=BELL):
    approve_leave(session, request, actor_id=club.lead.id, now=now)


def withdraw(session, club, request):
    withdraw_leave(session, request, actor_id=club.guardian.id, now=BELL)


def mark(session, club, state, key="aaaaaaaa"):
    tap = Tap(key, club.children[0].id, state, timedelta())
    take_taps(session, club.school, club.meeting, [tap], actor_id=club.teacher.id, now=BELL)


def on_roll(session, club):
    return sheet_of(session, club.meeting, zone=club.school.time_zone).lines[0].state


def told(session, account):
    statement = select(Message.link).where(Message.account_id == account.id)
    return session.scalars(statement).all()


@pytest.mark.parametrize("single", [False, True])
def test_leave_is_on_the_roll_when_the_homeroom_teacher_has_confirmed_it(session, club, single):
    meeting_id = club.meeting.id if single else None
    request = ask(session, club, Period(THURSDAY, THURSDAY, meeting_id))
    before = on_roll(session, club)

    approve(session, club, request)

    assert (before, on_roll(session, club)) == (MarkState.PRESENT, MarkState.LEAVE)
    assert told(session, club.lead) == ["/leave/requests"]
    assert told(session, club.guardian) == ["/leave"]
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.object_id == request.id))
    assert {"ask leave", "approve leave"} <= set(acts)


def test_where_the_school_lets_leave_through_nobody_has_to_confirm_it(session, club):
    session.add(AttendanceRule(school_id=club.school.id, confirms_leave=False))

    request = ask(session, club)

    assert request.decided_by_id is None
    assert on_roll(session, club) is MarkState.LEAVE
    assert told(session, club.lead) == ["/leave/requests"]


def test_a_range_covers_its_days_and_no_other(session, club):
    approve(session, club, ask(session, club, Period(THURSDAY, THURSDAY + 3 * DAY)))
    approve(session, club, ask(session, club, Period(THURSDAY + DAY, THURSDAY + 5 * DAY)))
    assert on_roll(session, club) is MarkState.LEAVE

    other = ask(session, club, Period(THURSDAY + 8 * DAY, THURSDAY + 9 * DAY))

    approve(session, club, other)
    assert not other.covers(club.meeting)


def test_an_absence_is_settled_by_leave_that_is_approved_afterwards(session, club):
    request = ask(session, club)
    mark(session, club, MarkState.ABSENT)

    approve(session, club, request)

    assert session.scalars(select(Absence.outcome)).all() == [Outcome.ON_LEAVE]


def test_leave_for_another_meeting_settles_no_absence(session, club):
    mark(session, club, MarkState.ABSENT)

    approve(session, club, ask(session, club, Period(THURSDAY + DAY, THURSDAY + DAY)))

    assert session.scalars(select(Absence.outcome)).all() == [None]


def test_a_declined_request_says_why_and_is_not_on_the_roll(session, club):
    request = ask(session, club)
    with pytest.raises(errors.AnswerMissing):
        decline_leave(session, request, "", actor_id=club.lead.id, now=BELL)

    decline_leave(session, request, "考试", actor_id=club.lead.id, now=BELL)

    assert (request.state, request.answer) == (LeaveState.DECLINED, "考试")
    assert on_roll(session, club) is MarkState.PRESENT
    with pytest.raises(errors.LeaveDecided):
        approve(session, club, request)


def test_leave_that_was_not_used_is_withdrawn_and_the_child_expected(session, club):
    request = ask(session, club)
    approve(session, club, request)

    withdraw(session, club, request)

    assert on_roll(session, club) is MarkState.PRESENT
    with pytest.raises(errors.LeaveDecided):
        withdraw(session, club, request)


@pytest.mark.parametrize("state", [MarkState.LEAVE, MarkState.ABSENT])
def test_leave_with_which_the_child_was_away_is_not_withdrawn(session, club, state):
    request = ask(session, club)
    approve(session, club, request)
    mark(session, club, state)

    with pytest.raises(errors.LeaveUsed):
        withdraw(session, club, request)


def test_the_same_time_is_asked_for_once(session, club):
    first = ask(session, club)
    with pytest.raises(errors.LeaveAskedAlready):
        ask(session, club, Period(THURSDAY, THURSDAY))
    withdraw(session, club, first)

    assert ask(session, club).stands


def test_what_is_over_is_not_asked_for(session, club):
    with pytest.raises(errors.LeaveInThePast):
        ask(session, club, Period(THURSDAY - DAY, THURSDAY))
    with pytest.raises(errors.LeaveInThePast):
        ask(
            session,
            club,
            Period(THURSDAY, THURSDAY, club.meeting.id),
            now=BELL + timedelta(hours=1),
        )
    with pytest.raises(errors.LeaveTimeImpossible):
        ask(session, club, Period(THURSDAY + DAY, THURSDAY))


def test_leave_for_a_meeting_is_for_its_children_only(session, club):
    stranger = make.student(session, school=club.school, homeroom=club.homeroom, name="赵四")

    with pytest.raises(NotFound):
        ask(session, club, Period(THURSDAY, THURSDAY, club.meeting.id), child=stranger)


def test_a_family_that_telephoned_is_written_down_up_to_a_week_later(session, club):
    week = timedelta(days=7)
    request = enter(session, club, Period(THURSDAY, THURSDAY), now=MORNING + week)

    assert request.state is LeaveState.APPROVED
    assert told(session, club.guardian) == ["/leave"]
    with pytest.raises(errors.LeaveInThePast):
        enter(session, club, Period(THURSDAY, THURSDAY), now=MORNING + week + DAY)


def test_nothing_is_written_into_a_closed_day(session, club):
    session.add(ClosedDay(school_id=club.school.id, day=THURSDAY, closed_at=BELL))
    session.flush()

    with pytest.raises(errors.DayClosed):
        enter(session, club, Period(THURSDAY, THURSDAY), now=BELL)


def test_leave_of_another_school_does_not_exist(session, club):
    request = ask(session, club)
    other = create_school(session, code="other", name="别处", now=make.NOON)

    with pytest.raises(NotFound):
        get_leave(session, other.id, request.id)


@pytest.fixture
def this_morning(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: MORNING)


@pytest.fixture
def guardian(client, club, this_morning):
    client.sign_in(club.guardian)
    return client


def test_a_guardian_asks_with_one_choice_and_one_reason(session, guardian, club):
    assert 'href="/leave"' in guardian.get("/").text
    assert f'value="m{club.meeting.id}"' in guardian.get("/leave").text

    answer = guardian.post("/leave", data={"when": f"m{club.meeting.id}", "reason": "ill"})

    request = session.scalars(select(LeaveRequest)).one()
    assert answer.status_code == 303
    assert (request.meeting_id, request.reason) == (club.meeting.id, "ill")


@pytest.mark.parametrize(
    "data",
    [
        {"when": "days", "reason": "ill"},
        {"when": "days", "reason": "ill", "first_day": "2026-09-12", "last_day": "2026-09-11"},
        {"when": "m999999", "reason": "ill"},
        {"when": "d2026-09-10", "reason": "other", "note": " "},
        {"when": "d2026-09-10"},
    ],
)
def test_what_cannot_be_asked_is_said_in_place(session, guardian, data):
    assert guardian.post("/leave", data=data).status_code == 422
    assert session.scalars(select(LeaveRequest)).all() == []


def test_a_guardian_asks_for_some_days_in_own_words(session, guardian):
    guardian.post(
        "/leave",
        data={
            "when": "days",
            "first_day": "2026-09-14",
            "last_day": "2026-09-16",
            "reason": "other",
            "note": "回老家",
        },
    )

    request = session.scalars(select(LeaveRequest)).one()
    assert (request.period, request.reason) == (
        Period(date(2026, 9, 14), date(2026, 9, 16)),
        "回老家",
    )


def test_families_withdraw_the_leave_of_their_own_children_only(session, guardian, club):
    mine, other = ask(session, club), ask(session, club, child=club.children[2])

    assert guardian.post(f"/leave/{other.id}/withdraw").status_code == 403
    assert guardian.post(f"/leave/{mine.id}/withdraw").status_code == 303
    session.expire_all()
    assert (mine.state, other.state) == (LeaveState.WITHDRAWN, LeaveState.ASKED)


def test_students_do_not_ask_for_themselves(session, client, club, this_morning):
    account = make.account(session, Role.STUDENT, school=club.school)
    club.children[0].account_id = account.id
    client.sign_in(account)

    assert client.get("/leave").status_code == 403
    assert client.post("/leave", data={"when": "d2026-09-10", "reason": "ill"}).status_code == 403


def test_the_homeroom_teacher_answers_on_one_page(session, client, club, this_morning):
    first, second = ask(session, club), ask(session, club, child=club.children[1])
    client.sign_in(club.lead)

    assert client.get("/leave/requests").text.count("/approve") == 2
    assert client.post(f"/leave/requests/{first.id}/approve").status_code == 303
    assert client.post(f"/leave/requests/{second.id}/decline").status_code == 422
    declined = client.post(f"/leave/requests/{second.id}/decline", data={"answer": "考试"})

    assert declined.status_code == 303
    session.expire_all()
    assert (first.state, second.state) == (LeaveState.APPROVED, LeaveState.DECLINED)


def test_another_homeroom_s_teacher_sees_and_answers_nothing(session, client, club, this_morning):
    request = ask(session, club)
    stranger = make.account(session, Role.HOMEROOM_TEACHER, school=club.school)
    client.sign_in(stranger)

    assert "/approve" not in client.get("/leave/requests").text
    assert client.post(f"/leave/requests/{request.id}/approve").status_code == 403
    entered = client.post(
        f"/students/{club.children[0].id}/telephoned-leave", data={"when": "d2026-09-10"}
    )
    assert entered.status_code == 403


def test_a_telephoned_leave_is_entered_on_the_child_s_page(session, client, club, this_morning):
    child = club.children[0]
    client.sign_in(club.lead)
    assert f"/students/{child.id}/telephoned-leave" in client.get(f"/students/{child.id}").text

    client.post(
        f"/students/{child.id}/telephoned-leave", data={"when": "d2026-09-10", "reason": "doctor"}
    )

    request = session.scalars(select(LeaveRequest)).one()
    assert (request.state, request.reason) == (LeaveState.APPROVED, "doctor")


def test_a_refused_telephoned_leave_keeps_what_was_typed(session, client, club, this_morning):
    child = club.children[0]
    client.sign_in(club.lead)
    typed = {"when": "days", "first_day": "2026-09-12", "reason": "other", "note": "看望外婆"}

    answer = client.post(f"/students/{child.id}/telephoned-leave", data=typed)

    assert answer.status_code == 422
    assert all(kept in answer.text for kept in ("请选好起止日期", "2026-09-12", "看望外婆"))
    assert session.scalars(select(LeaveRequest)).all() == []


def test_the_office_changes_the_rule(session, client, club):
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN, school=club.school))
    data = {"grace_minutes": "7", "alarm_minutes": "4", "late_minutes": "20"}

    assert client.post("/attendance/rule", data={"grace_minutes": "99"}).status_code == 422
    assert client.post("/attendance/rule", data=data).status_code == 303

    rule = session.get(AttendanceRule, club.school.id)
    assert (rule.grace_minutes, rule.alarm_minutes, rule.confirms_leave) == (7, 4, False)


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_pages_of_leave_take_a_fixed_number_of_statements(
    session, client, club, count_queries, this_morning, how_many
):
    for n in range(how_many):
        ask(session, club, Period(THURSDAY + n * DAY, THURSDAY + n * DAY))
        approve(
            session,
            club,
            ask(session, club, Period(THURSDAY + (n + 9) * DAY, THURSDAY + (n + 9) * DAY)),
        )
    counted = []
    for account, page in ((club.lead, "/leave/requests"), (club.guardian, "/leave")):
        client.sign_in(account)
        client.get(page)
        count_queries.clear()
        client.get(page)
        counted.append(len(count_queries))

    assert counted == [4, 9]
