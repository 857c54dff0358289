"""A server with the large school in it and its pupils signed in, ready to be measured."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask

from app import create_app
from app.core import clock
from app.core.db import db
from tools.local_server import Server
from tools.measure.school import LargeSchool, build
from tools.measure.visitors import Visitor, sign_in_all

CLUBS = 60


@dataclass(frozen=True)
class Stage:
    """Everything a measurement needs; the server is not running yet."""

    server: Server
    app: Flask
    school: LargeSchool
    visitors: Sequence[Visitor]  # the pupils, in their order
    admin: Visitor


@contextmanager
def app_of(server: Server) -> Iterator[Flask]:
    """Give the app in this process on a server's database, with its tables."""
    server.flask("db", "upgrade")
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


@contextmanager
def staged(server: Server, *, pupils: int, clubs: int = CLUBS) -> Iterator[Stage]:
    """Fill the server's empty database with the large school."""
    with app_of(server) as app:
        with app.app_context():
            school = build(db.session(), pupils=pupils, clubs=clubs, now=clock.now())
        accounts = [school.admin_id, *(pupil.account_id for pupil in school.pupils)]
        signed_in = sign_in_all(app, [(school.school_id, account) for account in accounts])
        yield Stage(server, app, school, signed_in[1:], signed_in[0])
