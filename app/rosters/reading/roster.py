"""Reads a roster: sheets in, pupils and issues out. Knows no database."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from app.core.text import N_
from app.rosters.reading import checks, values
from app.rosters.reading.blocks import Block, Line, blocks_of
from app.rosters.reading.headings import NAME
from app.rosters.reading.homerooms import (
    HomeroomName,
    grade_named,
    homeroom_in_titles,
    homeroom_named,
)
from app.rosters.reading.rows import Contact, Issue, Kind, Reading, RosterRow
from app.sheets import CannotRead, Cell, Sheet

FOOT = re.compile(
    r"\s*(合\s*计|总\s*计|小\s*计|共\s*计|总\s*人\s*数|注\s*[：:]|备\s*注\s*[：:]|说\s*明\s*[：:]"
    r"|制\s*表|填\s*表|以下空白|示\s*例)"
)

# How the cell of each field is read. A reader answers None to what it cannot understand.
TEXTS: dict[str, Callable[[Cell], str | None]] = {
    "gender": values.gender_of,
    "birth": values.date_of,
    "national_no": values.national_no_of,
    "id_no": values.id_no_of,
    "pickup": values.text_of,
    "remark": values.text_of,
}
NUMBERS: dict[str, Callable[[Cell], int | None]] = {
    "seat_no": values.seat_of,
    "left_behind": values.flag_of,
    "migrant": values.flag_of,
    "inclusive": values.flag_of,
    "aided": values.flag_of,
    "single_parent": values.flag_of,
    "boarder": values.boarder_of,
}
PEOPLE = {"first": "", "father": "父亲", "mother": "母亲", "second": ""}  # and what they are
CONTACT_READERS: dict[str, Callable[[Cell], str | None]] = {
    "name": values.name_of,
    "relation": values.text_of,
    "phone": values.phone_of,
}
IDENTITIES = frozenset({"national_no", "id_no"})


class NoRoster(CannotRead):
    """No sheet has the headings of a roster."""

    message = N_(
        "No list of students was found. One row must hold the headings, at least 姓名 and 班级 or"
        " 学号."
    )


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
    issues: list[Issue] = []
    blocks: list[Block] = []
    for sheet in sheets:
        if sheet.is_empty or sheet.is_notes:
            continue
        found = [] if sheet.is_hidden else list(blocks_of(sheet))
        blocks += found
        if not found:
            kind = Kind.HIDDEN_SHEET if sheet.is_hidden else Kind.NO_HEADINGS
            issues.append(Issue(sheet.name, 0, "", kind, {"sheet": sheet.name}))
    if not blocks:
        raise NoRoster
    rows = [row for block in blocks for row in _BlockReader(block, year, issues).rows()]
    has_numbers = any("student_no" in block.columns for block in blocks)
    if not has_numbers:
        issues.append(Issue(blocks[0].sheet, 0, "", Kind.NO_NUMBER_COLUMN))
    return checks.checked(rows, issues, known=known, has_numbers=has_numbers)


class _BlockReader:
    """Reads the rows of one block, each by itself."""

    def __init__(self, block: Block, year: int, issues: list[Issue]) -> None:
        self.block, self.year, self.issues = block, year, issues
        self.title = homeroom_in_titles(block.titles, year)
        self.written_once = _is_written_once(block)
        self.homeroom_above: Cell = ""
        self.unclear: list[tuple[str, Kind, Cell]] = []  # of the row that is being read

    def rows(self) -> Iterator[RosterRow]:
        """Give the rows that are pupils and are not held back already."""
        for number, cells in self.block.lines:
            if any(cell != "" for cell in cells) and not self._is_foot(cells):
                row = self._row(number, cells)
                if row is not None:
                    yield row

    def _is_foot(self, cells: Sequence[Cell]) -> bool:
        """Whether a row is a total or a note: said in front of the name, or without one."""
        last = self.block.columns[NAME] + 1 if self.block.cell(cells, NAME) != "" else None
        return any(FOOT.match(cell) for cell in cells[:last] if isinstance(cell, str))

    def _row(self, number: int, cells: Sequence[Cell]) -> RosterRow | None:
        self.unclear = []
        student_no = self._read("student_no", values.student_no_of, cells, Kind.NUMBER_UNCLEAR)
        name = self._read(NAME, values.name_of, cells, Kind.NAME_UNCLEAR)
        if not (student_no or name or self.unclear):
            return None
        place = self._homeroom(cells)
        said: dict[str, Any] = {field: self._text(field, cells) for field in TEXTS}
        said |= {field: self._number(field, cells) for field in NUMBERS}
        said["birth"] = said["birth"] or values.birth_in(said["id_no"])
        row = RosterRow(
            sheet=self.block.sheet,
            row=number,
            student_no=student_no,
            name=name,
            grade=place.grade,
            class_no=place.class_no,
            guardians=self._guardians(cells),
            is_suspended=checks.is_suspended(said["remark"]),
            **said,
        )
        return None if self._is_told_unclear(row) else row

    def _read(
        self, field: str, reader: Callable[[Cell], str | None], cells: Sequence[Cell], kind: Kind
    ) -> str:
        cell = self.block.cell(cells, field)
        value = reader(cell)
        if value is None:
            self.unclear.append((field, kind, cell))
        return value or ""

    def _text(self, field: str, cells: Sequence[Cell]) -> str:
        kind = Kind.BROKEN_ID if field in IDENTITIES else Kind.VALUE_UNCLEAR
        return self._read(field, TEXTS[field], cells, kind)

    def _number(self, field: str, cells: Sequence[Cell]) -> int | None:
        cell = self.block.cell(cells, field)
        value = NUMBERS[field](cell)
        if value is None and values.number_text(cell) not in values.NOT_SAID:
            self.unclear.append((field, Kind.VALUE_UNCLEAR, cell))
        return value

    def _guardians(self, cells: Sequence[Cell]) -> tuple[Contact, ...]:
        found = []
        for person, relation in PEOPLE.items():
            fields = {aspect: f"{person}.{aspect}" for aspect in CONTACT_READERS}
            if self.block.columns.keys().isdisjoint(fields.values()):
                continue
            said = {
                aspect: self._read(fields[aspect], reader, cells, Kind.VALUE_UNCLEAR)
                for aspect, reader in CONTACT_READERS.items()
            }
            if said["name"] or said["phone"]:
                found.append(Contact(**said | {"relation": said["relation"] or relation}))
        return tuple(found)

    def _homeroom(self, cells: Sequence[Cell]) -> HomeroomName:
        """Take the row's own homeroom, completed by its grade, then by the title."""
        written = self.block.cell(cells, "homeroom")
        if self.written_once:
            written = self.homeroom_above = written if written != "" else self.homeroom_above
        own_grade = grade_named(self.block.cell(cells, "grade"), self.year)
        grade = own_grade or self.title.grade
        if written == "":
            has_column = "homeroom" in self.block.columns
            return HomeroomName(grade, None if has_column else self.title.class_no)
        found = homeroom_named(written, self.year, grade)
        if found.class_no is None:
            self.unclear.append(("homeroom", Kind.CLASS_UNCLEAR, written))
        elif own_grade and found.grade not in {None, own_grade}:
            self.unclear.append(("homeroom", Kind.GRADE_CLASS_DIFFER, written))
        return found

    def _is_told_unclear(self, row: RosterRow) -> bool:
        """Tell what could not be understood; whether that holds the row back."""
        if checks.has_left(row.remark):
            return False
        told = [
            checks.issue(row, self.block.headings[field], kind, value=values.text_of(cell))
            for field, kind, cell in self.unclear
        ]
        holding = [one for one in told if one.is_held_back]
        self.issues += holding[:1] or told
        return bool(holding)


def _is_written_once(block: Block) -> bool:
    """Whether the homeroom stands only in the first row of each run, as in merged cells."""
    lines: Sequence[Line] = block.lines
    written = [block.cell(cells, "homeroom") != "" for _, cells in lines]
    return any(written) and written.count(True) * 2 < len(written)
