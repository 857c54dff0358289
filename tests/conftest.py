"""Fixtures: the app, its session and its client, on SQLite and on PostgreSQL."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import create_app
from app.accounts.models import Account, SignIn
from app.accounts.viewer import token_hash
from app.core import clock
from app.core.db import Model, db
from tests.servers import postgresql

DATABASES = ("sqlite", "postgresql")


class Client(FlaskClient):
    """A client whose calls share nothing with the test's own session.

    Flask would reuse the fixture's application context and with it the session, which hides a
    missing commit: each call gets a context of its own, after the test's rows are committed.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.commit()
        with self.application.app_context():
            return super().open(*args, **kwargs)

    def sign_in(self, account: Account) -> None:
        """Be this person from now on."""
        token = secrets.token_hex(8)
        started = clock.now()
        db.session.add(
            SignIn(
                token_hash=token_hash(token),
                school_id=account.school_id,
                account_id=account.id,
                started_at=started,
                expires_at=started + timedelta(days=1),
            )
        )
        db.session.commit()
        with self.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True


@pytest.fixture(scope="session")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Flask]]:
    """One app a database, each with the schema made by the migrations."""
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("databases")
        urls = {
            "sqlite": f"sqlite:///{folder / 'zouban.db'}",
            "postgresql": stack.enter_context(postgresql()),
        }
        yield {name: _app(url, folder / name) for name, url in urls.items()}


def _app(url: str, instance: Path) -> Flask:
    app = create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "tests",
            "WTF_CSRF_ENABLED": False,
            "SERVER_NAME": "localhost",
            "SQLALCHEMY_DATABASE_URI": url.replace("postgresql://", "postgresql+psycopg://"),
            "INSTANCE": str(instance),
        }
    )
    app.test_client_class = Client
    with app.app_context():
        flask_migrate.upgrade()
    return app


@pytest.fixture(params=DATABASES)
def app(request: pytest.FixtureRequest, apps: dict[str, Flask]) -> Iterator[Flask]:
    """The app on one of the databases, empty again afterwards."""
    app = apps[request.param]
    with app.app_context():
        yield app
        db.session.remove()
        _empty()


def _empty() -> None:
    tables = [table.name for table in reversed(Model.metadata.sorted_tables)]
    if db.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(db.engine.url.database))) as connection:
            connection.executescript(_without_triggers(connection, tables))
        return
    with db.engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))  # no triggers, no keys
        for table in tables:
            connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 -- our own table names
        connection.execute(text("SET session_replication_role = DEFAULT"))


def _without_triggers(connection: sqlite3.Connection, tables: list[str]) -> str:
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = found.fetchall()
    return ";".join(
        [
            "BEGIN",
            *(f"DROP TRIGGER {name}" for name, _sql in triggers),
            *(f"DELETE FROM {table}" for table in tables),  # noqa: S608 -- our own table names
            *(sql for _name, sql in triggers),
            "COMMIT",
        ]
    )


@pytest.fixture
def session(app: Flask) -> Session:
    """The test's own session."""
    return db.session()


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser that shares nothing with the test's session but the database."""
    client = app.test_client()
    assert isinstance(client, Client)
    return client


@pytest.fixture
def count_queries(app: Flask) -> Iterator[list[str]]:
    """Collect every statement that reads or writes rows, in order."""
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.split(maxsplit=1)[0].upper() in {
            "SELECT",
            "INSERT",
            "UPDATE",
            "DELETE",
            "WITH",
        }:
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    event.remove(db.engine, "before_cursor_execute", note)
