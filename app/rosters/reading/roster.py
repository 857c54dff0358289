"""Reads a roster: sheets in, pupils and issues out. Knows no database."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.core.text import N_
from app.rosters.reading import cells
from app.rosters.reading.blocks import Block, blocks_of
from app.rosters.reading.homerooms import (
    NOWHERE,
    HomeroomName,
    grade_named,
    homeroom_in_title,
    homeroom_named,
)
from app.rosters.reading.rows import Issue, Kind, Reading, RosterRow
from app.schools.models import homeroom_title
from app.sheets.errors import CannotRead
from app.sheets.tables import Cell, Sheet

FIRST_MONTH = 9  # a school year begins in September
SMALLEST_NEW_HOMEROOM = 3
FOOT = re.compile(
    r"\s*(合\s*计|总\s*计|小\s*计|共\s*计|注\s*[：:]|备注\s*[：:]|说明\s*[：:]|制表|填表)"
)

# field: how its cell is read; None means that it cannot be understood
READERS: dict[str, Callable[[Cell], Any]] = {
    "student_no": cells.number_text,
    "name": cells.name_of,
    "gender": cells.gender_of,
    "birth": cells.birth_of,
    "guardian": cells.name_of,
    "relation": cells.text_of,
    "phone": cells.phone_of,
    "pickup": cells.text_of,
    "remark": cells.text_of,
}
MAY_BE_MISSING: dict[str, Callable[[Cell], int | None]] = {
    "seat_no": cells.seat_of,
    "left_behind": cells.flag_of,
    "migrant": cells.flag_of,
    "inclusive": cells.flag_of,
    "aided": cells.flag_of,
    "boarder": cells.boarder_of,
}


class NoRoster(CannotRead):
    """No sheet has the headings of a roster."""

    message = N_(
        "No list of pupils was found. "
        "One row must hold the headings, at least 姓名 and 班级 or 学号."
    )


def school_year(day: date) -> int:
    """Give the calendar year in which the day's school year began."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def read_roster(
    sheets: Sequence[Sheet], *, year: int, known: Collection[tuple[int, int]] = ()
) -> Reading:
    """Read all pupils of a file.

    Args:
        sheets: as `app.sheets` read them.
        year: the school year's first calendar year.
        known: the (grade, class_no) of the homerooms that the school has.

    Raises:
        NoRoster: no sheet has the headings of a roster.
    """
    issues = [
        Issue(sheet.name, 0, "", Kind.HIDDEN_SHEET, {"sheet": sheet.name})
        for sheet in sheets
        if sheet.is_hidden and not sheet.is_empty
    ]
    rows: list[RosterRow] = []
    blocks = [block for sheet in sheets if not sheet.is_hidden for block in blocks_of(sheet)]
    if not blocks:
        raise NoRoster
    for block in blocks:
        rows += _block_rows(block, year, issues)
    has_numbers = any("student_no" in block.columns for block in blocks)
    if not has_numbers:
        issues.append(Issue(blocks[0].sheet, 0, "", Kind.NUMBER_COLUMN_MISSING))
        _give_seats(rows)
    rows = _without_faults(rows, issues, has_numbers=has_numbers)
    rows = _without_duplicates(rows, issues) if has_numbers else rows
    rows = _in_known_homerooms(rows, known, issues)
    _note_namesakes(rows, issues)
    return Reading(rows, sorted(issues, key=lambda issue: (issue.sheet, issue.row)))


def _block_rows(block: Block, year: int, issues: list[Issue]) -> list[RosterRow]:
    written_once = _written_once(block)
    rows, above = [], ""
    for number, line in block.rows:
        if all(cell == "" for cell in line) or any(FOOT.match(str(c)) for c in line if c != ""):
            continue
        row = _row(block, number, line, issues)
        if not (row.name or row.student_no):
            continue
        homeroom: Cell = block.cell(line, "homeroom")
        if written_once:
            homeroom = above = str(homeroom or above)
        place = _homeroom(block, homeroom, block.cell(line, "grade"), year)
        rows.append(replace(row, grade=place.grade, class_no=place.class_no))
    return rows


def _written_once(block: Block) -> bool:
    """Whether the homeroom stands only in the first row of each run, as in merged cells."""
    written = [block.cell(line, "homeroom") != "" for _, line in block.rows]
    return any(written) and written.count(True) * 2 < len(written)


