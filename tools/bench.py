"""Measures pages on the demonstration school: rate, time, statements and weight.

Each page is asked by many pupils at once from gunicorn, on SQLite and on PostgreSQL, next to the
least a signed-in Flask page can be (tools/measure/bare.py) in the same run.

    python -m tools.bench --seconds 10 --connections 32
"""

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from app import create_app
from app.accounts.models import Account, RoleGrant
from app.core.db import db
from app.core.roles import Role
from app.schools.models import School
from tools.local_postgres import postgresql_database, postgresql_server
from tools.local_server import Server
from tools.measure.load import Answers, Shot, fire
from tools.measure.statements import statements_of
from tools.measure.visitors import Visitor, sign_in_all
from tools.measure.weight import weigh

AS_SERVED: tuple[str, ...] = ()  # gunicorn.conf.py says it all
HEADINGS = "page          a second  of bare     95 %  SQL     kB  first visit kB"
BARE = "tools.measure.bare:app"


@dataclass(frozen=True)
class Page:
    """A page to measure and who looks at it."""

    name: str
    path: str
    role: Role


PAGES = (
    Page("start", "/", Role.STUDENT),
    Page("inbox", "/inbox", Role.STUDENT),
)


def main() -> None:
    """Measure on both databases and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    for name, settings in _databases():
        with tempfile.TemporaryDirectory(prefix="zouban-bench-") as folder:
            print(f"\n{name}: {options.connections} connections, {options.seconds:g} s a page")
            _measure(Server(Path(folder), settings, AS_SERVED), options)


def _databases() -> Iterator[tuple[str, dict[str, str]]]:
    yield "SQLite", {}
    with (
        postgresql_server(is_safe=True) as server,
        postgresql_database(server, f"zouban_bench_{os.getpid()}") as url,
    ):
        yield "PostgreSQL", {"DATABASE_URL": url}


def _measure(server: Server, options: argparse.Namespace) -> None:
    server.settings["ZOUBAN_DEMONSTRATION"] = "1"
    server.flask("db", "upgrade")
    server.flask("demo", "create")
    with _app_of(server) as app:
        visitors = {
            role: sign_in_all(app, _accounts(app, role, options.connections))
            for role in {page.role for page in PAGES}
        }
        bare = _rate_of_bare(server, visitors[Role.STUDENT], options)
        print(
            f"{'page':<12}{'a second':>10}{'of bare':>9}{'95 %':>9}{'SQL':>5}{'kB':>7}{'first':>7}"
        )
        print(f"{'bare':<12}{bare.rate:>10.0f}{1:>9.0%}{bare.slowest(0.95) * 1000:>6.0f} ms")
        with server.running():
            for page in PAGES:
                _print_page(app, server, page, visitors[page.role], bare, options)


def _print_page(
    app: Flask,
    server: Server,
    page: Page,
    visitors: Sequence[Visitor],
    bare: Answers,
    options: argparse.Namespace,
) -> None:
    answers = _ask(server.port, page.path, visitors, options)
    weight = weigh(server.port, page.path, visitors[0].cookie)
    statements = len(statements_of(app, page.path, visitors[0].cookie))
    print(
        f"{page.name:<12}{answers.rate:>10.0f}{answers.rate / bare.rate:>9.0%}"
        f"{answers.slowest(0.95) * 1000:>6.0f} ms{statements:>5}"
        f"{weight.page / 1000:>7.1f}{weight.first_visit / 1000:>7.1f}"
        f"  {'' if set(answers.statuses) == {200} else dict(answers.statuses)}"
    )


def _rate_of_bare(
    server: Server, visitors: Sequence[Visitor], options: argparse.Namespace
) -> Answers:
    bare = Server(server.folder, server.settings, AS_SERVED, BARE)
    with bare.running():
        return _ask(bare.port, "/", visitors, options)


def _ask(port: int, path: str, visitors: Sequence[Visitor], options: argparse.Namespace) -> Answers:
    lanes = [repeat(Shot(path, visitor.cookie)) for visitor in visitors]
    fire(port, [[Shot(path, visitor.cookie)] * 3 for visitor in visitors])  # warms caches
    return fire(port, lanes, seconds=options.seconds)


def _accounts(app: Flask, role: Role, count: int) -> list[tuple[int, int]]:
    """Name accounts of the largest demonstration school that hold a role."""
    statement = (
        select(Account.school_id, Account.id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .join(School, School.id == Account.school_id)
        .where(RoleGrant.role == role, School.is_demonstration)
        .order_by(Account.school_id, Account.id)
        .limit(count)
    )
    with app.app_context():
        return [(school_id, account_id) for school_id, account_id in db.session.execute(statement)]


@contextmanager
def _app_of(server: Server) -> Iterator[Flask]:
    """Give the app in this process, on the server's folder and database."""
    kept = dict(os.environ)
    os.environ |= {"ZOUBAN_INSTANCE": str(server.folder), **server.settings}
    app = create_app()
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()
        os.environ.clear()
        os.environ.update(kept)


if __name__ == "__main__":
    main()
