"""Tables in text files: separated by comma, semicolon or tab, in the encodings schools use."""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from app.sheets.errors import Damaged, NoTable
from app.sheets.limits import check_size
from app.sheets.tables import Cell

SEPARATORS = (",", "\t", ";", "|", "，")
SAMPLE_ROWS = 60
MARKS = {  # byte-order marks
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
ENCODINGS = ("utf-8", "gb18030")
CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
MOST_CONTROLS = 200  # one control character in so many is dirt, more are no text
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')  # ="007", as web systems keep zeros through Excel
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")  # a cell that begins so may run (promise 11)
APOSTROPHE = "'"


def decode(content: bytes) -> str:
    """Decode text by its mark, else as strict UTF-8, else as GB18030, the national standard.

    Raises:
        NoTable: it is no text.
    """
    marked = [MARKS[mark] for mark in MARKS if content.startswith(mark)]
    for encoding in marked or _unmarked(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(CONTROL.findall(text)) * MOST_CONTROLS > len(text):
            raise NoTable
        return text
    raise NoTable


def _unmarked(content: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark has a zero beside nearly every separator and line break."""
    if b"\n\x00" in content and b"\x00" not in content[::2]:
        return ("utf-16-le",)
    if b"\x00\n" in content and b"\x00" not in content[1::2]:
        return ("utf-16-be",)
    return ENCODINGS


def read_text(text: str) -> list[list[Cell]]:
    """Read the rows of a table; its separator is the one that gives the most even rows.

    Raises:
        CannotRead: quotes do not end, or it is too large.
    """
    separator = max(SEPARATORS, key=lambda sign: _evenness(text, sign))
    try:
        rows = [[_cell(value) for value in row] for row in _rows(text, separator)]
    except csv.Error as error:
        raise Damaged from error
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    check_size(rows)
    return rows


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _evenness(text: str, separator: str) -> tuple[int, int]:
    """Rate a separator: how many rows of the sample have the usual width, and that width."""
    try:
        sample = list(itertools.islice(_rows(text, separator), SAMPLE_ROWS))
    except csv.Error:
        return 0, 0
    widths = Counter(len(row) for row in sample if len(row) > 1)
    return max(((rows, width) for width, rows in widths.items()), default=(0, 0))


def _cell(value: str) -> Cell:
    """Undo what keeps a cell text in spreadsheet programs."""
    if kept := KEPT_AS_TEXT.fullmatch(value):
        value = kept[1]
    elif value.startswith(APOSTROPHE) and _would_run(value):
        value = value[1:]
    return value if value.strip() else ""


def harmless(text: str) -> str:
    """Write a text so that no spreadsheet program runs it (promise 11); `read_text` undoes it."""
    return APOSTROPHE + text if _would_run(text) else text


def _would_run(text: str) -> bool:
    """Whether a program might take the text for a formula, behind what apostrophes it may have."""
    bare = text.lstrip(APOSTROPHE)
    return bare.startswith(DANGEROUS) or bare.lstrip().startswith(DANGEROUS)


def write_text(rows: Sequence[Sequence[str]]) -> bytes:
    """Write rows as comma-separated text with a byte-order mark, which Excel and WPS understand."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_MINIMAL).writerows(rows)
    return out.getvalue().encode("utf-8-sig")
