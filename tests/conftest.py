"""Fixtures of all tests. Tests that use the database run on SQLite and on PostgreSQL.

Tests of pages (modules named `test_views...`) run on SQLite alone; `--databases` picks others.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from app import create_app
from app.accounts.models import Account
from app.core import clock
from app.core.db import db
from app.core.roles import Role
from app.schools import queries as schools
from app.schools.models import School, Slot, Term
from app.schools.services import create_school
from tests import databases, make
from tests.client import Client
from tools.local_postgres import postgresql_database, postgresql_server
from tools.measure.statements import BOOKKEEPING
from tools.setup import compile_translations

SETTINGS = {"TESTING": True, "SECRET_KEY": "tests", "WTF_CSRF_ENABLED": False}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--databases",
        choices=("each", "all", *databases.NAMES),
        default="each",
        help="each: pages on SQLite, the rest on both; all: everything on both; or one of them",
    )


class _Shares(LoadScopeScheduling):
    """Gives one process the walk through every page and one the journeys, from the start on.

    Who is done first goes on with the other tests, one at a time.
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/browser/"):
            return "pages" if "/test_every_page.py::" in nodeid else "journeys"
        return nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _Shares:
    """Spread the tests over the processes of `--numprocesses`."""
    return _Shares(config, log)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--databases")
        if wanted == "each":
            is_page = metafunc.module.__name__.rpartition(".")[2].startswith("test_views")
            wanted = "sqlite" if is_page else "all"
        metafunc.parametrize("database", databases.NAMES if wanted == "all" else [wanted])


@pytest.fixture(scope="session", autouse=True)
def set_up() -> None:
    """Compile the Chinese if a catalogue has changed since."""
    compile_translations()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server; see `tools.local_postgres`."""
    with postgresql_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of the PostgreSQL database that `app` uses."""
    with postgresql_database(postgres_server, f"zouban_tests_{os.getpid()}") as url:
        yield url


@pytest.fixture
def fresh_url(database: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without any table, for one test."""
    if database == "sqlite":
        with databases.sqlite_folder() as folder:
            yield f"sqlite:///{folder / 'fresh.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    with postgresql_database(server, f"zouban_fresh_{os.getpid()}") as url:
        yield url


@pytest.fixture(scope="session")
def apps(request: pytest.FixtureRequest) -> Iterator[dict[str, Flask]]:
    """The app on each database that was asked for so far."""
    with ExitStack() as ends, pytest.MonkeyPatch.context() as patch:
        folder = ends.enter_context(databases.sqlite_folder())
        patch.setenv("ZOUBAN_INSTANCE", str(folder / "instance"))
        yield _Apps(request, f"sqlite:///{folder / 'tests.db'}")


class _Apps(dict[str, Flask]):
    """Makes and migrates the app of a database when it is first asked for."""

    def __init__(self, request: pytest.FixtureRequest, sqlite_url: str) -> None:
        super().__init__()
        self.request, self.sqlite_url = request, sqlite_url

    def __missing__(self, database: str) -> Flask:
        is_sqlite = database == "sqlite"
        url = self.sqlite_url if is_sqlite else self.request.getfixturevalue("postgres_url")
        app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": url})
        app.test_client_class = Client
        databases.migrate(app)
        self[database] = app
        return app


@pytest.fixture
def app(apps: dict[str, Flask], database: str) -> Iterator[Flask]:
    """The app on an empty database, inside an application context."""
    app = apps[database]
    databases.empty(app)
    with app.app_context():
        yield app
    clock.use_shift()


@pytest.fixture
def session(app: Flask) -> Session:
    """The test's own session; requests of `client` have others."""
    return db.session()


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser that nobody has signed in on; see `Client.sign_in`."""
    return app.test_client()  # type: ignore[return-value]  # -- the app makes them of this class


@pytest.fixture
def count_queries(app: Flask) -> Iterator[list[str]]:
    """Every statement sent to the database, as it happens."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.lstrip().startswith(BOOKKEEPING):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def school(session: Session) -> School:
    return create_school(session, code="shifan", name="示范小学", now=make.NOON)


@pytest.fixture
def term(session: Session, school: School) -> Term:
    return schools.get_current_term(session, school.id, school.today(make.NOON))


@pytest.fixture
def slots(session: Session, school: School) -> dict[tuple[int, int], Slot]:
    """The slots by (weekday, period)."""
    return {(slot.weekday, slot.period): slot for slot in schools.slots(session, school.id)}


@pytest.fixture
def teacher(session: Session, school: School) -> Account:
    return make.account(session, Role.CLUB_TEACHER, school=school, name="陈晓")
