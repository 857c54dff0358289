"""Reads workbooks (.xlsx, .xls, .ods), within limits that are checked before anything is opened."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from app.sheets.errors import CannotRead, FileProtected
from app.sheets.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_UNPACKED_MEGABYTES,
    Cell,
    Sheet,
    check_size,
    too_large,
)

MOST_MEMBERS = 2000
MEGABYTE = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_workbook(content: bytes) -> bool:
    """Whether the content, whatever its name, is a workbook."""
    return content.startswith((OLE, ZIP))


def read_workbook(content: bytes) -> list[Sheet]:
    """Read every sheet; merged cells hold their value in each of their places.

    Raises:
        FileProtected: it has a password.
        FileTooLarge: too much in it, packed or unpacked.
        CannotRead: it is damaged, or no workbook.
    """
    if content.startswith(ZIP):
        _check_members(content)
    elif ENCRYPTED in content:
        raise FileProtected
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return [_sheet(book, meta.name, meta.visible) for meta in book.sheets_metadata]
    except (CalamineError, ValueError, OSError) as error:
        raise CannotRead from error


def _check_members(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise CannotRead from error
    if any(member.flag_bits & 1 for member in members):
        raise FileProtected
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED_MEGABYTES * MEGABYTE:
        raise too_large()


def _sheet(book: CalamineWorkbook, name: str, visible: SheetVisibleEnum) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    check_size(sheet.total_height, sheet.total_width)
    values = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
    rows = [[_cell(value) for value in row[: MOST_COLUMNS + 1]] for row in values]
    check_size(len(rows), max(map(len, rows), default=0))
    _fill_merged(sheet, rows)
    return Sheet(name, rows, is_hidden=visible is not SheetVisibleEnum.Visible)


def _fill_merged(sheet: CalamineSheet, rows: list[list[Cell]]) -> None:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [value] * len(row[left : right + 1])


def _cell(value: Any) -> Cell:
    match value:
        case bool():
            return str(value).upper()
        case time():
            return f"{value:%H:%M}"
        case datetime():
            return value.date()
        case float() if value.is_integer():
            return int(value)
        case str() | int() | float() | date():
            return value
    return str(value) if isinstance(value, timedelta) else ""
