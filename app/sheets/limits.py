"""How large a file may be; the largest list of a school is far below."""

from collections.abc import Sequence

from app.sheets.errors import TooManyColumns, TooManyRows
from app.sheets.tables import Cell

FILE_BYTES = 20 * 1024 * 1024
UNPACKED_BYTES = 200 * 1024 * 1024
MEMBERS = 1000
ROWS = 100_000
COLUMNS = 256


def check_size(rows: Sequence[Sequence[Cell]]) -> None:
    """Check a sheet that has been read.

    Raises:
        TooManyRows: there are more than `ROWS`.
        TooManyColumns: a row has more than `COLUMNS`.
    """
    if len(rows) > ROWS:
        raise TooManyRows(limit=ROWS)
    if any(len(row) > COLUMNS for row in rows):
        raise TooManyColumns(limit=COLUMNS)
