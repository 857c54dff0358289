"""Reads and writes tables (xlsx, csv and what is named so); knows no rule of schools."""

from app.sheets.blanks import blank
from app.sheets.errors import CannotRead
from app.sheets.reading import read_sheets
from app.sheets.tables import Cell, Sheet, Table
from app.sheets.writing import CSV, XLSX, to_csv, to_xlsx

__all__ = [
    "CSV",
    "XLSX",
    "CannotRead",
    "Cell",
    "Sheet",
    "Table",
    "blank",
    "read_sheets",
    "to_csv",
    "to_xlsx",
]
