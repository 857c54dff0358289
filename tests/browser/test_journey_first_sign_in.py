"""A guardian's first visit from the card on; choosing by keyboard alone, and without scripts."""

import re
from typing import NamedTuple

import pytest
import segno
from playwright.sync_api import Locator, Page, expect

from app.core.roles import Role
from app.home.demonstration import ready_accounts
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll, sign_in
from tools.local_server import Server

PASSWORD = "qiuyue-3107"
LONGEST_WAY = 60  # presses of Tab between two things one does after another
HAS_A_RING = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""


class Card(NamedTuple):
    """What a guardian holds in the hand."""

    number: str
    code: str
    picture: str  # the address of the picture to scan


@pytest.mark.parametrize("way", ["scanned", "typed"])
def test_a_guardian_comes_for_the_first_time(own_demonstration, screens, way):
    server = own_demonstration
    card = _printed_card(screens.desktop(server), server)
    phone = screens.phone(server)

    if way == "scanned":
        _scan(phone, server, card)
    else:
        _type(phone, card)
    _choose_a_password(phone)
    _answer_each_purpose(phone)
    _stands_on_the_start_page(phone)
    _answers_are_kept(phone)
    _the_card_opens_nothing_more(screens.phone(server), card)


def test_choosing_and_handing_in_with_the_keyboard_alone(own_demonstration, screens):
    page = screens.desktop(own_demonstration)
    _sign_in_by_keys(page, own_demonstration)

    _press(page, page.get_by_role("button", name="选社团"))
    for rank in range(1, 6):
        _press(page, page.get_by_role("button", name=re.compile("加入志愿$")).first)
        expect(page.get_by_role("button", name=re.compile("第.*志愿"))).to_have_count(rank)
    _press(page, page.get_by_role("button", name="排顺序"))
    second = page.locator("ol.rank strong").nth(1).inner_text()
    _press(page, page.get_by_role("button", name=re.compile("上移$")).nth(1))
    expect(page.locator("ol.rank strong").first).to_have_text(second)
    _looked_at(page)
    _press(page, page.get_by_role("button", name="检查并提交"))
    expect(page).to_have_url(re.compile("/review$"))
    _looked_at(page)
    _press(page, page.get_by_role("button", name="提交", exact=True))

    expect(page.locator("h1")).to_have_text("已提交")
    expect(page.locator(".recap li").first).to_contain_text(second)
    _looked_at(page)


def test_choosing_and_handing_in_without_scripts(own_demonstration, screens):
    # axe is a script that waits for timers, and these do not run here; the pages are the same.
    page = screens.phone(own_demonstration, java_script_enabled=False)
    sign_in(page, own_demonstration, Role.STUDENT)

    page.get_by_role("button", name="选社团").click()
    for rank in (1, 2):
        page.get_by_role("button", name=re.compile("加入志愿$")).first.click()
        expect(page.get_by_role("button", name=re.compile("第.*志愿"))).to_have_count(rank)
    page.get_by_role("button", name="排顺序").click()
    second = page.locator("ol.rank strong").nth(1).inner_text()
    page.get_by_role("button", name=re.compile("上移$")).nth(1).click()
    expect(page.locator("ol.rank strong").first).to_have_text(second)
    page.locator("[name=fallback]").check()
    page.get_by_role("button", name="保存").click()
    expect(page.locator("[name=fallback]")).to_be_checked()
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="检查并提交").click()
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="提交", exact=True).click()

    expect(page.locator("h1")).to_have_text("已提交")
    expect(page.locator(".recap li").first).to_contain_text(second)
    assert_no_sideways_scroll(page)


def _looked_at(page: Page) -> None:
    assert_no_sideways_scroll(page)
    assert_axe_clean(page)


