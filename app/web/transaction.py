"""The one commit of a request.

A request that may change something runs in one writing transaction, committed here when the
answer is a success and rolled back otherwise. A request that only reads gets a transaction in
which the database itself refuses a write (promise 14: no change by GET).
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http import HTTPStatus

from flask import Flask, Response, current_app, g, request

from app.core.db import db
from app.core.engine import reading
from app.web.access import access_of

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Register the beginning and the end of each request's transaction; call it first."""
    app.before_request(_begin)
    app.after_request(_commit)
    app.teardown_request(_close)


def roll_back_at_the_end() -> None:
    """Keep nothing that this request wrote, whatever its status."""
    g.keep_nothing = True


def keep_despite_refusal() -> None:
    """Keep what was written although the answer is a refusal (a failed sign-in is counted)."""
    g.keep_despite_refusal = True


@contextmanager
def reading_first() -> Iterator[None]:
    """Read in a transaction of its own, ended before something slow that needs no database."""
    db.session.rollback()
    with reading():
        yield
        db.session.rollback()


def _only_reads() -> bool:
    if request.method not in READING_METHODS:
        return False
    return request.endpoint is None or not access_of(current_app, request.endpoint).records


def _begin() -> None:
    g.transaction = ExitStack()
    if _only_reads():
        g.transaction.enter_context(reading())


def _commit(response: Response) -> Response:
    refused = response.status_code >= HTTPStatus.BAD_REQUEST
    if g.get("keep_nothing") or (refused and not g.get("keep_despite_refusal")):
        db.session.rollback()
    else:
        db.session.commit()
    return response


def _close(_error: BaseException | None) -> None:
    db.session.remove()
    stack: ExitStack | None = g.pop("transaction", None)
    if stack is not None:
        stack.close()
