"""The databases of the tests: migrated once, empty again for every test."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import Engine

from app.core.db import db

NAMES = ("sqlite", "postgresql")

# Triggers and foreign keys rest while everything is deleted.
EMPTY_POSTGRESQL = """
DO $$
DECLARE name text;
DECLARE has_rows boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM ' || quote_ident(name) || ')' INTO has_rows;
        IF has_rows THEN EXECUTE 'DELETE FROM ' || quote_ident(name); END IF;
    END LOOP;
END $$
"""


@contextmanager
def sqlite_folder() -> Iterator[Path]:
    """Give a folder in memory where there is one: tests need not wait for a disk."""
    memory = Path("/dev/shm")  # noqa: S108 -- a fresh folder of our own is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def migrate(app: Flask) -> None:
    """Bring the app's database to the newest migration."""
    with app.app_context():
        flask_migrate.upgrade()
        if db.engine.dialect.name == "sqlite":
            db.engine.dispose()
            shutil.copyfile(_file(db.engine), _template(db.engine))


def empty(app: Flask) -> None:
    """Take every row out of the app's migrated database."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _put_template_back(db.engine)
        else:
            with db.engine.begin() as connection:
                connection.exec_driver_sql(EMPTY_POSTGRESQL)


def _put_template_back(engine: Engine) -> None:
    engine.dispose()
    file = _file(engine)
    for leftover in file.parent.glob(f"{file.name}-*"):
        leftover.unlink()
    shutil.copyfile(_template(engine), file)


def _file(engine: Engine) -> Path:
    return Path(str(engine.url.database))


def _template(engine: Engine) -> Path:
    return _file(engine).with_suffix(".template")
