"""From an empty school to published lists: two spreadsheets, a round, a draw."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.home.demonstration import move_clock
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll
from tools.local_server import ROOT, Server

DATA = ROOT / "app" / "demo" / "data"
PASSWORD = "qiuyue-3107"
CODE = re.compile(r"Code:\s+(\S+)")


@pytest.fixture
def school(tmp_path):
    """A server with one school in which nothing is there yet, and its administrator's code."""
    server = Server(tmp_path, {"ZOUBAN_DEMONSTRATION": "1"})
    server.flask("db", "upgrade")
    created = server.flask("school", "create", "秋实小学", "--code", "qiushi")
    with server.running():
        yield server, CODE.search(created)[1]


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_two_spreadsheets_become_published_lists(school, screens, device):
    server, code = school
    page = getattr(screens, device)(server)
    _first_sign_in(page, "ADMIN", code)

    _import(page, "导入学生名单", DATA / "roster.csv")
    _home(page, "1018 名学生已就位")
    _import(page, "导入社团", DATA / "catalogue.csv")
    _home(page, "接下来是社团")
    _publish_clubs(page)
    _home(page, "个社团已发布")
    _announce(page)
    for number in ("20240320", "20250302"):
        _family_hands_in(screens.phone(server), number, _card(page, number))
    _paper_lists(page, "三(1)")
    _home(page, "个孩子没提交")
    move_clock(server.folder, timedelta(days=8))
    _draw(page)
    _home(page, "个孩子有社团")
    _lists(page)


def _first_sign_in(page: Page, name: str, code: str) -> None:
    page.goto("/sign-in/qiushi")
    page.get_by_label("学号、工号或手机号").fill(name)
    page.get_by_label("密码", exact=False).fill(code)
    page.get_by_role("button", name="登录").click()
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page).not_to_have_url(re.compile("password"))


def _home(page: Page, says: str) -> None:
    page.goto("/")
    expect(page.locator("h1")).to_contain_text(says)
    assert_no_sideways_scroll(page)
    assert_axe_clean(page)


def _import(page: Page, step: str, path) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("button", name=step).click()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="读取名单").click()
    expect(page.locator("h1")).to_contain_text("整份还没有导入")
    assert_axe_clean(page)
    page.get_by_role("button", name=re.compile("^导入 ")).click()
    expect(page.get_by_role("status").first).to_contain_text("导入。")


def _publish_clubs(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="核对并发布社团").click()
    page.get_by_role("button", name="发布已就绪的社团").click()
    page.get_by_role("button", name="填写规则和安全预案").click()
    assert_axe_clean(page)
    page.get_by_role("button", name="写进这 60 个社团").click()
    expect(page.locator("h1")).to_contain_text("36 个可以发布，24 个还不行")
    assert_axe_clean(page)
    page.get_by_role("button", name="发布勾选的社团").click()
    expect(page.get_by_role("status").first).to_contain_text("36 个社团")


def _announce(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="准备一轮选课").click()
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_contain_text("可以公布了")
    page.get_by_role("button", name="公布", exact=True).click()
    page.get_by_role("button", name="现在公布").click()
    expect(page.locator("h1")).to_contain_text("个已提交")


def _card(page: Page, number: str) -> str:
    page.goto(f"/students?q={number}")
    page.locator("main table a").first.click()
    page.get_by_role("button", name="重打登录卡").last.click()
    return page.locator(".code").first.inner_text()


def _family_hands_in(phone: Page, number: str, code: str) -> None:
    _first_sign_in(phone, number, code)
    phone.get_by_role("button", name="选社团").click()
    phone.get_by_role("link", name=re.compile("^周四")).click()
    for _ in range(3):
        phone.get_by_role("button", name=re.compile("加入志愿")).first.click()
        phone.wait_for_load_state("networkidle")
    phone.get_by_role("button", name="排顺序").click()
    phone.get_by_role("button", name="检查并提交").click()
    phone.get_by_role("button", name="提交", exact=True).click()
    expect(phone.locator("h1")).to_contain_text("已提交")


def _paper_lists(page: Page, homeroom: str) -> None:
    """A homeroom teacher brought the lists of the families without a phone."""
    page.goto("/progress")
    page.get_by_role("link", name=homeroom).click()
    for field in page.locator("input[name^=codes]").all():
        field.fill("X14 X16")
    page.get_by_role("main").get_by_role("button", name="提交纸质志愿").click()
    expect(page.get_by_role("status").first).to_contain_text("份")


def _draw(page: Page) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("button", name="去抽签").click()
    page.get_by_role("button", name=re.compile("^锁定")).click()
    page.get_by_label("现场抽出的号码").fill("314159265")
    page.get_by_role("button", name="抽签", exact=True).click()
    expect(page.locator("h1")).to_have_text(re.compile(r"^[1-9]\d* 个孩子有社团"))
    page.get_by_role("button", name="公布结果", exact=True).click()
    page.get_by_role("button", name="现在公布结果").click()
    expect(page.get_by_role("status").first).to_contain_text("已公布")


def _lists(page: Page) -> None:
    page.goto("/rosters")
    page.locator("main .rows a", has_text="硬笔书法").click()
    children = page.get_by_role("main").get_by_role("region", name="名单", exact=True)
    expect(children.locator("tbody tr")).to_have_count(30)
    with page.expect_download() as workbook:
        page.get_by_role("button", name="表格").click()
    assert workbook.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("button", name="打印").click()
    expect(page.locator("table")).to_be_visible()
