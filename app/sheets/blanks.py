"""Empty lists to fill in: headings, a line that is plainly an example, and notes."""

from collections.abc import Sequence
from typing import NamedTuple

from app.sheets.tables import NOTES, Table
from app.sheets.writing import to_xlsx

EXAMPLE = "示例"  # what the first cell of the example says; readers pass over such a line


class Column(NamedTuple):
    """A column of an empty list."""

    heading: str
    example: str
    note: str


def blank(title: str, columns: Sequence[Column]) -> bytes:
    """Write an empty list as a workbook; the first column holds the word "example"."""
    example = [EXAMPLE, *(column.example for column in columns[1:])]
    notes = [[column.heading, column.note] for column in columns]
    notes.append(["第 2 行", "是示例，不会导入，可以直接写掉"])
    return to_xlsx(
        [
            Table(title, [column.heading for column in columns], [example]),
            Table(NOTES, ["列名", "怎么填"], notes),
        ]
    )
