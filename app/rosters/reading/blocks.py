"""Finds the lists on a sheet: heading rows, titles above them, blocks side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.rosters.reading.headings import fields_of, is_heading
from app.sheets.tables import Cell, Sheet


@dataclass(frozen=True)
class Block:
    """One list of a sheet: which column means what, and its rows."""

    sheet: str
    titles: Sequence[Cell]  # the sheet's name and what stands above the headings
    columns: dict[str, int]  # field -> column
    headings: dict[str, str]  # field -> heading as written
    rows: Sequence[tuple[int, Sequence[Cell]]]  # (row as the user sees it, cells)

    def cell(self, cells: Sequence[Cell], field: str) -> Cell:
        """Give the cell of a field, empty when the list has no such column."""
        column = self.columns.get(field)
        return cells[column] if column is not None and column < len(cells) else ""


def blocks_of(sheet: Sheet) -> Iterator[Block]:
    """List the blocks of a sheet, from left to right below each heading row."""
    heads = [n for n, row in enumerate(sheet.rows) if is_heading(_fields(sheet, n))]
    starts = [n for n in heads if n + 1 not in heads]  # the lower of two heading rows counts
    for start, end in pairwise([*starts, len(sheet.rows)]):
        titles = [sheet.name, *(cell for row in sheet.rows[:start] for cell in row if cell != "")]
        rows = [
            (n + 1, row)
            for n, row in enumerate(sheet.rows[start + 1 : end], start + 1)
            if n not in heads
        ]
        for columns in _side_by_side(_fields(sheet, start)):
            headings = {f: str(sheet.rows[start][c]).strip() for f, c in columns.items()}
            yield Block(sheet.name, titles, columns, headings, rows)


def _fields(sheet: Sheet, row: int) -> list[str | None]:
    above = sheet.rows[row - 1] if row else ()
    return fields_of(sheet.rows[row], above)


def _side_by_side(fields: Sequence[str | None]) -> list[dict[str, int]]:
    """Split the columns where the name of the pupil comes again after a whole list."""
    blocks: list[dict[str, int]] = [{}]
    for column, field in enumerate(fields):
        if field is None:
            continue
        if field in blocks[-1]:
            if field not in blocks[0] or "name" not in blocks[-1]:
                continue
            if field == next(iter(blocks[0])):
                blocks.append({})
            else:
                continue
        blocks[-1][field] = column
    return [block for block in blocks if "name" in block]
