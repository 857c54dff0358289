"""A server with a small school of a test's own making; all its accounts share one password."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app import create_app
from app.accounts.hashing import hash_password
from app.accounts.models import Account
from app.core import clock
from app.core.db import db
from app.schools.models import School, Term
from tests import make
from tools.local_server import Server

PASSWORD = "qiuyue-3107"
CODE = "yucai"


@contextmanager
def small_school(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    arrange: Callable[[Session], None],
    settings: Mapping[str, str] | None = None,
) -> Iterator[tuple[Server, Flask]]:
    """Serve what `arrange` writes; gives the server and an app beside it on the same database."""
    server = Server(folder, dict(settings or {}))
    server.flask("db", "upgrade")
    monkeypatch.setenv("ZOUBAN_INSTANCE", str(folder))
    app = create_app({"TESTING": True})
    change(app, arrange)
    with server.running():
        yield server, app


def change(app: Flask, act: Callable[[Session], None]) -> None:
    """Change the database beside the server."""
    with app.app_context():
        act(db.session())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def running_term(session: Session) -> tuple[School, Term]:
    """Make the school and a term that began a month ago."""
    today = clock.now().date()
    school = make.school(session, code=CODE, name="育才小学")
    days = {"starts_on": today - timedelta(days=30), "ends_on": today + timedelta(days=90)}
    return school, make.term(session, school=school, **days)


def let_in(session: Session, account: Account, login: str) -> None:
    """Give an account the password and a name to sign in with."""
    account.password_hash = hash_password(PASSWORD)
    make.login(session, account, login)


def sign_in(page: Page, name: str) -> None:
    """Sign in by name and password."""
    page.goto(f"/sign-in/{CODE}")
    page.locator("input[name=name]").fill(name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).not_to_have_url(re.compile("sign-in"))