def _printed_card(page: Page, server: Server) -> Card:
    """The administrator prints the cards of a homeroom's guardians; one goes to a family."""
    sign_in(page, server, Role.SCHOOL_ADMIN)
    page.goto("/students")
    page.locator("main a[href$='/cards']").first.click()
    page.get_by_label("家长").check()
    _looked_at(page)
    page.get_by_role("button", name="生成登录卡").click()
    card = page.locator(".cards8 li").first
    expect(card.locator("img.qr")).to_be_visible()
    _looked_at(page)
    return Card(
        card.locator("strong").last.inner_text(),
        card.locator(".code").inner_text(),
        card.locator("img.qr").get_attribute("src") or "",
    )


def _scan(page: Page, server: Server, card: Card) -> None:
    address = f"{server.url}/sign-in/shifan?code={card.code}"
    picture = segno.make(address, error="m", micro=False)
    assert card.picture == picture.svg_data_uri(border=1, omitsize=True)
    page.goto(address)
    expect(page.get_by_label("登录码")).to_have_value(card.code)
    _looked_at(page)
    page.get_by_role("button", name="继续").tap()


def _type(page: Page, card: Card) -> None:
    page.goto("/sign-in/shifan")
    _looked_at(page)
    page.get_by_label("学号、工号或手机号").fill(card.number)
    page.get_by_label("密码").fill(card.code.lower())
    page.get_by_role("button", name="登录").tap()


def _choose_a_password(page: Page) -> None:
    expect(page).to_have_url(re.compile("choose-password"))
    _looked_at(page)
    page.get_by_label("新密码").fill(PASSWORD)
    page.locator("[name=again]").fill("something-else")
    page.get_by_role("button", name="保存并登录").tap()
    expect(page.locator("[name=again]")).to_have_attribute("aria-invalid", "true")
    _looked_at(page)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="保存并登录").tap()


def _answer_each_purpose(page: Page) -> None:
    """Agree to everything but the last purpose."""
    expect(page).to_have_url(re.compile("/me/consent"))
    _looked_at(page)
    purposes = page.get_by_role("main").get_by_role("group")
    for purpose in purposes.all():
        purpose.get_by_label("同意", exact=True).tap()
    purposes.last.get_by_label("不同意", exact=True).tap()
    page.get_by_role("button", name="就这样").tap()


def _stands_on_the_start_page(page: Page) -> None:
    page.wait_for_url(re.compile(r"/$"))
    expect(page.get_by_role("status").first).to_contain_text("已经记下")
    expect(page.get_by_role("region", name="一周安排")).to_be_visible()
    _looked_at(page)


def _answers_are_kept(page: Page) -> None:
    page.goto("/me/consent")
    groups = page.get_by_role("main").get_by_role("group").all()
    answers = [group.locator("input:checked").get_attribute("value") for group in groups]
    assert len(answers) > 1
    assert answers == ["yes"] * (len(answers) - 1) + ["no"]


def _the_card_opens_nothing_more(page: Page, card: Card) -> None:
    page.goto(f"/sign-in/shifan?code={card.code}")
    page.get_by_role("button", name="继续").tap()
    expect(page.get_by_role("alert").first).to_contain_text("这个登录码不对")
    _looked_at(page)


def _sign_in_by_keys(page: Page, server: Server) -> None:
    student = next(one for one in ready_accounts(server.folder) if one.role == Role.STUDENT)
    page.goto("/sign-in/shifan")
    _reach(page, page.get_by_label("学号、工号或手机号"))
    page.keyboard.type(student.login)
    _reach(page, page.get_by_label("密码"))
    page.keyboard.type(student.password)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/$"))


def _press(page: Page, target: Locator) -> None:
    _reach(page, target)
    page.keyboard.press("Enter")


def _reach(page: Page, target: Locator) -> None:
    """Go on with Tab until it has the focus, and a ring that shows it."""
    expect(target).to_be_visible()
    for _ in range(LONGEST_WAY):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            assert page.evaluate(HAS_A_RING), f"{target} has the focus and does not show it"
            return
    raise AssertionError(f"{target} is not reached with {LONGEST_WAY} presses of Tab")
