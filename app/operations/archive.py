"""The file of a backup: a zip of tables as JSON lines, with a manifest of counts and digests.

The values are plain text, so a backup of SQLite restores into PostgreSQL and the other way round,
and tells the same digests on both. It holds the database alone: no key, no setting.
"""

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from io import TextIOWrapper
from typing import IO, Any

from sqlalchemy import Column, Connection, Date, DateTime, LargeBinary, Row, Table, Time, select

FORMAT = "zouban-backup/1"
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 1_000_000


@dataclass(frozen=True)
class Sum:
    """How many rows a table has, and a digest of them in any order."""

    rows: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself."""

    made_at: str
    revision: str
    tables: dict[str, Sum]


def encode(row: Row[Any]) -> str:
    """Write a row as one line of canonical JSON, the same from every database."""
    values = [_plain(value) for value in row]
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode(line: str, columns: Iterable[Column[Any]]) -> dict[str, Any]:
    """Read a line back into values that a database takes for these columns."""
    return {
        column.name: _typed(value, column)
        for column, value in zip(columns, json.loads(line), strict=True)
    }


def lines(connection: Connection, table: Table) -> Iterator[str]:
    """Read a table as lines, a thousand rows at a time, in the order of its key."""
    statement = select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(statement, execution_options={"yield_per": 1000}):
        yield encode(row)


class Digest:
    """Counts lines and digests them whatever their order (databases sort texts differently)."""

    def __init__(self) -> None:
        self._hashes: list[bytes] = []

    def add(self, line: str) -> None:
        """Count one line."""
        self._hashes.append(hashlib.sha256(line.encode()).digest())

    def sum(self) -> Sum:
        """Give count and digest of all lines so far."""
        digest = hashlib.sha256(b"".join(sorted(self._hashes)))
        return Sum(len(self._hashes), digest.hexdigest())


def write_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> Sum:
    """Put a table into the archive."""
    digest = Digest()
    with archive.open(_member(table.name), "w", force_zip64=True) as member:
        for line in lines(connection, table):
            digest.add(line)
            member.write(line.encode() + b"\n")
    return digest.sum()


def read_table(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    """Read a table's lines from the archive."""
    with archive.open(_member(name)) as member:
        for line in _text(member):
            yield line.removesuffix("\n")


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Put the manifest into the archive, last."""
    content = {"format": FORMAT, **asdict(manifest)}
    archive.writestr(MANIFEST, json.dumps(content, indent=1))


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """Read the manifest.

    Raises:
        ValueError: it is not the manifest of a backup.
        KeyError: there is none, or a part of it is missing.
    """
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise ValueError("the manifest is too large")
    content = json.loads(archive.read(MANIFEST))
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError("the manifest has another format")
    tables = {name: Sum(**values) for name, values in content["tables"].items()}
    return Manifest(content["made_at"], content["revision"], tables)


def _member(table_name: str) -> str:
    return f"tables/{table_name}.jsonl"


def _text(member: IO[bytes]) -> TextIOWrapper:
    return TextIOWrapper(member, encoding="utf-8", newline="\n")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return moment.isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def _typed(value: Any, column: Column[Any]) -> object:
    if value is None:
        return None
    kind = column.type
    if isinstance(kind, DateTime):
        moment = datetime.fromisoformat(value)
        return moment if kind.timezone else moment.replace(tzinfo=None)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, Time):
        return time.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    return value
