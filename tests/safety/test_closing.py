"""A day closes when everything is settled, or by the office with a reason for each open point."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.attendance.errors import DayClosed
from app.attendance.merging import Tap
from app.attendance.models import Absence, AttendanceRule, ClosedDay, MarkState, Outcome
from app.attendance.services import hand_in_roll, settle_absence, take_taps
from app.attendance.services.gate import bring, count_at_gate
from app.audit.models import AuditEntry
from app.core import clock
from app.core.roles import Role
from app.safety.errors import ClosedAlready, NotClosed, NothingToClose, NotOver, StillOpen
from app.safety.models import DayCorrection, ItemKind, OpenItem
from app.safety.queries.days import day_book
from app.safety.services import close_day, correct_day
from app.timetable.models import MeetingAdult
from app.timetable.queries.meetings import get_meeting
from tests import make
from tests.attendance.conftest import BELL, club

__all__ = ["club"]

DAY = date(2026, 9, 10)
OVER = BELL + timedelta(minutes=60)


def close(session, club, reasons=None, *, day=DAY, now=OVER):
    by = {"actor_id": club.leader.id, "now": now}
    return close_day(session, club.school, day, reasons or {}, **by)


def call(session, club, *, absent=False):
    by = {"actor_id": club.teacher.id, "now": BELL}
    meeting = get_meeting(session, club.school.id, club.meeting.id)
    if absent:
        tap = Tap("aaaaaaaa", club.children[0].id, MarkState.ABSENT, timedelta())
        take_taps(session, club.school, meeting, [tap], **by)
    hand_in_roll(session, club.school, meeting, **by)


def kinds(session, club, now=OVER):
    session.expire_all()
    return [item.kind for item in day_book(session, club.school, DAY, now=now).items]


def test_a_settled_day_closes_and_its_rolls_are_frozen(session, club):
    call(session, club)

    close(session, club)

    tap = Tap("bbbbbbbb", club.children[0].id, MarkState.ABSENT, timedelta())
    with pytest.raises(DayClosed):
        take_taps(session, club.school, club.meeting, [tap], actor_id=club.teacher.id, now=OVER)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "close day")).one()
    assert entry.actor_id == club.leader.id
    with pytest.raises(ClosedAlready):
        close(session, club)


def test_each_thing_that_is_not_right_keeps_the_day_open(session, club):
    assert kinds(session, club, now=BELL) == [ItemKind.NOT_OVER]
    assert kinds(session, club) == [ItemKind.NO_ROLL]
    call(session, club, absent=True)
    assert kinds(session, club) == [ItemKind.NO_OUTCOME]
    adult = session.scalars(select(MeetingAdult)).one()
    adult.is_away, adult.away_reason = True, "病"
    session.flush()

    assert kinds(session, club) == [ItemKind.NO_ADULT, ItemKind.NO_OUTCOME]
    with pytest.raises(StillOpen):
        close(session, club)
    assert session.scalar(select(func.count(ClosedDay.id))) == 0


def test_an_outcome_settles_the_point(session, club):
    call(session, club, absent=True)
    absence = session.scalars(select(Absence)).one()
    by = {"actor_id": club.lead.id, "now": OVER}
    settle_absence(session, absence, club.meeting, Outcome.SICK, **by)

    close(session, club)

    assert session.scalars(select(OpenItem)).all() == []


def test_where_the_gate_counts_the_day_waits_for_every_child(session, club):
    session.add(AttendanceRule(school_id=club.school.id, counts_at_gate=True))
    call(session, club)
    waiting = kinds(session, club)
    by = {"actor_id": club.leader.id, "now": OVER}
    bring(session, club.school, get_meeting(session, club.school.id, club.meeting.id), [], **by)

    session.expire_all()
    meeting = get_meeting(session, club.school.id, club.meeting.id)
    count_at_gate(session, club.school, meeting, 3, **by)

    assert (waiting, kinds(session, club)) == ([ItemKind.NOT_RELEASED] * 3, [])


def test_a_day_closed_with_open_points_keeps_their_reasons(session, club):
    key = (ItemKind.NO_ROLL, club.meeting.id)

    close(session, club, {key: "老师的手机坏了，已口头清点"})

    left = session.scalars(select(OpenItem)).one()
    assert (left.kind, left.object_id, left.reason) == (*key, "老师的手机坏了，已口头清点")


def test_no_reason_closes_a_day_that_is_not_over_or_had_no_meeting(session, club):
    with pytest.raises(NotOver):
        close(session, club, {(ItemKind.NOT_OVER, club.meeting.id): "x"}, now=BELL)
    with pytest.raises(NothingToClose):
        close(session, club, day=date(2026, 9, 11), now=OVER + timedelta(days=2))


def test_a_correction_stands_beside_a_closed_day_and_changes_nothing(session, club):
    by = {"what": "陈一其实到了", "reason": "看错名字", "actor_id": club.leader.id, "now": OVER}
    with pytest.raises(NotClosed):
        correct_day(session, club.school, DAY, **by)
    call(session, club, absent=True)
    absence = session.scalars(select(Absence)).one()
    close(session, club, {(ItemKind.NO_OUTCOME, absence.id): "明早再问"})

    correct_day(session, club.school, DAY, **by)

    assert session.scalars(select(DayCorrection.what)).all() == ["陈一其实到了"]
    assert kinds(session, club) == [ItemKind.NO_OUTCOME]


@pytest.fixture
def evening(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: OVER)


def test_the_duty_leader_closes_in_one_tap_what_is_green(session, client, club, evening):
    client.sign_in(club.leader)
    red = client.get("/day/closing").text
    refused = client.post("/day/closing?on=2026-09-10")
    call(session, club)

    green = client.get("/day/closing").text
    client.post("/day/closing?on=2026-09-10")

    assert ("点名没有提交" in red, refused.status_code) == (True, 422)
    assert "全部落实" in green
    assert "这一天已结账" in client.get("/day/closing?on=2026-09-10").text


def test_only_the_office_closes_with_reasons(session, client, club, evening):
    reasons = {f"reason-no_roll-{club.meeting.id}": "停电"}
    client.sign_in(club.leader)
    assert client.post("/day/closing?on=2026-09-10", data=reasons).status_code == 403
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN, school=club.school))

    vague = client.post(
        "/day/closing?on=2026-09-10", data={f"reason-no_roll-{club.meeting.id}": " "}
    )
    client.post("/day/closing?on=2026-09-10", data=reasons)
    client.post(
        "/day/closing/corrections?on=2026-09-10", data={"what": "补交点名", "reason": "已恢复供电"}
    )

    assert vague.status_code == 422
    page = client.get("/day/closing?on=2026-09-10").text
    assert all(word in page for word in ("停电", "补交点名", "已恢复供电"))


def test_another_school_s_day_is_its_own(session, client, club, evening):
    call(session, club)
    other = make.school(session)
    client.sign_in(make.account(session, Role.DUTY_LEADER, school=other))

    assert client.post("/day/closing?on=2026-09-10").status_code == 422
    assert session.scalar(select(func.count(ClosedDay.id))) == 0


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_page_takes_a_fixed_number_of_statements(
    session, client, club, evening, count_queries, how_many
):
    for n in range(how_many - 1):
        slot = make.slot(session, school=club.school, weekday=7, period=n + 1)
        make.meeting(session, club.section, club.teacher, slot_id=slot.id)
    client.sign_in(club.leader)
    client.get("/day/closing")
    count_queries.clear()

    client.get("/day/closing")

    assert len(count_queries) == 16
