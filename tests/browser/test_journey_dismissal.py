"""A wave goes home: its teacher brings it, the gate counts another number, a name solves it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.attendance.gate_models import Release
from app.attendance.models import AttendanceRule
from app.attendance.services import hand_in_roll
from app.core import clock
from app.core.db import db
from app.core.roles import Role
from app.timetable.queries.meetings import get_meeting
from tests import make
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll, take_picture
from tests.browser.small_school import let_in, running_term, sign_in, small_school

ZONE = ZoneInfo("Asia/Shanghai")
NAMES = ("陈小禾", "李小禾", "王小禾", "赵小禾", "周小禾", "吴小禾")
TABLET = {"width": 820, "height": 1180}


@pytest.fixture
def served(tmp_path):
    """A server with one club of six children that has just ended; its roll is handed in."""
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        small_school(tmp_path, monkeypatch, _arrange) as both,
    ):
        yield both


def _arrange(session) -> None:
    school, term = running_term(session)
    session.add(AttendanceRule(school_id=school.id, counts_at_gate=True, late_minutes=120))
    now = clock.now().astimezone(ZONE)
    slot = make.slot(session, school=school, weekday=now.isoweekday())
    homeroom = make.homeroom(session, school=school)
    course = make.course(session, school=school, title="书法")
    club = make.section(session, term=term, slots=[slot], seats=30, course=course)
    for n, name in enumerate(NAMES):
        child = make.student(session, school=school, homeroom=homeroom, name=name)
        child.name_pinyin = f"{n:02}"
        make.place(session, child, club)
    teacher = make.account(session, Role.CLUB_TEACHER, school=school, name="陈晓")
    let_in(session, teacher, "T1")
    let_in(session, make.account(session, Role.GATEKEEPER, school=school, name="门卫"), "G1")
    starts, ends = _just_over(now)
    made = make.meeting(
        session, club, teacher, slot_id=slot.id, day=now.date(), starts_at=starts, ends_at=ends
    )
    session.flush()
    session.expire_all()
    meeting = get_meeting(session, school.id, made.id)
    hand_in_roll(session, school, meeting, actor_id=teacher.id, now=clock.now())


def _just_over(now: datetime) -> tuple[time, time]:
    """Give an hour ago and a minute ago, inside the day."""
    begins, ends = now - timedelta(minutes=60), now - timedelta(minutes=1)
    is_today = begins.date() == now.date()
    return begins.time() if is_today else time(0), max(ends.time(), time(0, 0, 1))


def _released(app) -> int:
    with app.app_context():
        count = len(db.session().scalars(select(Release.id)).all())
        db.session.remove()
    return count


def test_a_wave_goes_when_the_counts_agree(served, screens, taps):
    server, app = served
    phone, tablet = screens.phone(server), screens.on("desktop", server)
    tablet.set_viewport_size(TABLET)
    sign_in(phone, "T1")
    sign_in(tablet, "G1")
    taps.follow(phone)
    phone.goto("/roll?all=1")
    phone.get_by_role("link", name="书法").first.tap()
    phone.get_by_role("button", name="送到校门").tap()
    expect(phone.get_by_text("都跟队走")).to_be_visible()
    phone.get_by_role("button", name="送到校门").tap()
    expect(phone.get_by_text("送来 6 人").first).to_be_visible()
    assert taps.count == 3

    tablet.goto("/gate")
    tablet.get_by_text("人数不同").click()
    tablet.get_by_label("清点人数").fill("5")
    tablet.get_by_role("button", name="记下").click()
    expect(tablet.get_by_text("送来 6，清点 5")).to_be_visible()
    assert _released(app) == 0
    assert_axe_clean(tablet)
    take_picture(tablet, "gate-differs")

    phone.reload()
    expect(phone.get_by_role("alert")).to_contain_text("少了谁")
    phone.get_by_text("王小禾").tap()
    phone.get_by_role("button", name="再报一次").tap()
    expect(phone.get_by_text("送来 5 人").first).to_be_visible()
    assert_axe_clean(phone)
    assert_no_sideways_scroll(phone)
    take_picture(phone, "gate-bring")

    tablet.reload()
    expect(tablet.get_by_text("没有跟队：王小禾")).to_be_visible()
    tablet.get_by_role("button", name="清点到 5 人").click()
    expect(tablet.locator("h1")).to_have_text("还有 1 个孩子在校")
    assert _released(app) == 5

    tablet.get_by_role("button", name="找一个孩子").click()
    tablet.get_by_role("searchbox").fill("王小禾")
    tablet.keyboard.press("Enter")
    tablet.get_by_role("link", name="王小禾").click()
    tablet.get_by_role("textbox", name="谁来接").fill("外婆")
    tablet.get_by_role("button", name="跟这个人走").click()
    expect(tablet.locator("h1")).to_contain_text("王小禾")
    tablet.goto("/gate")
    expect(tablet.locator("h1")).to_have_text("孩子们都离校了")
    assert_no_sideways_scroll(tablet)
    take_picture(tablet, "gate-empty")
