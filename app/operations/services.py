"""Making a backup, restoring it, and rehearsing the restore (promise 17)."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, func, select
from sqlalchemy.orm import Session

from app.audit.services import broken_links
from app.core import engine as engines
from app.operations import archive, errors
from app.operations.archive import Digest, Manifest

VERSION_TABLE = "alembic_version"
BATCH = 500


def write_backup(engine: Engine, path: Path, *, now: datetime) -> Manifest:
    """Write every table into a new file that only this account may read.

    The whole backup is one moment of the database; others go on writing meanwhile.

    Raises:
        FileIsThere: the file exists.
    """
    if path.exists():
        raise errors.FileIsThere(path=path)
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        with (
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
            _snapshot(engine) as connection,
        ):
            tables = {
                table.name: archive.write_table(target, connection, table)
                for table in _tables(connection).sorted_tables
            }
            manifest = Manifest(now.isoformat(), _revision(connection), tables)
            archive.write_manifest(target, manifest)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    return manifest


def restore(engine: Engine, migrations: Config, path: Path) -> Manifest:
    """Fill an empty database from a backup and bring it up to date, wholly or not at all.

    Raises:
        NoBackup: the file is no backup, or it is damaged.
        NewerBackup: its tables are unknown here.
        DatabaseNotEmpty: there is something in the database.
        NotTheSame: a restored table differs from the backup.
        BrokenChain: the restored audit log is not whole.
    """
    migrations.attributes["engine"] = engine
    with _opened(path) as source:
        manifest = archive.read_manifest(source)
        _make_tables(engine, migrations, manifest.revision)
        with engine.begin() as connection:
            _load(connection, source, manifest)
    command.upgrade(migrations, "head")
    with Session(engine) as session:
        for fault in broken_links(session):
            raise errors.BrokenChain(school_id=fault.school_id, position=fault.position)
    return manifest


def rehearse(migrations: Config, path: Path) -> Manifest:
    """Restore a backup into a scratch database, check it, and throw that database away.

    Raises:
        NoBackup, NewerBackup, NotTheSame, BrokenChain: the backup cannot be relied on.
    """
    with TemporaryDirectory(prefix="zouban-rehearsal-") as folder:  # readable by this account only
        scratch = create_engine(f"sqlite:///{folder}/scratch.db")
        engines.prepare(scratch)
        try:
            return restore(scratch, migrations, path)
        finally:
            scratch.dispose()


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """Read from one moment of the database."""
    with engines.reading(), engine.connect() as connection:
        if engine.dialect.name != "sqlite":  # a reading transaction of SQLite is one already
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as source:
            yield source
    except (OSError, zipfile.BadZipFile, EOFError, KeyError, TypeError, ValueError) as error:
        raise errors.NoBackup(path=path, why=error) from error


def _tables(connection: Connection) -> MetaData:
    """Read the tables as the database has them, so that a backup fits its own revision."""
    found = MetaData()
    found.reflect(connection)
    if VERSION_TABLE in found.tables:
        found.remove(found.tables[VERSION_TABLE])
    return found


def _revision(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def _make_tables(engine: Engine, migrations: Config, revision: str) -> None:
    try:
        ScriptDirectory.from_config(migrations).get_revision(revision)
    except CommandError as error:
        raise errors.NewerBackup(revision=revision) from error
    with engine.connect() as connection:
        tables, present = _tables(connection).sorted_tables, _revision(connection)
        is_filled = any(
            connection.scalar(select(func.count()).select_from(table)) for table in tables
        )
    if is_filled or (tables and present != revision):
        raise errors.DatabaseNotEmpty
    command.upgrade(migrations, revision)


def _load(connection: Connection, source: zipfile.ZipFile, manifest: Manifest) -> None:
    for table in _tables(connection).sorted_tables:
        if table.name not in manifest.tables:
            raise errors.NotTheSame(table=table.name)
        rows = archive.read_table(source, table.name)
        while batch := [archive.decode(line, table.columns) for line in islice(rows, BATCH)]:
            connection.execute(table.insert(), batch)
        digest = Digest()
        for line in archive.lines(connection, table):
            digest.add(line)
        if digest.sum() != manifest.tables[table.name]:
            raise errors.NotTheSame(table=table.name)
        if connection.dialect.name == "postgresql" and "id" in table.columns:
            _continue_numbers(connection, table)


def _continue_numbers(connection: Connection, table: Table) -> None:
    """Let new rows of PostgreSQL be numbered after the restored ones."""
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
    highest = func.max(table.c.id)
    if sequence is not None:
        connection.execute(select(func.setval(sequence, highest)).having(highest > 0))
