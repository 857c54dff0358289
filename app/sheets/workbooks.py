"""Workbooks of spreadsheet programs: xlsx, xlsb, xls and ods."""

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from app.sheets import archives
from app.sheets.errors import (
    CannotRead,
    Damaged,
    FileProtected,
    FileTooLarge,
    NoTable,
    TooManyColumns,
    TooManyRows,
)
from app.sheets.limits import COLUMNS, ROWS
from app.sheets.tables import Cell, Sheet

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # xls, and workbooks with a password
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
WORKBOOK_PARTS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
PROCESS = Path(__file__).with_name("workbook_process.py")
REFUSALS = {"password": FileProtected, "damaged": Damaged, "too large": FileTooLarge}


def is_workbook(content: bytes) -> bool:
    """Whether the content begins as a workbook does."""
    return content.startswith(OLE) or archives.is_archive(content)


def read_workbook(content: bytes) -> list[Sheet]:
    """Read every sheet of a workbook, hidden ones marked.

    Raises:
        CannotRead: it is something else, damaged, protected or too large.
    """
    _check(content)
    with subprocess.Popen(  # noqa: S603 -- our own script, with nothing of the user's in its words
        [sys.executable, "-I", str(PROCESS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            return _converse(process, content)
        finally:
            process.kill()


def _check(content: bytes) -> None:
    """Refuse what need not be opened to be refused."""
    if content.startswith(OLE):
        if ENCRYPTED_PART in content:
            raise FileProtected
    elif WORKBOOK_PARTS.isdisjoint(archives.member_names(content)):
        raise NoTable


def _converse(process: "subprocess.Popen[bytes]", content: bytes) -> list[Sheet]:
    if process.stdin is None or process.stdout is None:
        raise CannotRead
    try:
        process.stdin.write(content)
        process.stdin.close()
    except BrokenPipeError as error:
        raise Damaged from error
    sheets = _sheets(json.loads(line) for line in process.stdout)
    ended = process.wait()
    if ended < 0:  # by a signal: out of memory or of time
        raise FileTooLarge
    if ended > 0:
        raise Damaged
    return sheets


def _sheets(lines: Iterable[Any]) -> list[Sheet]:
    sheets: list[Sheet] = []
    rows: list[list[Cell]] = []
    for line in lines:
        match line:
            case {"refused": reason}:
                raise REFUSALS[reason]
            case {"sheet": name, "hidden": hidden}:
                rows = []
                sheets.append(Sheet(name, rows, is_hidden=hidden))
            case [number, cells]:
                _append(rows, number, cells)
    return sheets


def _append(rows: list[list[Cell]], number: int, cells: list[Cell | dict[str, str]]) -> None:
    if number >= ROWS:
        raise TooManyRows(limit=ROWS)
    if len(cells) > COLUMNS:
        raise TooManyColumns(limit=COLUMNS)
    rows.extend([] for _ in range(number - len(rows)))
    rows.append([_cell(cell) for cell in cells])


def _cell(value: Cell | dict[str, str]) -> Cell:
    return date.fromisoformat(value["date"]) if isinstance(value, dict) else value
