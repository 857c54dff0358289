"""What every reader gives and every writer takes: a table of plain cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.sheets.errors import FileTooLarge

MOST_ROWS = 60_000
MOST_COLUMNS = 200
MOST_MEGABYTES = 20  # as uploaded
MOST_UNPACKED_MEGABYTES = 300

Cell = str | int | float | date  # an empty cell is ""


@dataclass(frozen=True)
class Sheet:
    """One sheet, every cell where its reader sees it: `rows[0][0]` is A1."""

    name: str
    rows: Sequence[Sequence[Cell]]
    is_hidden: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written on it."""
        return all(cell == "" for row in self.rows for cell in row)


@dataclass(frozen=True)
class Table:
    """A table to write: a title for its sheet, headings, and rows of the same width."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell | None]]


def too_large() -> FileTooLarge:
    """Make the refusal of a file that passes a limit."""
    return FileTooLarge(rows=MOST_ROWS, columns=MOST_COLUMNS, mb=MOST_MEGABYTES)


def check_size(rows: int, columns: int) -> None:
    """Refuse what no list of a school needs.

    Raises:
        FileTooLarge: too many rows or columns.
    """
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise too_large()
