"""How many statements a page sends to the database."""

from flask import Flask
from sqlalchemy import event

from app.core.db import db

# What the engine sends around every transaction.
BOOKKEEPING = ("BEGIN", "PRAGMA", "SET ", "SAVEPOINT", "RELEASE", "ROLLBACK")


def statements_of(app: Flask, path: str, cookie: str) -> list[str]:
    """List the statements of one request, as they are sent; the request before it fills caches."""
    seen: list[str] = []

    def note(*arguments: object) -> None:
        statement = str(arguments[2])
        if not statement.lstrip().startswith(BOOKKEEPING):
            seen.append(statement)

    client = app.test_client(use_cookies=False)
    client.get(path, headers={"Cookie": cookie})
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    client.get(path, headers={"Cookie": cookie})
    event.remove(engine, "before_cursor_execute", note)
    return seen
