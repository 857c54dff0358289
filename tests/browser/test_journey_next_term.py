"""The term is summed up: the office decides, and the next term's draft carries the decision."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.core.roles import Role
from tests import make
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll, take_picture
from tests.browser.small_school import let_in, running_term, sign_in, small_school

NOTE = "换到大教室，多收六个人"


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server with a term of one club and the term after it."""
    with small_school(tmp_path, monkeypatch, _arrange) as (server, _):
        yield server


def _arrange(session) -> None:
    school, term = running_term(session)
    starts = term.ends_on + timedelta(days=30)
    days = {"starts_on": starts, "ends_on": starts + timedelta(days=120)}
    make.term(session, school=school, title="下一学期", **days)
    course = make.course(session, school=school, title="围棋")
    section = make.section(session, term=term, course=course, seats=20, min_size=10)
    make.teaches(session, make.account(session, Role.CLUB_TEACHER, school=school), section)
    let_in(session, make.account(session, Role.SCHOOL_ADMIN, school=school), "ADMIN")


def test_the_next_term_carries_the_decision(server, screens):
    office = screens.desktop(server)
    sign_in(office, "ADMIN")
    _decide(office)
    _copy(office)


def _look(page: Page, name: str) -> None:
    assert_no_sideways_scroll(page)
    assert_axe_clean(page)
    take_picture(page, name)


def _decide(page: Page) -> None:
    page.get_by_role("link", name="学期小结").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("还有 1 个社团等待决定")
    _look(page, "summary")
    page.get_by_role("link", name="围棋").click()
    page.get_by_label("下学期名额").fill("26")
    page.get_by_label("旗舰").check()
    page.get_by_label("给下学期的说明").fill(NOTE)
    page.get_by_role("button", name="决定").click()
    expect(page.get_by_text("26 个名额，旗舰")).to_be_visible()
    _look(page, "summary-section")


def _copy(page: Page) -> None:
    page.get_by_role("link", name="社团", exact=True).first.click()
    page.goto(page.url.split("/courses")[0] + "/courses/copy?term=2")
    expect(page.get_by_role("cell", name="20 → 26")).to_be_visible()
    page.get_by_role("button", name=re.compile("生成 1 份草稿")).click()
    page.get_by_role("link", name=re.compile("围棋")).first.click()
    expect(page.get_by_text("名额 20 → 26，旗舰")).to_be_visible()
    expect(page.get_by_text(NOTE)).to_be_visible()
    page.get_by_role("link", name="查看依据").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("围棋")
