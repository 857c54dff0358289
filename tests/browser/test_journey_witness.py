"""The ceremony in the hall: hashes, three tickets, digits of witnesses, a record to sign."""

import sqlite3
import subprocess
import sys

from playwright.sync_api import expect

from app.core.roles import Role
from tests.browser.pages import (
    assert_axe_clean,
    assert_no_sideways_scroll,
    sign_in,
    take_picture,
)
from tools.local_server import ROOT

PROJECTOR = {"width": 1920, "height": 1080}
DIGITS = "207419553"


def test_the_draw_before_witnesses(own_demonstration, screens, tmp_path):
    server = own_demonstration
    server.flask("demo", "stage", "closed")
    hall = screens.desktop(server, viewport=PROJECTOR)
    sign_in(hall, server, Role.SCHOOL_ADMIN)
    hall.goto("/rounds")
    hall.get_by_role("link", name="周四社团").first.click()
    hall.get_by_role("button", name="锁定").click()
    hall.get_by_role("button", name="现场见证抽签（投影）").click()
    expect(hall.locator("h1")).to_have_text("956 份志愿已经锁定")
    look_at(hall, "witness-list")

    hall.get_by_role("button", name="现场抽查三张凭证").click()
    for number, ticket in enumerate(three_tickets(server), start=1):
        hall.get_by_label(f"凭证 {number}").fill(ticket)
    hall.get_by_role("button", name="查找").click()
    expect(hall.get_by_text("已验算到树根")).to_have_count(3)
    look_at(hall, "witness-tickets")

    hall.get_by_role("button", name="开始抽号码").click()
    for digit in DIGITS[:4] + "0":
        hall.get_by_role("button", name=digit, exact=True).click()
    expect(hall.locator("h1")).to_have_text("还要抽 4 位")
    hall.get_by_role("button", name="撤回最后一位").click()
    look_at(hall, "witness-digits")
    for digit in DIGITS[4:]:
        hall.get_by_role("button", name=digit, exact=True).click()
    hall.get_by_role("button", name=f"用 {DIGITS} 抽签").click()
    expect(hall.locator("h1")).to_contain_text("1 到 956")
    closed = 0
    while hall.get_by_role("button", name="下一步").count():
        hall.get_by_role("button", name="下一步").click()
        closed += hall.locator("h1", has_text="没有开成").count()
        look_at(hall, "witness-steps")
    assert closed > 0

    hall.locator(".ways").get_by_role("button", name="结果").click()
    expect(hall.locator(".words li")).to_have_count(16)
    look_at(hall, "witness-result")
    shown = hall.locator(".hash").inner_text().replace(" ", "").replace("\n", "")
    hall.get_by_role("button", name="打印签名记录").click()
    expect(hall.locator(".record")).to_contain_text(DIGITS)
    look_at(hall, "witness-record")
    assert computed_at_home(hall, tmp_path) == shown


def test_the_digits_are_typed_on_a_phone_without_scripts(own_demonstration, screens):
    server = own_demonstration
    server.flask("demo", "stage", "closed")
    phone = screens.phone(server, java_script_enabled=False)
    sign_in(phone, server, Role.SCHOOL_ADMIN)
    phone.goto("/rounds/1")
    phone.get_by_role("button", name="锁定").click()
    phone.goto("/rounds/1/hall/digits")

    for digit in DIGITS:
        phone.get_by_role("button", name=digit, exact=True).click()
    phone.get_by_role("button", name=f"用 {DIGITS} 抽签").click()

    expect(phone.locator("h1")).to_contain_text("1 到 956")


def look_at(page, name):
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    take_picture(page, name)


def three_tickets(server):
    with sqlite3.connect(server.folder / "zouban.db") as database:
        rows = database.execute("SELECT ticket FROM choice_list ORDER BY ticket LIMIT 3")
        return [row[0] for row in rows]


def computed_at_home(page, folder):
    bundle = folder / "full.json"
    bundle.write_bytes(page.request.get("/rounds/1/full.json").body())
    command = [sys.executable, ROOT / "verify_draw.py", bundle]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    return done.stdout.split()[-1]
