"""Reads any list a school has: by what is in the file, never by its name."""

from app.sheets.errors import FileEmpty
from app.sheets.tables import MOST_MEGABYTES, Sheet, too_large
from app.sheets.texts import decode, looks_like_html, read_html, read_separated
from app.sheets.workbooks import MEGABYTE, is_workbook, read_workbook


def read_sheets(content: bytes) -> list[Sheet]:
    """Read all sheets of a workbook, a text table or an HTML table.

    Raises:
        CannotRead: one of its kinds; the sentence says what to do.
    """
    if not content:
        raise FileEmpty
    if len(content) > MOST_MEGABYTES * MEGABYTE:
        raise too_large()
    if is_workbook(content):
        sheets = read_workbook(content)
    else:
        text = decode(content)
        sheets = [read_html(text) if looks_like_html(text) else read_separated(text)]
    if all(sheet.is_empty for sheet in sheets):
        raise FileEmpty
    return sheets
