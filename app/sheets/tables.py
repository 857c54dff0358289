"""What every reader gives and every writer takes: tables of plain cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

Cell: TypeAlias = str | int | float | date  # an empty cell is ""


NOTES = "填写说明"  # the sheet of our own empty lists that explains the columns


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, every cell where its reader sees it: `rows[0][0]` is A1.

    Rows end with their last cell that holds something. The value of cells that were merged
    downwards stands in each of their rows.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    is_hidden: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written on it."""
        return not any(self.rows)

    @property
    def is_notes(self) -> bool:
        """Whether it explains an empty list of ours and holds nothing to read."""
        return self.name == NOTES


@dataclass(frozen=True, slots=True)
class Table:
    """A table to write: a title for its sheet, headings, and rows of the same width."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell | None]]
