"""How each database is opened and how a transaction begins on it.

SQLite (stack decision, docs/decisions/0002): write-ahead log, full synchronisation, foreign keys,
`BEGIN IMMEDIATE` behind one fair lock file for transactions that write, `BEGIN DEFERRED` with
`query_only` for those that only read. PostgreSQL: `READ ONLY` for those that only read.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

BUSY_TIMEOUT_MS = 15_000

_read_only: ContextVar[bool] = ContextVar("read_only", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions that begin inside cannot write; the database refuses it."""
    token = _read_only.set(True)
    try:
        yield
    finally:
        _read_only.reset(token)


def prepare(engine: Engine) -> None:
    """Attach the rules of this module to an engine, once."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def overwrite_deleted(session: Session) -> None:
    """Let SQLite overwrite what this connection deletes; PostgreSQL forgets it afterwards."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def forget_deleted(engine: Engine | Connection, table: str) -> None:
    """Empty SQLite's write-ahead log, or write PostgreSQL's table anew; after the commit.

    Raises:
        LogInUse: somebody has been reading all the while; try again.
    """
    bound = engine.engine
    if bound.dialect.name != "sqlite":
        with bound.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            name = connection.dialect.identifier_preparer.quote(table)
            connection.exec_driver_sql(f"VACUUM FULL {name}")
        return
    raw = bound.raw_connection()  # outside any transaction, which SQLAlchemy would begin
    try:
        busy, *_pages = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        raw.close()
    if busy:
        raise LogInUse


def _begin_postgresql(connection: Connection) -> None:
    if _read_only.get():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


class LogInUse(RuntimeError):
    """The write-ahead log could not be emptied because a long read needs it."""


class LockingConnection(sqlite3.Connection):
    """A connection that gives back the write lock when its transaction has really ended."""

    _handle: int | None = None

    def wait_in_line(self, path: Path) -> None:
        """Wait for the right to write; the kernel serves waiters in order."""
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._handle, fcntl.LOCK_EX)

    def unlock(self) -> None:
        """Let the next one write."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def commit(self) -> None:
        """Commit, then let the next one write."""
        super().commit()
        self.unlock()

    def rollback(self) -> None:
        """Roll back, then let the next one write."""
        super().rollback()
        self.unlock()


def _prepare_sqlite(engine: Engine) -> None:
    database = engine.url.database
    lock_path = Path(f"{database}.lock") if database and database != ":memory:" else None

    @event.listens_for(engine, "do_connect")
    def do_connect(_dialect: Any, _record: Any, _args: Any, options: dict[str, Any]) -> None:
        options["factory"] = LockingConnection

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        read_only = _read_only.get()
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if read_only else 'OFF'}")
        if read_only:
            connection.exec_driver_sql("BEGIN DEFERRED")
            return
        if lock_path is not None:
            _raw(connection.connection.dbapi_connection).wait_in_line(lock_path)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", _connect_sqlite)
    event.listen(engine, "checkin", _checkin_sqlite)


def _connect_sqlite(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None  # SQLAlchemy's events begin transactions
    cursor = dbapi_connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _checkin_sqlite(dbapi_connection: Any, _record: Any) -> None:
    if dbapi_connection is not None:  # none when the pool has thrown the connection away
        _raw(dbapi_connection).unlock()


def _raw(dbapi_connection: object) -> LockingConnection:
    return cast("LockingConnection", dbapi_connection)
