"""Swap of three: each family names the club of the next; after closing all three have swapped."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from app.core import clock
from app.core.roles import Role
from app.enrollment.exchange_models import Exchange
from tests import make
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll, take_picture
from tests.browser.small_school import change, let_in, running_term, sign_in, small_school

CLUBS = ("围棋", "戏剧", "陶艺")
FAMILIES = ("周小满", "沈一诺", "许知远")
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A server with three full clubs of one seat, a child in each; and the app beside it."""
    with small_school(tmp_path, monkeypatch, _arrange) as both:
        yield both


def _arrange(session) -> None:
    school, term = running_term(session)
    slot = make.slot(session, school=school)
    room = make.homeroom(session, school=school)
    for number, (title, name) in enumerate(zip(CLUBS, FAMILIES, strict=True), start=1):
        course = make.course(session, school=school, title=title)
        club = make.section(session, term=term, slots=[slot], seats=1, course=course)
        child = make.student(session, school=school, homeroom=room, name=name)
        make.place(session, child, club)
        let_in(session, make.guardian(session, child, school=school), f"J{number}")
    let_in(session, make.account(session, Role.SCHOOL_ADMIN, school=school), "ADMIN")


def _close(session) -> None:
    """Let the closing time come."""
    now = clock.now()
    before = {"opens_at": now - timedelta(hours=2), "closes_at": now - timedelta(seconds=1)}
    session.execute(update(Exchange).values(before))


def test_three_families_swap(served, screens):
    server, app = served
    office = screens.desktop(server)
    sign_in(office, "ADMIN")
    _announce(office)

    for number, name in enumerate(FAMILIES, start=1):
        phone = screens.phone(server, java_script_enabled=number != 2)
        sign_in(phone, f"J{number}")
        _wish(phone, name, CLUBS[number % 3], looks=number == 1)
    _run(app, office)

    phone = screens.phone(server)
    sign_in(phone, "J1")
    phone.goto("/exchange")
    expect(phone.get_by_text("换到了戏剧")).to_be_visible()
    assert_no_sideways_scroll(phone)
    assert_axe_clean(phone)
    take_picture(phone, "swap-result")


def _announce(page: Page) -> None:
    page.goto("/exchange/manage")
    now = clock.now().astimezone(ZONE)
    for field, hours in (("opens_at", -1), ("closes_at", 24)):
        moment = now + timedelta(hours=hours)
        page.locator(f"input[name={field}]").fill(f"{moment:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="公布并通知相关家庭").click()
    expect(page.get_by_text("已公布，相关家庭已收到消息。")).to_be_visible()
    take_picture(page, "swap-announced")


def _wish(page: Page, name: str, club: str, *, looks: bool) -> None:
    page.goto("/offers")
    page.get_by_role("button", name="社团互换").click()
    expect(page.get_by_role("heading", name=f"{name}：社团互换")).to_be_visible()
    choice = page.get_by_label("更想去")
    choice.select_option(value=choice.locator("option", has_text=club).get_attribute("value"))
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("button", name="撤回，保留现有名额")).to_be_visible()
    if looks:
        assert_no_sideways_scroll(page)
        assert_axe_clean(page)
        take_picture(page, "swap-wish")


def _run(app, office: Page) -> None:
    office.goto("/exchange/manage")
    expect(office.get_by_role("heading", name="已有 3 个名额参加")).to_be_visible()
    assert_axe_clean(office)
    take_picture(office, "swap-open")
    change(app, _close)
    office.goto("/exchange/manage")
    office.get_by_role("button", name="现在进行").click()
    expect(office.get_by_role("heading", name="3 名学生换了社团")).to_be_visible()
    assert_no_sideways_scroll(office)
    assert_axe_clean(office)
    take_picture(office, "swap-run")
