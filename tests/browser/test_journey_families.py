"""A round as families and teachers live it: from choosing to the lists on the wall."""

import re

from playwright.sync_api import Page, expect

from app.core.roles import Role
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll, sign_in
from tools.local_server import Server

CHOOSE_AND_HAND_IN = 7  # taps from the start page: choose, five clubs, hand in


def test_a_round_as_families_and_teachers_live_it(own_demonstration, screens, taps):
    server = own_demonstration
    student = _signed_in(screens.phone(server), server, Role.STUDENT)
    guardian = _signed_in(screens.phone(server), server, Role.GUARDIAN)
    homeroom = _signed_in(screens.desktop(server), server, Role.HOMEROOM_TEACHER)

    taps.follow(student)
    _student_hands_in_five(student)
    assert taps.count == CHOOSE_AND_HAND_IN
    _student_changes_the_list(student)
    _guardian_hands_in_for_two(guardian)
    _homeroom_enters_a_paper_list(homeroom)

    server.flask("demo", "stage", "published")
    _family_reads_why(student)
    _guardian_reads_both_results(guardian)
    _homeroom_prints_its_list(homeroom)
    _teacher_sees_the_roster(_signed_in(screens.phone(server), server, Role.CLUB_TEACHER))


def _signed_in(page: Page, server: Server, role: Role) -> Page:
    sign_in(page, server, role)
    return page


def _looked_at(page: Page) -> None:
    assert_no_sideways_scroll(page)
    assert_axe_clean(page)


def _student_hands_in_five(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="选社团").tap()
    for rank in range(1, 6):
        page.get_by_role("button", name=re.compile("加入志愿$")).first.tap()
        expect(page.get_by_role("button", name=re.compile("第.*志愿"))).to_have_count(rank)
    _looked_at(page)
    page.get_by_role("button", name="提交", exact=True).tap()
    expect(page.locator("h1")).to_have_text("已提交")
    expect(page.locator(".recap li")).to_have_count(5)
    _looked_at(page)


def _student_changes_the_list(page: Page) -> None:
    page.goto("/choose")
    page.get_by_role("button", name=re.compile("第.*志愿")).first.tap()
    expect(page.get_by_role("main")).to_contain_text("上次提交的仍然有效")
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("之前提交的仍然有效")
    _looked_at(page)


def _guardian_hands_in_for_two(page: Page) -> None:
    names = page.locator("form.pick button").all_inner_texts()
    assert len(names) == 2
    for name in names:
        page.goto("/choose")
        page.locator("form.pick").get_by_text(name).click()
        for rank in (1, 2):
            page.get_by_role("button", name=re.compile("加入志愿$")).first.click()
            expect(page.get_by_role("button", name=re.compile("第.*志愿"))).to_have_count(rank)
    page.get_by_role("button", name="排顺序").click()
    page.get_by_role("button", name="检查并提交").click()
    expect(page.locator(".recap")).to_have_count(2)
    _looked_at(page)
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator("h1")).to_have_text("已提交")
    expect(page.locator("dt", has_text="凭证号")).to_have_count(2)


def _homeroom_enters_a_paper_list(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="看看谁提交了").click()
    _looked_at(page)
    row = page.locator("tbody tr").first
    row.locator("summary").click()
    row.locator("input[name^=codes]").fill("X14 X16")
    page.get_by_role("button", name="提交纸质志愿").click()
    expect(page.get_by_role("status").first).to_contain_text("录入了 1 份纸质志愿")


def _family_reads_why(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="看结果").tap()
    expect(page.get_by_role("main")).to_contain_text("为什么是这个结果")
    expect(page.get_by_role("main")).to_contain_text("第 1 志愿")
    _looked_at(page)


def _guardian_reads_both_results(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="看结果").click()
    for child in (0, 1):
        button = page.locator("form.pick button").nth(child)
        name = button.inner_text().split(" ")[0]
        button.click()
        expect(page.get_by_role("main")).to_contain_text(f"{name}周四")
        expect(page.get_by_role("main")).to_contain_text("为什么是这个结果")


def _homeroom_prints_its_list(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="一班一名单").click()
    expect(page).to_have_url(re.compile(r"/class-lists/\d+$"))
    _looked_at(page)
    with page.expect_download() as workbook:
        page.get_by_role("button", name="表格").click()
    assert workbook.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("button", name="打印").click()
    expect(page).to_have_url(re.compile("/print$"))
    _looked_at(page)


def _teacher_sees_the_roster(page: Page) -> None:
    page.get_by_role("main").get_by_role("link").first.click()
    expect(page.locator("h1")).to_contain_text("个名额")
    _looked_at(page)
    assert page.goto("/students").status == 403
