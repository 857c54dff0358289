"""A club is cancelled and repaired: seen before it happens, answered on phones, carried out."""

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll, take_picture
from tests.browser.small_school import let_in, running_term, sign_in, small_school
from tests.enrollment.closing import Closing

REASON = "林老师生病，要休养一个学期"


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server with a club of three children: one seat is free elsewhere, one if somebody moves."""
    with small_school(tmp_path, monkeypatch, _arrange) as (server, _):
        yield server


def _arrange(session) -> None:
    school, term = running_term(session)
    c = Closing(session, school, term)
    fifth = make.homeroom(session, school=school, grade=5)
    c.art.grade_from = 5
    children = [
        c.member(c.chess, "周小满", wants=[c.chess, c.drama], number=3),
        c.member(c.chess, "沈一诺", wants=[c.chess, c.choir], number=8),
        c.member(c.drama, "陆子航", wants=[c.art, c.drama], number=9, homeroom=fifth),
    ]
    c.member(c.chess, "许知远", wants=[c.chess], number=12)
    c.fill(c.drama)
    c.fill(c.choir, free=1)
    for number, child in enumerate(children, start=1):
        let_in(session, make.guardian(session, child, school=school), f"J{number}")
    c.teacher(c.chess, name="林老师")
    let_in(session, c.admin, "ADMIN")


def test_a_club_is_cancelled_and_repaired(server, screens):
    office = screens.desktop(server)
    sign_in(office, "ADMIN")
    _propose(office)
    _ask(office)

    phone = screens.phone(server)
    sign_in(phone, "J1")
    _accept(phone)
    _make_room(screens.phone(server, locale="en"))
    _without_script(screens.phone(server, java_script_enabled=False))

    _carry_out(office)
    _read(phone)


def _look(page: Page, name: str) -> None:
    assert_no_sideways_scroll(page)
    assert_axe_clean(page)
    take_picture(page, name)


def _propose(page: Page) -> None:
    page.goto("/rosters")
    page.get_by_role("link", name="围棋").first.click()
    page.get_by_role("button", name="开不下去了？").click()
    expect(page.get_by_text("这个时间没有可以带社团的老师有空")).to_be_visible()
    _look(page, "repair-begin")
    page.get_by_label("原因").fill(REASON)
    page.get_by_role("button", name="看看能转到哪里").click()


def _ask(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("“围棋”：3 个孩子中，2 个有别的名额")
    _look(page, "repair-proposal")
    page.get_by_role("button", name="宣布停开并询问家长").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("0 个同意")


def _accept(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="“围棋”停开了，周小满可以转到")).to_be_visible()
    expect(page.get_by_text(REASON).first).to_be_visible()
    _look(page, "repair-question")
    page.get_by_role("button", name="接受", exact=True).click()
    expect(page.get_by_text("名额已留好，等学校统一调整")).to_be_visible()
    _look(page, "repair-agreed")


def _make_room(page: Page) -> None:
    sign_in(page, "J3")
    page.get_by_role("button", name="English").first.click()
    page.goto("/")
    expect(page.get_by_role("heading", name="陆子航 can go from 戏剧 to 陶艺")).to_be_visible()
    _look(page, "repair-makes-room")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_text("the seat is kept until")).to_be_visible()


def _without_script(page: Page) -> None:
    sign_in(page, "J2")
    page.goto("/")
    page.get_by_role("button", name="不接受", exact=True).click()
    expect(page.get_by_text("已记下，谢谢答复")).to_be_visible()


def _carry_out(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 个同意")  # by itself
    _look(page, "repair-answers")
    page.get_by_role("button", name="执行调整").first.click()
    page.locator("button.danger", has_text="执行调整").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "“围棋”已停开：3 个孩子中，1 个转到了别的社团"
    )
    _look(page, "repair-done")
    page.goto("/rosters")
    expect(page.get_by_role("link", name="围棋")).to_have_count(0)


def _read(page: Page) -> None:
    page.goto("/inbox")
    expect(page.get_by_text("周小满进了").first).to_be_visible()
