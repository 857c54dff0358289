"""A teacher falls ill before the bell; a colleague is found and stands before the children."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from app.core import clock
from app.core.roles import Role
from app.timetable.jobs import tell_of_missing_adults
from tests import make
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll, take_picture
from tests.browser.small_school import change, let_in, running_term, sign_in, small_school

AHEAD, LASTS = timedelta(minutes=20), timedelta(minutes=50)
ROLL = re.compile(r"/meetings/\d+/roll$")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A server with a club that soon meets, its teacher, two colleagues and a duty leader."""
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        small_school(tmp_path_factory.mktemp("cover"), monkeypatch, _arrange) as both,
    ):
        yield both


def _arrange(session) -> None:
    school, term = running_term(session)
    school.time_zone, begins = _soon()
    slot = make.slot(session, school=school, weekday=begins.isoweekday())
    club = make.section(
        session, term=term, slots=[slot], course=make.course(session, school=school, title="围棋")
    )
    make.place(session, make.student(session, school=school, name="林小禾"), club)
    names = {"T1": "陈晓", "T2": "苏明", "T3": "何安"}
    teachers = {
        login: make.account(session, Role.CLUB_TEACHER, school=school, name=name)
        for login, name in names.items()
    }
    leader = make.account(session, Role.DUTY_LEADER, school=school, name="周值")
    for login, account in {**teachers, "D1": leader}.items():
        let_in(session, account, login)
    ends = min(begins + LASTS, begins.replace(hour=23, minute=59))
    times = {"day": begins.date(), "starts_at": begins.time(), "ends_at": ends.time()}
    make.meeting(session, club, teachers["T1"], slot_id=slot.id, **times)


def _soon() -> tuple[str, datetime]:
    """Choose a zone in which the meeting that soon begins does not pass midnight."""
    for zone in ("Asia/Shanghai", "Asia/Urumqi"):
        begins = (clock.now().astimezone(ZoneInfo(zone)) + AHEAD).replace(second=0, microsecond=0)
        if begins.hour < 23:
            break
    return zone, begins


def test_a_missing_teacher_is_covered_before_the_bell(served, screens, taps):
    server, app = served
    ill, leader, substitute = (screens.phone(server) for _ in range(3))
    sign_in(ill, "T1")
    expect(ill).to_have_url(ROLL)
    ill.goto("/timetable")
    ill.get_by_role("link", name=re.compile("围棋")).tap()
    ill.get_by_label("原因").fill("发烧")
    ill.get_by_role("button", name="我不能来").tap()
    expect(ill.get_by_text("值班行政已收到通知")).to_be_visible()
    assert_axe_clean(ill)

    change(app, lambda session: tell_of_missing_adults(session, now=clock.now()))
    sign_in(leader, "D1")
    taps.start(leader)
    leader.goto("/inbox")
    leader.get_by_role("link", name=re.compile("“围棋”还没有老师")).tap()
    expect(leader.get_by_role("heading", name="谁来代 陈晓？")).to_be_visible()
    assert_axe_clean(leader)
    assert_no_sideways_scroll(leader)
    take_picture(leader, "cover-proposals")
    leader.get_by_role("listitem").filter(has_text="苏明").get_by_role("button").tap()
    expect(leader.get_by_text("代 陈晓", exact=True)).to_be_visible()
    assert taps.count == 2

    sign_in(substitute, "T2")
    expect(substitute).to_have_url(ROLL)
    expect(substitute.get_by_role("button", name=re.compile("林小禾"))).to_be_visible()
    ill.goto("/")
    expect(ill).not_to_have_url(ROLL)