def _row(block: Block, number: int, line: Sequence[Cell], issues: list[Issue]) -> RosterRow:
    row = RosterRow(sheet=block.sheet, row=number)
    for field, read in READERS.items():
        cell = block.cell(line, field)
        value = read(cell)
        if value is None:
            fact = {"value": cells.text_of(cell)}
            heading = block.headings[field]
            issues.append(Issue(block.sheet, number, heading, Kind.UNREADABLE_VALUE, fact))
        else:
            setattr(row, field, value)
    for field, read_optional in MAY_BE_MISSING.items():
        setattr(row, field, read_optional(block.cell(line, field)))
    national_no = cells.national_no_of(block.cell(line, "national_no"))
    if national_no is None:
        heading = block.headings["national_no"]
        issues.append(_issue(row, heading, Kind.BROKEN_ID))
    row.national_no = national_no or ""
    row.is_suspended = "休学" in row.remark
    return row


def _homeroom(block: Block, homeroom: Cell, grade: Cell, year: int) -> HomeroomName:
    """Take the row's own homeroom, completed by its grade, then by the nearest title."""
    own_grade = grade_named(grade, year)
    title = next(
        (found for text in block.titles if (found := homeroom_in_title(text, year)) != NOWHERE),
        NOWHERE,
    )
    if homeroom != "":
        return homeroom_named(homeroom, year, own_grade or title.grade)
    if "homeroom" in block.columns:
        return HomeroomName(own_grade or title.grade, None)
    return HomeroomName(own_grade or title.grade, title.class_no)


def _issue(row: RosterRow, column: str, kind: Kind, **facts: Any) -> Issue:
    shown = {"name": row.name, "number": row.student_no, "homeroom": _homeroom_title(row)}
    return Issue(row.sheet, row.row, column, kind, shown | facts)


def _homeroom_title(row: RosterRow) -> str:
    if row.grade is None or row.class_no is None:
        return ""
    return homeroom_title(row.grade, row.class_no, 0)


def _give_seats(rows: list[RosterRow]) -> None:
    """Number the pupils of each homeroom where the list does not."""
    seats: Counter[tuple[int | None, int | None]] = Counter()
    for row in rows:
        seats[row.grade, row.class_no] += 1
        if row.seat_no is None:
            row.seat_no = seats[row.grade, row.class_no]


def _fault(row: RosterRow, *, has_numbers: bool) -> tuple[Kind, str] | None:
    if "已转出" in row.remark or row.remark == "转出":
        return Kind.REMARK_TRANSFERRED_OUT, "备注"
    if not row.name:
        return Kind.NAME_MISSING, "姓名"
    if has_numbers and not row.student_no:
        return Kind.NUMBER_MISSING, "学号"
    if row.grade is None or row.class_no is None:
        return Kind.CLASS_MISSING, "班级"
    return None


def _without_faults(
    rows: list[RosterRow], issues: list[Issue], *, has_numbers: bool
) -> list[RosterRow]:
    kept = []
    for row in rows:
        fault = _fault(row, has_numbers=has_numbers)
        if fault is None:
            kept.append(row)
            if row.is_suspended:
                issues.append(_issue(row, "备注", Kind.REMARK_SUSPENDED))
        else:
            issues.append(_issue(row, fault[1], fault[0]))
    return kept


def _without_duplicates(rows: list[RosterRow], issues: list[Issue]) -> list[RosterRow]:
    first: dict[str, RosterRow] = {}
    kept = []
    for row in rows:
        earlier = first.setdefault(row.student_no, row)
        if earlier is row:
            kept.append(row)
        elif earlier.name == row.name:
            issues.append(_issue(row, "学号", Kind.EXACT_DUPLICATE))
        else:
            kind = Kind.SAME_NUMBER_OTHER_NAME
            issues.append(_issue(row, "学号", kind, first=earlier.row))
    return kept


def _in_known_homerooms(
    rows: list[RosterRow], known: Collection[tuple[int, int]], issues: list[Issue]
) -> list[RosterRow]:
    sizes = Counter((row.grade, row.class_no) for row in rows)
    kept = []
    for row in rows:
        place = (row.grade, row.class_no)
        if place in known or sizes[place] >= SMALLEST_NEW_HOMEROOM:
            kept.append(row)
        else:
            issues.append(_issue(row, "班级", Kind.CLASS_UNKNOWN))
    return kept


def _note_namesakes(rows: list[RosterRow], issues: list[Issue]) -> None:
    names = Counter((row.grade, row.class_no, row.name) for row in rows)
    issues += [
        _issue(row, "姓名", Kind.SAME_NAME_SAME_CLASS)
        for row in rows
        if names[row.grade, row.class_no, row.name] > 1
    ]
