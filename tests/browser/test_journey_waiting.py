"""A freed seat moves three families: each accepts on its phone, the next is asked at once."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app import create_app
from app.accounts.hashing import hash_password
from app.core import clock
from app.core.db import db
from app.core.roles import Role
from tests import make
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll, take_picture
from tools.local_server import Server

PASSWORD = "qiuyue-3107"
CLUBS = ("围棋", "戏剧", "陶艺")
FAMILIES = ("周小满", "沈一诺", "许知远")


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server with three full clubs; three children wait, each for the club of the one before."""
    server = Server(tmp_path)
    server.flask("db", "upgrade")
    monkeypatch.setenv("ZOUBAN_INSTANCE", str(tmp_path))
    app = create_app({"TESTING": True})
    with app.app_context():
        _arrange(db.session())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    with server.running():
        yield server


def _arrange(session) -> None:
    today = clock.now().date()
    school = make.school(session, code="yucai", name="育才小学")
    days = {"starts_on": today - timedelta(days=30), "ends_on": today + timedelta(days=90)}
    term, slot = make.term(session, school=school, **days), make.slot(session, school=school)
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
        _account(session, make.guardian(session, child, school=school), f"J{number}")
    _account(session, make.account(session, Role.SCHOOL_ADMIN, school=school), "ADMIN")


def _account(session, account, login) -> None:
    account.password_hash = hash_password(PASSWORD)
    make.login(session, account, login)


def test_a_freed_seat_moves_three_families(server, screens):
    office = screens.desktop(server)
    _sign_in(office, "ADMIN")
    _end_place(office)

    for number, (child, club) in enumerate(zip(FAMILIES, CLUBS, strict=True), start=1):
        phone = screens.phone(server, java_script_enabled=number != 2)
        _sign_in(phone, f"J{number}")
        _accept(phone, child, club, given_up=(*CLUBS[1:], "")[number - 1], looks=number != 2)

    _moves(office)


def _sign_in(page: Page, name: str) -> None:
    page.goto("/sign-in/yucai")
    page.locator("input[name=name]").fill(name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).not_to_have_url(re.compile("sign-in"))


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
