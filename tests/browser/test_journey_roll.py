"""A teacher calls the roll: in a few taps, without a signal, without a script, by two people."""

import re
from collections import Counter
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.attendance.models import Mark, Roll
from app.core import clock
from app.core.db import db
from app.core.roles import Role
from app.courses.models import Course, Section
from app.timetable.models import Meeting
from tests import make
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll, take_picture
from tests.browser.small_school import let_in, running_term, sign_in, small_school

ZONE = ZoneInfo("Asia/Shanghai")
NAMES = "黄唐杨徐肖郭吴李刘熊罗叶莫孙余姚田侯陈韦金阿何赵诸林高马宋江"
GLANCE = 700  # ms a person needs to find the next name
ROLL = re.compile(r"/meetings/\d+/roll$")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A server with five clubs that meet now: thirty children in the first, six in the others."""
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        small_school(tmp_path_factory.mktemp("roll"), monkeypatch, _arrange) as both,
    ):
        yield both


def _arrange(session) -> None:
    school, term = running_term(session)
    slot = make.slot(session, school=school, weekday=clock.now().astimezone(ZONE).isoweekday())
    rooms = [make.homeroom(session, school=school) for _ in range(3)]
    for number in range(1, 6):
        course = make.course(session, school=school, title=f"书法{number}")
        club = make.section(session, term=term, slots=[slot], seats=len(NAMES), course=course)
        for n, surname in enumerate(NAMES if number == 1 else NAMES[:6]):
            child = make.student(session, school=school, homeroom=rooms[n // 10], name=surname)
            child.name, child.name_pinyin = f"{surname}小禾", f"{n:02}"
            make.place(session, child, club)
        teacher = make.account(session, Role.CLUB_TEACHER, school=school, name="陈晓")
        let_in(session, teacher, f"T{number}")
        _meet(session, school, club, teacher, slot)
    let_in(session, make.account(session, Role.DUTY_LEADER, school=school, name="周值"), "D1")


def _meet(session, school, club, teacher, slot) -> None:
    now = clock.now().astimezone(ZONE)
    starts, ends = _around(now)
    when = {"day": now.date(), "starts_at": starts, "ends_at": ends, "slot_id": slot.id}
    room = make.room(session, school=school, name=f"{club.course.title}室")
    make.meeting(session, club, teacher, room_id=room.id, **when)


def _around(now: datetime) -> tuple[time, time]:
    """Give five minutes ago and fifty from now, inside the day."""
    begins, ends = now - timedelta(minutes=5), now + timedelta(minutes=50)
    return (
        begins.time() if begins.date() == now.date() else time(0),
        ends.time() if ends.date() == now.date() else time(23, 59, 59),
    )


def _states(app, number: int) -> tuple[bool, dict[str, int]]:
    """Read whether a club's roll is handed in, and how many marks are which."""
    with app.app_context():
        session = db.session()
        statement = select(Roll).join(Roll.meeting).join(Meeting.section).join(Section.course)
        roll = session.scalars(statement.where(Course.title == f"书法{number}")).one()
        marks = session.scalars(select(Mark.state).where(Mark.roll_id == roll.id)).all()
        is_handed_in = roll.is_handed_in
        db.session.remove()
    return is_handed_in, {str(state): count for state, count in Counter(marks).items()}


def _tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).tap()


def test_two_absent_of_thirty_take_three_taps(served, screens, taps):
    server, app = served
    phone = screens.phone(server)
    sign_in(phone, "T1")
    taps.start(phone)

    expect(phone).to_have_url(ROLL)
    for name in ("肖小禾", "李小禾"):
        phone.wait_for_timeout(GLANCE)
        _tap(phone, name)
    expect(phone.get_by_text("肖小禾、李小禾没到")).to_be_visible()
    assert_axe_clean(phone)
    assert_no_sideways_scroll(phone)
    take_picture(phone, "roll-open")
    phone.wait_for_timeout(GLANCE)
    phone.get_by_role("button", name="提交").tap()
    expect(phone.get_by_text("陈晓 已于")).to_be_visible()

    assert taps.count == 3
    assert _states(app, 1) == (True, {"present": 28, "absent": 2})
    assert_axe_clean(phone)
    take_picture(phone, "roll-handed-in")
    phone.get_by_role("button", name="撤销").tap()
    expect(phone.get_by_role("button", name="提交")).to_be_visible()


def test_nothing_is_lost_without_a_signal_while_the_server_is_killed(served, screens):
    server, app = served
    phone = screens.phone(server)
    sign_in(phone, "T2")
    _tap(phone, "黄小禾")
    expect(phone.get_by_text("已保存")).to_be_visible()

    phone.context.set_offline(True)
    _tap(phone, "唐小禾")
    _tap(phone, "杨小禾")
    _tap(phone, "杨小禾")
    expect(phone.get_by_text("没信号，已存手机")).to_be_visible()
    phone.get_by_role("button", name="提交").tap()
    expect(phone.get_by_text("一有信号就提交，请不要关闭本页")).to_be_visible()
    take_picture(phone, "roll-without-signal")
    server.kill()
    phone.context.set_offline(False)
    phone.wait_for_timeout(1500)  # a signal, but nobody answers
    server.start()

    expect(phone.get_by_text("陈晓 已于")).to_be_visible()
    assert _states(app, 2) == (True, {"present": 3, "absent": 2, "late": 1})


def test_a_page_closed_without_a_signal_sends_its_marks_when_it_opens_again(served, screens):
    server, app = served
    phone = screens.phone(server)
    sign_in(phone, "T3")
    phone.context.set_offline(True)
    _tap(phone, "黄小禾")
    expect(phone.get_by_text("没信号，已存手机")).to_be_visible()
    context = phone.context
    phone.close()
    context.set_offline(False)

    again = context.new_page()
    again.goto("/")

    expect(again.get_by_text("黄小禾没到")).to_be_visible()
    expect(again.get_by_text("已保存")).to_be_visible()
    assert _states(app, 3) == (False, {"absent": 1})


def test_two_people_on_one_roll_see_each_other_and_a_keyboard_does_the_same(served, screens):
    server, app = served
    phone, desk = screens.phone(server), screens.desktop(server)
    sign_in(phone, "T4")
    sign_in(desk, "D1")
    desk.goto(phone.url)
    _tap(phone, "黄小禾")
    expect(phone.get_by_text("已保存")).to_be_visible()
    desk.get_by_role("button", name=re.compile("唐小禾")).focus()

    desk.keyboard.press("e")

    expect(desk.get_by_text("黄小禾没到")).to_be_visible()  # the answer brought it along
    expect(desk.locator(".mark.left_early")).to_have_count(1)
    assert_axe_clean(desk)
    take_picture(desk, "roll-two-people")
    assert _states(app, 4) == (False, {"absent": 1, "left_early": 1})


def test_without_scripts_each_tap_is_a_form(served, screens):
    server, app = served
    phone = screens.phone(server, java_script_enabled=False)
    sign_in(phone, "T5")

    _tap(phone, "黄小禾")
    _tap(phone, "唐小禾")
    _tap(phone, "唐小禾")
    phone.get_by_label("早退").check()
    _tap(phone, "杨小禾")
    phone.get_by_role("button", name="提交").tap()

    expect(phone.get_by_text("陈晓 已于")).to_be_visible()
    counts = {"present": 3, "absent": 1, "late": 1, "left_early": 1}
    assert _states(app, 5) == (True, counts)
