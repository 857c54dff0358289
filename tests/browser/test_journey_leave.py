"""A guardian asks leave in three taps, the homeroom teacher gives it, the family reads that."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from app.core import clock
from app.core.roles import Role
from tests import make
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll
from tests.browser.small_school import let_in, running_term, sign_in, small_school

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A server with one club that meets tomorrow, a child, its guardian and its teachers."""
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        small_school(tmp_path_factory.mktemp("leave"), monkeypatch, _arrange) as both,
    ):
        yield both


def _arrange(session) -> None:
    school, term = running_term(session)
    tomorrow = clock.now().astimezone(ZONE).date() + timedelta(days=1)
    slot = make.slot(session, school=school, weekday=tomorrow.isoweekday())
    room = make.homeroom(session, school=school)
    course = make.course(session, school=school, title="围棋")
    club = make.section(session, term=term, slots=[slot], course=course)
    child = make.student(session, school=school, homeroom=room, name="林小禾")
    make.place(session, child, club)
    let_in(session, make.guardian(session, child, school=school), "G1")
    lead = make.account(session, Role.HOMEROOM_TEACHER, school=school, name="金静怡")
    make.homeroom_teacher(session, lead, room)
    let_in(session, lead, "H1")
    teacher = make.account(session, Role.CLUB_TEACHER, school=school, name="陈晓")
    when = {"day": tomorrow, "slot_id": slot.id}
    make.meeting(session, club, teacher, **when)


def test_leave_for_one_meeting_takes_three_taps_and_one_answer(served, screens, taps):
    server, _app = served
    phone = screens.phone(server)
    sign_in(phone, "G1")
    taps.start(phone)

    phone.get_by_role("button", name="请假", exact=True).tap()
    phone.get_by_text("只请围棋").tap()
    assert_axe_clean(phone)
    assert_no_sideways_scroll(phone)
    phone.get_by_role("button", name="生病").tap()

    expect(phone.get_by_role("heading", name="请假记录")).to_be_visible()
    assert taps.count == 3
    desk = screens.desktop(server)
    sign_in(desk, "H1")
    desk.goto("/leave/requests")
    assert_axe_clean(desk)
    desk.get_by_role("button", name="准假 林小禾", exact=True).click()
    expect(desk.get_by_role("heading", name="正在和即将请假")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("已准假", exact=True)).to_be_visible()
