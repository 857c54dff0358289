"""Writes tables that do nothing when Excel or WPS opens them (promise 11)."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from datetime import date

import xlsxwriter

from app.sheets.tables import Cell, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
WIDEST = 48
FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys(r"[]:*?/\'"))


def harmless(cell: Cell | None) -> Cell | None:
    """Put an apostrophe before a text that a spreadsheet program would run as a formula."""
    if isinstance(cell, str) and cell.startswith(STARTS_FORMULA):
        return f"'{cell}"
    return cell


def to_csv(table: Table) -> bytes:
    """Write one table as UTF-8 with byte-order mark, so that Excel reads the Chinese."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in [table.headings, *table.rows]:
        writer.writerow(["" if cell is None else harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(tables: Sequence[Table]) -> bytes:
    """Write a workbook with a sheet a table: frozen bold headings, widths that fit, all as text."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        for table, name in zip(tables, _sheet_names(tables), strict=True):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, text in enumerate(table.headings):
                sheet.write_string(0, column, text, heading)
                sheet.set_column(column, column, _width(table, column))
            for line, row in enumerate(table.rows, start=1):
                for column, cell in enumerate(row):
                    value = harmless(cell)
                    if isinstance(value, date):
                        sheet.write_datetime(line, column, value, day)
                    elif isinstance(value, (int, float)):
                        sheet.write_number(line, column, value)
                    elif value:
                        sheet.write_string(line, column, value)
    return content.getvalue()


def _sheet_names(tables: Sequence[Table]) -> list[str]:
    """Give each sheet a name that the format allows: unlike the others, at most 31 characters."""
    names: list[str] = []
    for number, table in enumerate(tables, start=1):
        name = table.title.translate(FORBIDDEN_IN_NAMES)[:31] or f"{number}"
        if name.lower() in {other.lower() for other in names}:
            name = f"{name[:27]} {number}"
        names.append(name)
    return names


def _width(table: Table, column: int) -> int:
    cells = [table.headings[column], *(row[column] for row in table.rows[:500])]
    return min(max(_display_width(str(cell or "")) for cell in cells) + 2, WIDEST)


def _display_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
