"""Tables in web pages, as web systems save them under the name .xls; one walk, no library.

The walk is linear in the length of the page whatever it holds: each piece between two "<" is
looked at once.
"""

import html
import re
from dataclasses import dataclass, field

from app.sheets.limits import ROWS, check_size
from app.sheets.tables import Cell, Sheet

BEGIN = re.compile(
    r"\s*(<!--.{0,200}?-->\s*)?<(!doctype|html|head|meta|body|table|style|div)\b", re.I
)
TAG = re.compile(r"(/?)([a-z0-9]{1,12})(?![a-z0-9:-])", re.I)
SPAN = re.compile(r"(row|col)span\s*=\s*[\"']?\s*(\d{1,3})", re.I)
SILENT = frozenset({"style", "script", "title"})
BREAKS = frozenset({"br", "p", "div"})
MOST_COLUMNS_SPANNED = 64


@dataclass(slots=True)
class _Page:
    """What has been read of a page so far."""

    sheets: list[list[list[Cell]]] = field(default_factory=list)
    row: list[Cell] = field(default_factory=list)
    cell: list[str] | None = None  # the text of the cell that is open
    rowspan: int = 1
    colspan: int = 1
    falling: dict[int, tuple[int, str]] = field(default_factory=dict)  # column: rows left, value

    def begin_table(self) -> None:
        self.end_row()
        self.sheets.append([])
        self.falling = {}

    def begin_cell(self, attributes: str) -> None:
        self.end_cell()
        spans = {name.lower(): int(number) for name, number in SPAN.findall(attributes)}
        self.rowspan = min(spans.get("row", 1), ROWS)
        self.colspan = max(1, min(spans.get("col", 1), MOST_COLUMNS_SPANNED))
        self.cell = []

    def end_cell(self) -> None:
        if self.cell is None:
            return
        self.take_falling()
        text = html.unescape("".join(self.cell)).strip()
        if self.rowspan > 1 and text:
            self.falling[len(self.row)] = (self.rowspan - 1, text)
        self.row += [text, *[""] * (self.colspan - 1)]
        self.cell = None

    def take_falling(self) -> None:
        """Repeat the cells of rows above that reach down into this one."""
        while (column := len(self.row)) in self.falling:
            left, text = self.falling.pop(column)
            if left > 1:
                self.falling[column] = (left - 1, text)
            self.row.append(text)

    def end_row(self) -> None:
        self.end_cell()
        if self.row and self.sheets:
            self.take_falling()
            while self.row and self.row[-1] == "":
                self.row.pop()
            self.sheets[-1].append(self.row)
        self.row = []


def is_webpage(text: str) -> bool:
    """Whether a text begins as a web page does."""
    return BEGIN.match(text) is not None


def read_webpage(text: str) -> list[Sheet]:
    """Read every table of a web page as a sheet; a table within a table begins a new one.

    Raises:
        CannotRead: it is too large.
    """
    page = _Page()
    silent = ""
    for piece in text.split("<"):
        markup, _, said = piece.partition(">")
        tag = TAG.match(markup)
        closing, name = (tag[1], tag[2].lower()) if tag else ("", "")
        if silent:
            silent = "" if closing and name == silent else silent
        elif name in SILENT and not closing:
            silent = name
        else:
            _mark(page, closing + name, markup)
        if page.cell is not None and not silent:
            page.cell.append(said)
    page.end_row()
    for rows in page.sheets:
        check_size(rows)
    return [Sheet("", rows) for rows in page.sheets if rows]


def _mark(page: _Page, name: str, markup: str) -> None:
    match name:
        case "table":
            page.begin_table()
        case "tr" | "/tr" | "/table":
            page.end_row()
        case "td" | "th":
            page.begin_cell(markup)
        case "/td" | "/th":
            page.end_cell()
        case _ if name in BREAKS and page.cell:
            page.cell.append("\n")
