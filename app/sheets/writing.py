"""Writes tables for people who open them in Excel or WPS; nothing in them runs (promise 11)."""

import io
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from app.sheets.tables import Cell, Table
from app.sheets.texts import harmless, write_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
LONGEST_CELL = 32_767
LONGEST_SHEET_NAME = 31
NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
NARROWEST, WIDEST = 6, 40
MEASURED_ROWS = 200


def to_csv(table: Table) -> bytes:
    """Write a table as CSV; our own reader gives the same cells back, as text."""
    return write_text([[_field(cell) for cell in row] for row in _all_rows(table)])


def to_xlsx(tables: Sequence[Table]) -> bytes:
    """Write a workbook with a sheet per table; texts stay texts, also when somebody edits them."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    formats = {
        "heading": book.add_format({"bold": True, "num_format": "@", "bottom": 1}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    taken: set[str] = set()
    for table in tables:
        _write_sheet(book.add_worksheet(_sheet_name(table.title, taken)), table, formats)
    book.close()
    return out.getvalue()


def _write_sheet(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    for column, width in enumerate(_widths(table)):
        sheet.set_column(column, column, width, formats["text"])
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(table.headings):
        sheet.write_string(0, column, heading[:LONGEST_CELL], formats["heading"])
    for number, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row):
            _write_cell(sheet, number, column, cell, formats)


def _write_cell(
    sheet: Any, row: int, column: int, cell: Cell | None, formats: dict[str, Any]
) -> None:
    match cell:
        case None | "":
            pass
        case int() | float():
            sheet.write_number(row, column, cell)
        case datetime():
            sheet.write_datetime(row, column, cell.replace(tzinfo=None), formats["datetime"])
        case date():
            sheet.write_datetime(row, column, cell, formats["date"])
        case str():
            sheet.write_string(row, column, cell[:LONGEST_CELL], formats["text"])


def _all_rows(table: Table) -> list[Sequence[Cell | None]]:
    return [table.headings, *table.rows]


def _field(cell: Cell | None) -> str:
    return harmless(cell) if isinstance(cell, str) else _text(cell)


def _text(cell: Cell | None) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M")
        case _:
            return str(cell)


def _widths(table: Table) -> list[int]:
    rows = _all_rows(table)[:MEASURED_ROWS]
    cells = [[row[n] if n < len(row) else None for row in rows] for n in range(len(table.headings))]
    widest = [max(_width(_text(cell)) for cell in column) for column in cells]
    return [min(max(width + 2, NARROWEST), WIDEST) for width in widest]


def _width(text: str) -> int:
    """How much room a text takes; Chinese characters take two letters' room."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _sheet_name(name: str, taken: set[str]) -> str:
    """Make a name that spreadsheet programs accept and that no other sheet has."""
    plain = name.translate(NOT_IN_SHEET_NAMES).strip(" '")[:LONGEST_SHEET_NAME] or "Sheet"
    chosen, number = plain, 2
    while chosen.lower() in taken:
        ending = f" {number}"
        chosen, number = plain[: LONGEST_SHEET_NAME - len(ending)] + ending, number + 1
    taken.add(chosen.lower())
    return chosen
