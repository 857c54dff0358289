"""A red day on a phone: each point leads to who settles it, then one tap closes the day."""

import re
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from app.attendance.merging import Tap
from app.attendance.models import MarkState
from app.attendance.services import hand_in_roll, take_taps
from app.core import clock
from app.core.roles import Role
from app.safety.duty_models import DutyKind
from app.safety.incident_models import IncidentKind, Step
from app.safety.queries.incidents import get_incident
from app.safety.services import (
    Turns,
    add_child,
    add_turns,
    do_step,
    person_of,
    start_incident,
)
from app.timetable.queries.meetings import get_meeting
from tests import make
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll, take_picture
from tests.browser.small_school import let_in, running_term, sign_in, small_school

ZONE = ZoneInfo("Asia/Shanghai")
BEGAN, OVER = time(0, 0), time(0, 0, 30)  # of today, so that it is over at any hour of a test


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A server on whose day four things are open: a roll, an absence, an incident, a log."""
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        small_school(tmp_path_factory.mktemp("closing"), monkeypatch, _arrange) as both,
    ):
        yield both


def _arrange(session) -> None:
    school, term = running_term(session)
    now = clock.now()
    today = now.astimezone(ZONE).date()
    slot = make.slot(session, school=school, weekday=today.isoweekday())
    leader = make.account(session, Role.DUTY_LEADER, school=school, name="周值")
    let_in(session, leader, "D1")
    teacher = make.account(session, Role.CLUB_TEACHER, school=school, name="陈晓")
    by = {"actor_id": teacher.id, "now": now}
    when = {"day": today, "starts_at": BEGAN, "ends_at": OVER, "slot_id": slot.id}
    for title, name in (("围棋", "林小禾"), ("书法", "马小禾")):
        course = make.course(session, school=school, title=title)
        club = make.section(session, term=term, slots=[slot], course=course)
        child = make.student(session, school=school, name=name)
        make.place(session, child, club)
        made = make.meeting(session, club, teacher, **when)
    make.guardian(session, child, school=school, phone="12082080099")
    session.commit()
    _miss(session, school, made, child, by)
    _hurt(session, school, child, by)
    who = person_of(session, school, account_id=leader.id)
    turns = Turns(DutyKind.LEADER, 1, frozenset({today.isoweekday()}))
    add_turns(session, school, term, turns, who, actor_id=None, now=now)


def _miss(session, school, made, child, by) -> None:
    """Hand in a roll on which the child is absent, and nobody knows why."""
    session.expire_all()
    meeting = get_meeting(session, school.id, made.id)
    tap = Tap("a" * 16, child.id, MarkState.ABSENT, timedelta())
    take_taps(session, school, meeting, [tap], **by)
    hand_in_roll(session, school, meeting, **by)


def _hurt(session, school, child, by) -> None:
    """Treat a child of whose injury no guardian is told."""
    row = start_incident(session, school, IncidentKind.INJURY, None, is_leader=False, **by)
    session.expire_all()
    add_child(session, get_incident(session, school.id, row.id), child, **by)
    do_step(session, school, row, Step.TREATED, by["now"], **by)


def _settle(page: Page, point: str, button: str) -> None:
    """Follow a red point and settle it there by one tap."""
    page.goto("/day/closing")
    page.get_by_role("link").filter(has_text=point).tap()
    page.get_by_role("button", name=button).tap()


def test_a_red_day_is_settled_point_by_point_and_closed_in_one_tap(served, screens):
    server, _app = served
    phone = screens.phone(server)
    sign_in(phone, "D1")
    phone.goto("/day/closing")
    expect(phone.locator("h1")).to_have_text("还有 4 项未落实")
    assert_axe_clean(phone)
    assert_no_sideways_scroll(phone)
    take_picture(phone, "day-open")

    _settle(phone, "点名没有提交", "提交")
    expect(phone.get_by_text("周值 已于")).to_be_visible()
    _settle(phone, "马小禾", "生病")
    expect(phone.locator("h1")).to_have_text("缺席都有下落")
    _settle(phone, "还有监护人没有告知", "已打电话告知")
    expect(phone.get_by_text("电话告知", exact=True)).to_be_visible()
    _settle(phone, "值班记录没有签字", "签字")
    expect(phone.get_by_text(re.compile(r"周值 \d\d:\d\d 已签字"))).to_be_visible()

    phone.goto("/day/closing")
    expect(phone.locator("h1")).to_have_text("全部落实")
    phone.get_by_role("button", name="当日结账").tap()
    expect(phone.locator("h1")).to_have_text("这一天已结账")
    assert_axe_clean(phone)
    take_picture(phone, "day-closed")
