"""Opens one workbook in a process of its own; run as a script, imports nothing of the app.

A hostile workbook can make any reader of workbooks ask for all memory (two cells far apart are
enough), end in an abort or never end. Here it only ends this process, whose limits are set first.

The workbook comes on standard input. On standard output: one JSON line a sheet
(`{"sheet": name, "hidden": bool}`), after each its rows that are not empty (`[row, [cells]]`,
counted from 0; an empty cell is ""). A date is `{"date": ISO text}`. `{"refused": reason}` ends
it.
"""

import datetime
import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

import python_calamine

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 20
MOST_MERGED_CELLS = 1_000_000
WHOLE_NUMBERS_END = 10**15  # beyond it a spreadsheet program has lost digits

Row = list[Any]


def main() -> None:
    """Read standard input, write standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    content = sys.stdin.buffer.read()
    try:
        for line in lines(content):
            print(json.dumps(line))
    except python_calamine.PasswordError:
        print(json.dumps({"refused": "password"}))
    except python_calamine.CalamineError:
        print(json.dumps({"refused": "damaged"}))
    except MemoryError:
        print(json.dumps({"refused": "too large"}))


def lines(content: bytes) -> Iterator[Any]:
    """Give the lines to be written."""
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    for about in workbook.sheets_metadata:
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
        yield {"sheet": about.name, "hidden": hidden}
        sheet = workbook.get_sheet_by_name(about.name)
        for number, row in rows(sheet).items():
            yield [number, row]


def rows(sheet: python_calamine.CalamineSheet) -> dict[int, Row]:
    """Give the rows that hold something, by their place on the sheet."""
    if sheet.start is None:
        return {}
    indent: Row = [""] * sheet.start[1]
    found: dict[int, Row] = {}
    for number, values in enumerate(sheet.iter_rows()):
        row = indent + [plain(value) for value in values]
        while row and row[-1] == "":
            row.pop()
        if row:
            found[number] = row
    spread_merged(found, sheet.merged_cell_ranges or [])
    return dict(sorted(found.items()))


def spread_merged(
    found: dict[int, Row], ranges: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    """Let the value of cells merged downwards stand in each row that holds something."""
    left = MOST_MERGED_CELLS
    for (top, column), (bottom, _) in ranges:
        first = found.get(top, [])
        left -= bottom - top
        if left < 0 or column >= len(first) or first[column] == "":
            continue
        for number in range(top + 1, bottom + 1):
            row = found.get(number)
            if row is not None:
                row.extend([""] * (column + 1 - len(row)))
                row[column] = first[column]


def plain(value: Any) -> Any:
    """Write a value as JSON can; whole numbers lose the point that the file gave them."""
    written = value
    match value:
        case float() if value.is_integer() and abs(value) < WHOLE_NUMBERS_END:
            written = int(value)
        case str() if not value.strip():
            written = ""
        case bool():
            written = str(value).upper()
        case datetime.time():
            written = f"{value:%H:%M}"
        case datetime.datetime():
            written = {"date": value.date().isoformat()}
        case datetime.date():
            written = {"date": value.isoformat()}
        case datetime.timedelta():
            written = str(value)
    return written


if __name__ == "__main__":
    main()
