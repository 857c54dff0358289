"""Catalogues as programs write them: a list of records in JSON or YAML, made into a table."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from app.core.text import N_
from app.sheets.errors import CannotRead
from app.sheets.tables import Cell, Sheet
from app.sheets.texts import decode

MOST_RECORDS = 5_000
MOST_KEYS = 200
DEEPEST = 20
YAML_LIST = re.compile(r"^\s*-\s+['\"]?\w+['\"]?\s*:", re.MULTILINE)


class BrokenRecords(CannotRead):
    """It looks like JSON or YAML, but is broken or no list of clubs."""

    message = N_("The file begins like JSON or YAML, but holds no list of clubs that can be read.")


def records_sheet(content: bytes) -> Sheet | None:
    """Read a JSON or YAML list of records as a table; None for any other kind of file.

    Raises:
        BrokenRecords: it begins as one, but cannot be read.
    """
    head = content[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"{", b"[")):
        return _table(_json(decode(content)))
    if b"\x00" in head or head.startswith((b"<", b"PK")):
        return None
    if not YAML_LIST.search(head.decode("utf-8", "ignore")):
        return None
    return _table(_yaml(decode(content)))


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BrokenRecords from error


def _yaml(text: str) -> object:
    """Read YAML as plain texts; anchors are refused, since a few of them make millions of rows."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            if isinstance(event, yaml.AliasEvent):
                raise BrokenRecords
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise BrokenRecords
        # The base loader makes texts, lists and maps only.
        return yaml.load(text, Loader=yaml.CBaseLoader)  # nosec B506  # noqa: S506 -- see above
    except yaml.YAMLError as error:
        raise BrokenRecords from error


def _table(read: object) -> Sheet:
    records = _records(read)
    if not records or len(records) > MOST_RECORDS:
        raise BrokenRecords
    headings = list(dict.fromkeys(str(key) for record in records for key in record))
    if len(headings) > MOST_KEYS:
        raise BrokenRecords
    rows = [[_cell(record.get(heading)) for heading in headings] for record in records]
    return Sheet("", [headings, *rows])


def _records(read: object) -> Sequence[Mapping[str, Any]]:
    """Find the list: the whole, or the first list of records in the outermost map."""
    candidates = [read, *(read.values() if isinstance(read, dict) else ())]
    for candidate in candidates:
        if isinstance(candidate, list) and all(isinstance(one, dict) for one in candidate):
            return candidate
    return ()


def _cell(value: object) -> Cell:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, (int, float)):
        return value
    return value if isinstance(value, str) else ""
