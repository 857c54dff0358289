"""Fixtures of the browser tests; without a Chromium they are left out, and a line says so."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import DESKTOP, PHONE, SIZES, Taps, Watch
from tools import browser as chromium
from tools.local_server import Server

CHROMIUM = chromium.find()
PATIENCE_MILLISECONDS = 30_000  # a machine may be busy; a page that answers is not waited for
expect.set_options(timeout=PATIENCE_MILLISECONDS)
DEMONSTRATION = {"ZOUBAN_DEMONSTRATION": "1"}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

collect_ignore_glob = [] if CHROMIUM else ["test_*.py"]
if not CHROMIUM and chromium.is_required():
    raise pytest.UsageError(chromium.LEFT_OUT)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not CHROMIUM:
        terminalreporter.write_line(chromium.LEFT_OUT)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How playwright starts the browser."""
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="module")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without any school, one for each module of tests."""
    server = Server(tmp_path_factory.mktemp("server"))
    server.flask("db", "upgrade")
    with server.running():
        yield server


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demonstration just made; servers get copies of it."""
    server = Server(tmp_path_factory.mktemp("built"), DEMONSTRATION)
    server.flask("db", "upgrade")
    server.flask("demo", "create")
    return server.folder


@pytest.fixture(scope="session")
def demonstration(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the demonstration school, shared by all tests that do not change it."""
    yield from _served_copy(built, tmp_path_factory.mktemp("demonstration"))


@pytest.fixture
def own_demonstration(built: Path, tmp_path: Path) -> Iterator[Server]:
    """A server with the demonstration school, for one test that changes it."""
    yield from _served_copy(built, tmp_path)


def _served_copy(built: Path, folder: Path) -> Iterator[Server]:
    shutil.copytree(built, folder, dirs_exist_ok=True)
    server = Server(folder, DEMONSTRATION)
    with server.running():
        yield server


@pytest.fixture(params=["phone", "desktop"])
def device(request: pytest.FixtureRequest) -> str:
    """What the story is lived through on: each of the two."""
    return str(request.param)


class Screens:
    """Opens pages on a server, as a phone or as a desktop, and watches them."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._watches: list[Watch] = []

    def on(self, device: str, server: Server, **options: Any) -> Page:
        """Open a "phone" or a "desktop"."""
        return self._open(server, **SIZES[device], **options)

    def phone(self, server: Server, **options: Any) -> Page:
        """Open a phone, 390 pixels wide."""
        return self._open(server, **PHONE, **options)

    def desktop(self, server: Server, **options: Any) -> Page:
        """Open a desktop, 1280 pixels wide."""
        return self._open(server, **DESKTOP | options)

    def faults(self) -> list[str]:
        """List what must not have happened on any of them."""
        return [fault for watch in self._watches for fault in watch.faults]

    def _open(self, server: Server, **options: Any) -> Page:
        settings = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", **options}
        context = self._browser.new_context(base_url=server.url, **settings)
        page = context.new_page()
        watch = Watch(urlsplit(server.url).netloc)
        watch.follow(page)
        self._watches.append(watch)
        return page


@pytest.fixture
def screens(browser: Browser) -> Iterator[Screens]:
    """Phones and desktops; the test fails when a page reports a fault."""
    opened = Screens(browser)
    yield opened
    for context in list(browser.contexts):
        context.close()
    assert not opened.faults(), "\n".join(opened.faults())


@pytest.fixture
def taps() -> Taps:
    """A counter of taps: `taps.follow(page)` before the first page is opened."""
    return Taps()
