"""Finds the lists on a sheet: heading rows, titles above them, blocks side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.rosters.reading.headings import NAME, fields_of, is_heading
from app.sheets import Cell, Sheet

MOST_CELLS_IN_TITLE = 2  # 班级：三(1)班 | 班主任：赵老师
ROWS_WITH_TITLES = 10
MOST_TITLES = 20

Line = tuple[int, Sequence[Cell]]  # (row as the user sees it, cells)


@dataclass(frozen=True, slots=True)
class Block:
    """One list of a sheet: which column means what, and its rows."""

    sheet: str
    titles: Sequence[Cell]  # what stands above the headings, nearest first; the sheet's name
    columns: Mapping[str, int]  # field -> column
    headings: Mapping[str, str]  # field -> heading as written
    lines: Sequence[Line]

    def cell(self, cells: Sequence[Cell], field: str) -> Cell:
        """Give the cell of a field, empty when the list has no such column."""
        column = self.columns.get(field)
        return cells[column] if column is not None and column < len(cells) else ""


def blocks_of(sheet: Sheet) -> Iterator[Block]:
    """List the blocks of a sheet, from left to right below each heading row."""
    heads = {}
    for n, row in enumerate(sheet.rows):
        fields = fields_of(row, sheet.rows[n - 1] if n else ())
        if is_heading(row, fields):
            heads[n] = fields
    starts = [n for n in heads if n + 1 not in heads]  # the lower of two heading rows counts
    inherited: list[Cell] = []  # a heading repeated on the next page keeps the title
    for before, start, end in zip(
        [0, *starts], starts, [*starts[1:], len(sheet.rows)], strict=False
    ):
        above = sheet.rows[before:start][-ROWS_WITH_TITLES:]
        lines = [
            (n + 1, row)
            for n, row in enumerate(sheet.rows[start + 1 : end], start + 1)
            if n not in heads
        ]
        inherited = [*_titles(above, slice(None)), *inherited][:MOST_TITLES]
        side_by_side = _side_by_side(heads[start])
        edges = [min(columns.values()) for columns in side_by_side[1:]]
        for columns, first, last in zip(side_by_side, [0, *edges], [*edges, None], strict=True):
            yield Block(
                sheet.name,
                [*_titles(above, slice(first, last)), *inherited, sheet.name],
                columns,
                {field: _heading(sheet, start, column) for field, column in columns.items()},
                lines,
            )


def _heading(sheet: Sheet, row: int, column: int) -> str:
    """Give a heading as written, from the row above where the lower one is empty."""
    cells = [line[column] for line in sheet.rows[max(row - 1, 0) : row + 1] if column < len(line)]
    return str(cells[-1] or cells[0]).strip()


def _titles(above: Sequence[Sequence[Cell]], columns: slice) -> list[Cell]:
    """List what stands above a block's columns in rows that are no rows of a list."""
    titles: list[Cell] = []
    for row in reversed(above):
        written = [cell for cell in row[columns] if cell != ""]
        if len(written) <= MOST_CELLS_IN_TITLE:
            titles += written
    return titles


def _side_by_side(fields: Sequence[str | None]) -> list[dict[str, int]]:
    """Split the columns where the first of them comes again; of others the first counts."""
    blocks: list[dict[str, int]] = [{}]
    for column, field in enumerate(fields):
        if field is None:
            continue
        if field in blocks[-1]:
            if field != next(iter(blocks[0])):
                continue
            blocks.append({})
        blocks[-1][field] = column
    return [block for block in blocks if NAME in block]
