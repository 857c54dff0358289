"""After the draw: a family drops its club, another changes into the free seat, one is corrected."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from app.core.roles import Role
from app.enrollment.models import TrialWeek
from tests import make
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll, take_picture
from tests.browser.small_school import let_in, running_term, sign_in, small_school

MEMBERS = {"围棋": "周小满", "戏剧": "沈一诺", "陶艺": "许知远"}
FORGOTTEN = "林可"


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A server with three full clubs of one seat in their trial week, and a forgotten child."""
    with small_school(tmp_path, monkeypatch, _arrange) as both:
        yield both


def _arrange(session) -> None:
    school, term = running_term(session)
    slot = make.slot(session, school=school)
    homeroom = make.homeroom(session, school=school)
    for number, (title, name) in enumerate(MEMBERS.items(), start=1):
        course = make.course(session, school=school, title=title)
        room = make.room(session, school=school, name=f"{title}教室")
        club = make.section(
            session, term=term, slots=[slot], seats=1, course=course, room_id=room.id
        )
        child = make.student(session, school=school, homeroom=homeroom, name=name)
        make.place(session, child, club)
        let_in(session, make.guardian(session, child, school=school), f"J{number}")
    make.student(session, school=school, homeroom=homeroom, name=FORGOTTEN)
    last_day = clock.now().date() + timedelta(days=5)
    session.add(TrialWeek(school_id=school.id, term_id=term.id, ends_on=last_day))
    let_in(session, make.account(session, Role.SCHOOL_ADMIN, school=school), "ADMIN")


def test_drop_change_and_correction(served, screens):
    server, _app = served
    phone = screens.phone(server, java_script_enabled=False)
    sign_in(phone, "J1")
    _drop(phone)

    other = screens.phone(server)
    sign_in(other, "J2")
    _change_into_the_free_seat(other)

    office = screens.desktop(server)
    sign_in(office, "ADMIN")
    _correct(office)

    phone.get_by_role("button", name="撤回").click()
    expect(phone.get_by_role("status").first).to_contain_text("围棋")
    expect(phone.get_by_role("heading", name="周小满现在没有社团")).to_be_visible()


def _look(page: Page, name: str) -> None:
    assert_no_sideways_scroll(page)
    assert_axe_clean(page)
    take_picture(page, name)


def _drop(page: Page) -> None:
    """Give the place up; without scripts, so axe cannot look on."""
    page.goto("/places")
    page.get_by_role("button", name="更换或放弃").click()
    expect(page.get_by_role("button", name="放弃名额")).to_be_visible()
    assert_no_sideways_scroll(page)
    take_picture(page, "change-own-place")
    page.get_by_role("button", name="放弃名额").click()
    expect(page.get_by_role("heading", name="周小满现在没有社团")).to_be_visible()
    expect(page.get_by_role("button", name="撤回")).to_be_visible()
    assert_no_sideways_scroll(page)
    take_picture(page, "change-given-up")


def _change_into_the_free_seat(page: Page) -> None:
    page.goto("/places")
    _look(page, "change-places")
    page.get_by_role("button", name="更换或放弃").click()
    expect(page.get_by_role("button", name="放弃名额")).to_be_visible()
    _look(page, "change-clubs")
    page.get_by_role("link", name="围棋").click()
    expect(page.get_by_text("“围棋”有空名额，沈一诺马上就能换过去。")).to_be_visible()
    _look(page, "change-effect")
    page.get_by_role("button", name="现在就换").click()
    expect(page.get_by_text("沈一诺进了“围棋”")).to_be_visible()
    _look(page, "change-done")


def _correct(page: Page) -> None:
    page.goto("/changes")
    _look(page, "change-desk")
    finder = page.get_by_role("searchbox", name="找一个孩子")
    finder.fill(FORGOTTEN)
    finder.press("Enter")
    page.get_by_role("link", name=FORGOTTEN).click()
    page.get_by_role("link", name="更正录取结果").click()
    clubs = page.get_by_label("孩子应该在")
    clubs.select_option(value=clubs.locator("option", has_text="陶艺").get_attribute("value"))
    page.get_by_role("button", name="查看影响").click()
    expect(page.get_by_text("社团已满。增加一个名额，其他孩子不受影响。")).to_be_visible()
    page.get_by_label("为这个孩子增加一个名额").check()
    page.get_by_label("志愿表或表格遗失、漏录").check()
    page.get_by_label("原因（家庭和学校可见）").fill("纸质志愿表压在讲台下")
    _look(page, "change-correction")
    page.get_by_role("button", name="确认更正").click()
    expect(page.get_by_text("纸质志愿表压在讲台下").first).to_be_visible()
    _look(page, "change-corrected")
