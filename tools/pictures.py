"""The picture of the main pages in the README, taken from the demonstration: `make pictures`."""

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from app.core.roles import Role
from app.home.demonstration import ready_accounts
from tools import browser as chromium
from tools.local_server import ROOT, Server

TARGET = ROOT / "docs" / "pictures" / "pages.webp"
PHONE, DESKTOP = (390, 844), (1280, 844)
SHOTS = {
    "choosing": (
        (Role.GUARDIAN, "/", PHONE),
        (Role.GUARDIAN, "/rounds/1/choose", PHONE),
        (Role.SCHOOL_ADMIN, "/", DESKTOP),
    ),
    "published": (
        (Role.SCHOOL_ADMIN, "/rounds/1", DESKTOP),
        (Role.STUDENT, "/draws/1", PHONE),
        (Role.CLUB_TEACHER, "/rosters/1", PHONE),
    ),
}
GAP, SHRINK = 24, 2
PAPER = (226, 230, 227)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    """Take all pictures and write one."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder), {"ZOUBAN_DEMONSTRATION": "1"})
        server.flask("db", "upgrade")
        server.flask("demo", "create")
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        with server.running():
            rows = []
            for stage, shots in SHOTS.items():
                server.flask("demo", "stage", stage)
                rows.append([_taken(browser, server, *shot) for shot in shots])
        browser.close()
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    _laid_out(rows).save(TARGET, quality=82, method=6)


def _taken(
    browser: Browser, server: Server, role: Role, path: str, size: tuple[int, int]
) -> Image.Image:
    person = next(one for one in ready_accounts(server.folder) if one.role == role)
    page = browser.new_page(
        base_url=server.url, locale="zh-CN", viewport={"width": size[0], "height": size[1]}
    )
    page.goto(f"/sign-in/{person.school}")
    page.fill("[name=name]", person.login)
    page.fill("[name=secret]", person.password)
    page.keyboard.press("Enter")
    page.wait_for_url("/")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    page.close()
    return picture


def _laid_out(rows: list[list[Image.Image]]) -> Image.Image:
    width = max(sum(one.width + GAP for one in row) for row in rows) + GAP
    height = sum(row[0].height + GAP for row in rows) + GAP
    sheet = Image.new("RGB", (width, height), PAPER)
    top = GAP
    for row in rows:
        left = GAP
        for one in row:
            sheet.paste(one, (left, top))
            left += one.width + GAP
        top += row[0].height + GAP
    return sheet.resize((width // SHRINK, height // SHRINK), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
