"""A freed seat moves three families: each accepts on its phone, the next is asked at once."""

import pytest
from playwright.sync_api import Page, expect

from app.core.roles import Role
from tests import make
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll, take_picture
from tests.browser.small_school import let_in, running_term, sign_in, small_school

CLUBS = ("围棋", "戏剧", "陶艺")
FAMILIES = ("周小满", "沈一诺", "许知远")


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server with three full clubs; three children wait, each for the club of the one before."""
    with small_school(tmp_path, monkeypatch, _arrange) as (server, _):
        yield server


def _arrange(session) -> None:
    school, term = running_term(session)
    slot = make.slot(session, school=school)
    clubs = [
        make.section(
            session,
            term=term,
            slots=[slot],
            seats=1,
            course=make.course(session, school=school, title=title),
        )
        for title in CLUBS
    ]
    room = make.homeroom(session, school=school)
    leaving, *children = (
        make.student(session, school=school, homeroom=room, name=name)
        for name in ("陆子航", *FAMILIES)
    )
    for child, club in zip((leaving, *children), clubs, strict=False):
        make.place(session, child, club)
    for number, (child, club) in enumerate(zip(children, clubs, strict=True), start=1):
        make.waiting(session, child, club, number=number)
        let_in(session, make.guardian(session, child, school=school), f"J{number}")
    let_in(session, make.account(session, Role.SCHOOL_ADMIN, school=school), "ADMIN")


def test_a_freed_seat_moves_three_families(server, screens):
    office = screens.desktop(server)
    sign_in(office, "ADMIN")
    _end_place(office)

    for number, (child, club) in enumerate(zip(FAMILIES, CLUBS, strict=True), start=1):
        phone = screens.phone(server, java_script_enabled=number != 2)
        sign_in(phone, f"J{number}")
        _accept(phone, child, club, given_up=(*CLUBS[1:], "")[number - 1], looks=number != 2)

    _moves(office)


def _end_place(page: Page) -> None:
    page.goto("/rosters")
    page.get_by_role("link", name="围棋").first.click()
    page.get_by_role("link", name="结束 陆子航").click()
    page.get_by_placeholder("原因").fill("转学")
    page.get_by_role("button", name="退出", exact=True).click()
    expect(page.locator("#waiting")).to_have_text("1 个孩子候补中")
    expect(page.get_by_text("已通知，名额保留到")).to_be_visible()
    take_picture(page, "waiting-roster")
    assert_axe_clean(page)


def _accept(page: Page, child: str, club: str, *, given_up: str, looks: bool) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name=f"“{club}”有名额了，轮到{child}")).to_be_visible()
    says = f"原来“{given_up}”的名额就放弃了" if given_up else "接受它不用放弃别的社团"
    expect(page.get_by_text(says)).to_be_visible()
    if looks:
        assert_no_sideways_scroll(page)
        assert_axe_clean(page)
        take_picture(page, f"waiting-offer-{club}")
    page.get_by_role("button", name="接受", exact=True).click()
    expect(page.get_by_text(f"{child}进了“{club}”。")).to_be_visible()
    expect(page.get_by_role("button", name="接受", exact=True)).to_have_count(0)


def _moves(page: Page) -> None:
    page.goto("/rosters")
    page.get_by_role("link", name="陶艺").first.click()
    page.get_by_role("button", name="变动记录").click()
    rows = page.locator("tbody tr")
    expect(rows.first).to_contain_text("录取：候补")
    expect(rows.first).to_contain_text(FAMILIES[2])
    expect(page.locator("tbody")).to_contain_text("候补递补")
    assert_no_sideways_scroll(page)
    assert_axe_clean(page)
    take_picture(page, "waiting-moves")
