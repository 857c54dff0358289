"""The pages of the demonstration, a school of 1,018 pupils and 60 clubs: what each weighs."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Login
from app.core.db import db
from app.demo.build import CODE
from app.schools.models import School
from tools.local_server import Server
from tools.measure.stage import app_of
from tools.measure.statements import statements_of
from tools.measure.visitors import Visitor, sign_in_all
from tools.measure.weight import weigh

PUBLIC = ("/", f"/sign-in/{CODE}", f"/schools/{CODE}/clubs", f"/schools/{CODE}/timetable")
FAMILY = ("/", "/clubs", "/clubs?show=all", "/clubs/{section}", "/inbox", "/me")
CHOOSING = ("/rounds/{round}/choose/{slot}", "/rounds/{round}/list", "/rounds/{round}/review")
RESULT = ("/rounds/{round}/result", "/rounds/{round}/receipt")
ADMIN = (
    *("/", "/clubs", "/rounds", "/rounds/{round}", "/rounds/{round}/progress", "/students"),
    *("/students/{student}", "/staff", "/school", "/school/slots", "/school/homerooms"),
)
LISTS = (
    *("/", "/draws/{round}", "/rosters", "/rosters/{section}", "/class-lists"),
    *("/class-lists/{homeroom}", "/unplaced", "/rounds/{round}/progress/{homeroom}"),
)
# What is looked at while families choose, then after publication; roles as `flask demo accounts`.
CHOOSING_PAGES = {
    "": PUBLIC,
    "student": (*FAMILY, *CHOOSING),
    "guardian": ("/", *CHOOSING),
    "school_admin": ADMIN,
}
PUBLISHED_PAGES = {
    "student": ("/", *RESULT),
    "club_teacher": ("/", "/rosters"),
    "homeroom_teacher": ("/",),
    "school_admin": LISTS,
}
ROWS = {
    "round": "choice_round",
    "slot": "round_slot.slot_id",
    "section": "round_section.section_id",
    "student": "student",
    "homeroom": "homeroom",
}


@dataclass(frozen=True)
class Page:
    """What one page costs."""

    role: str
    path: str
    size: int  # bytes, compressed
    first_visit: int  # with style sheet and scripts
    requests: int
    statements: int


def demonstrated(server: Server) -> Iterator[Sequence[Page]]:
    """Build the demonstration in an empty database; weigh its pages before and after the draw."""
    server.flask("db", "upgrade")
    server.flask("demo", "create")
    for stage, pages in (("choosing", CHOOSING_PAGES), ("published", PUBLISHED_PAGES)):
        server.flask("demo", "stage", stage)
        with _visited(server) as (app, visitors, ids), server.running():
            yield [
                _page(server, app, role, path.format(**ids), visitors[role].cookie)
                for role, paths in pages.items()
                for path in paths
            ]


@contextmanager
def _visited(server: Server) -> Iterator[tuple[Flask, dict[str, Visitor], dict[str, int]]]:
    accounts = json.loads(server.flask("demo", "accounts", "--json"))
    names = {row["role"]: row["login"] for row in reversed(accounts) if row["school"] == CODE}
    with app_of(server) as app:
        with app.app_context():
            school_id = db.session.scalars(select(School.id).where(School.code == CODE)).one()
            found = select(Login.name, Login.account_id).where(Login.school_id == school_id)
            account_of = dict(db.session.execute(found).tuples().all())
            ids = {name: _first(column, school_id) for name, column in ROWS.items()}
            db.session.rollback()
        wanted = [(school_id, account_of[login]) for login in names.values()]
        visitors = dict(zip(names, sign_in_all(app, wanted), strict=True))
        yield app, visitors | {"": Visitor(0, "", "")}, ids


def _first(name: str, school_id: int) -> int:
    """Give a row to look at: the smallest id of a table, or value of its column."""
    table_name, _, column = name.partition(".")
    table = db.metadata.tables[table_name]
    smallest = select(func.min(table.c[column or "id"])).where(table.c.school_id == school_id)
    return int(db.session.scalars(smallest).one())


def _page(server: Server, app: Flask, role: str, path: str, cookie: str) -> Page:
    weight = weigh(server.port, path, cookie)
    statements = len(statements_of(app, path, cookie))
    return Page(role, path, weight.page, weight.first_visit, weight.requests, statements)
