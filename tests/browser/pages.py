"""What browser tests ask of a page: no faults, no findings of axe, taps counted, pictures taken."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response, expect

from app.core.roles import Role
from app.home.demonstration import ready_accounts
from tools.local_server import Server

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "test-results" / "pictures"

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}

SIZES = {"phone": PHONE, "desktop": DESKTOP}

COUNT_TAPS = """
addEventListener("pointerup", (event) => event.isPrimary && window.countTap(), true);
"""

# A finding shows its element, so axe need not look for a selector of each element it meets.
RUN_AXE = """
axe.run(document, {resultTypes: ["violations"], selectors: false})
    .then((found) => found.violations)
"""


@dataclass
class Watch:
    """Everything that must not happen while a page is used."""

    own_host: str
    faults: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Listen to a page from now on."""
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", self._console)
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A refusal (4xx) is an answer; the browser reports it as an error of its own.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.netloc != self.own_host:
            self.faults.append(f"outside host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status}: {response.url}")


@dataclass
class Taps:
    """Counts what a finger does on a page, across its pages."""

    count: int = 0

    def follow(self, page: Page) -> None:
        """Count on this page from now on."""
        page.expose_function("countTap", self._one_more)
        page.add_init_script(COUNT_TAPS)

    def start(self, page: Page) -> None:
        """Count on this page from its start page on."""
        self.follow(page)
        page.goto("/")

    def _one_more(self) -> None:
        self.count += 1


def assert_axe_clean(page: Page) -> None:
    """Run every rule of axe on the page as it is; no finding is allowed."""
    page.wait_for_load_state("domcontentloaded")
    # Evaluated through the browser's own protocol, so the page's strict policy stays in force.
    page.evaluate(AXE.read_text("utf8"))
    found = page.evaluate(RUN_AXE)
    findings = [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n    {node['html'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]
    assert not findings, f"axe on {page.url}:\n" + "\n".join(findings)


def assert_no_sideways_scroll(page: Page) -> None:
    """Nothing is wider than the screen."""
    page.wait_for_load_state("domcontentloaded")  # a tap may just have led here
    # A phone zooms out to what is too wide, so its own `innerWidth` would say nothing.
    screen = (page.viewport_size or {"width": 0})["width"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= screen, f"{page.url} is {wide} wide on a screen of {screen}"


def take_picture(page: Page, name: str) -> Path:
    """Keep a picture of the whole page in test-results/pictures."""
    width = (page.viewport_size or {"width": 0})["width"]
    path = PICTURES / f"{name}-{width}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
    return path


def sign_in(page: Page, server: Server, role: Role) -> None:
    """Sign in as the ready person of a role, and stand where that person starts."""
    person = next(account for account in ready_accounts(server.folder) if account.role == role)
    sign_in_with(page, person.login, person.password)
    expect(page).not_to_have_url(re.compile("/sign-in"))


def sign_in_with(page: Page, name: str, secret: str) -> None:
    """Send the form of the big demonstration school."""
    page.goto("/sign-in/shifan")
    page.get_by_label("学号、工号或手机号").fill(name)
    page.get_by_label("密码").fill(secret)
    page.get_by_role("button", name="登录").click()


def assert_says(page: Page, *sentences: str) -> None:
    """The main part of the page says all of it."""
    for sentence in sentences:
        expect(page.get_by_role("main")).to_contain_text(sentence)
