"""Reads any table a school may hand in; its content decides, never its name."""

from collections.abc import Sequence

from app.sheets.errors import FileEmpty, FileTooLarge, NoTable
from app.sheets.limits import FILE_BYTES
from app.sheets.tables import Sheet
from app.sheets.texts import decode, read_text
from app.sheets.webpages import is_webpage, read_webpage
from app.sheets.workbooks import is_workbook, read_workbook

OTHER_KINDS = (
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"MZ",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"SQLite format 3\x00",
)


def read_sheets(content: bytes) -> Sequence[Sheet]:
    """Read the sheets of a file: a workbook, separated text, or a web page with tables.

    Raises:
        CannotRead: the file holds no table, is damaged, protected or too large.
    """
    if len(content) > FILE_BYTES:
        raise FileTooLarge
    if not content.strip(b"\x00\t\r\n "):
        raise FileEmpty
    if is_workbook(content):
        sheets = read_workbook(content)
    elif content.startswith(OTHER_KINDS):
        raise NoTable
    else:
        sheets = _text_sheets(decode(content))
    if all(sheet.is_empty for sheet in sheets):
        raise FileEmpty
    return sheets


def _text_sheets(text: str) -> list[Sheet]:
    if is_webpage(text):
        return read_webpage(text)
    return [Sheet("", read_text(text))]
