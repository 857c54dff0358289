"""Reads text tables: comma, semicolon or tab; UTF-8, GB18030 or UTF-16; HTML named as a sheet."""

import csv
import io
from html.parser import HTMLParser

from app.sheets.errors import CannotRead, FileEmpty, UnknownText
from app.sheets.tables import Sheet, check_size

SEPARATORS = ",;\t"
LONGEST_CELL = 32_767  # what a spreadsheet program keeps in a cell


def decode(content: bytes) -> str:
    """Decode by byte-order mark, else strict UTF-8, else GB18030.

    Raises:
        UnknownText: it is none of them.
    """
    marks = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
    named = [encoding for mark, encoding in marks if content.startswith(mark)]
    for encoding in named or ["utf-8", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnknownText


def read_separated(text: str) -> Sheet:
    """Read a text table; the separator is the one that the first lines use most.

    Raises:
        FileEmpty: nothing but white space.
        CannotRead: a quotation mark is never closed, or a cell is longer than a sheet allows.
        FileTooLarge: too many rows or columns.
    """
    if not text.strip():
        raise FileEmpty
    head = text[:4000]
    separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            check_size(len(rows), len(row))
    except csv.Error as error:
        raise CannotRead from error
    return Sheet("", rows)


def looks_like_html(text: str) -> bool:
    """Whether a web system wrote this table."""
    head = text[:2000].lower()
    return "<table" in text.lower() and ("<html" in head or "<table" in head or "<!doctype" in head)


def read_html(text: str) -> Sheet:
    """Read the rows of all tables of an HTML page.

    Raises:
        FileTooLarge: too many rows or columns.
    """
    parser = _Rows()
    parser.feed(text)
    parser.close()
    return Sheet("", parser.rows)


class _Rows(HTMLParser):
    """Collects the cells of tables; a cell over several columns fills all of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._width = 0  # of the open cell, 0 when none is open
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_cell()
            self.rows.append([])
            check_size(len(self.rows), 0)
        elif tag in {"td", "th"} and self.rows:
            self._end_cell()
            span = dict(attrs).get("colspan") or "1"
            self._width = max(int(span), 1) if span.isdecimal() and len(span) < 4 else 1
        elif tag == "br" and self._width:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr", "table"}:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._width:
            self._text.append(data)

    def _end_cell(self) -> None:
        if self._width:
            self.rows[-1].extend(["".join(self._text).strip()[:LONGEST_CELL]] * self._width)
            check_size(len(self.rows), len(self.rows[-1]))
        self._width, self._text = 0, []
