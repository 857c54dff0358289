"""Reads a list of staff: any table, or the teachers of a OneRoster set. Knows no database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.core.text import N_
from app.rosters.reading import values
from app.rosters.reading.files import read_file
from app.rosters.reading.homerooms import homeroom_named
from app.rosters.reading.oneroster import USERS
from app.rosters.reading.outside import external_of, is_own
from app.rosters.reading.roster import FOOT
from app.rosters.reading.rows import Issue, Kind
from app.rosters.reading.staff_headings import (
    NAME,
    columns_of,
    is_heading,
    parts_of,
    role_of,
)
from app.rosters.reading.staff_rows import Outside, StaffReading, StaffRow
from app.schools.defaults import school_year
from app.sheets import CannotRead, Cell, Sheet, archives, read_sheets

HEADINGS_WITHIN = 20  # rows of titles above the headings


class NoStaffList(CannotRead):
    """No sheet has the headings of a list of staff."""

    message = N_(
        "No list of staff was found. One row must hold the headings, at least 姓名 and 工号 or"
        " 电话."
    )


def read_staff(content: bytes, *, on: date) -> StaffReading:
    """Read the people of a file who work at the school.

    Args:
        content: the file.
        on: a day of the school year that the list is of.

    Raises:
        CannotRead: the file cannot be used; the sentence says what to do.
    """
    if archives.is_archive(content) and USERS in archives.unpack(content, ".csv"):
        return _oneroster(content, on)
    issues: list[Issue] = []
    rows: list[StaffRow] = []
    has_headings = False
    for sheet in read_sheets(content):
        if sheet.is_empty or sheet.is_notes:
            continue
        head = None if sheet.is_hidden else _heading_row(sheet)
        if head is None:
            kind = Kind.HIDDEN_SHEET if sheet.is_hidden else Kind.NO_HEADINGS
            issues.append(Issue(sheet.name, 0, "", kind, {"sheet": sheet.name}))
            continue
        has_headings = True
        rows += _SheetReader(sheet, head, school_year(on), issues).rows()
    if not has_headings:
        raise NoStaffList
    return _without_twice(rows, issues)


def _oneroster(content: bytes, on: date) -> StaffReading:
    reading = read_file(content, on=on)
    rows = [
        StaffRow(USERS, 0, teacher.name, teacher.staff_no, homerooms=teacher.homerooms)
        for teacher in reading.teachers
        if teacher.name and teacher.staff_no
    ]
    return _without_twice(rows, [])


def _heading_row(sheet: Sheet) -> int | None:
    return next((n for n, row in enumerate(sheet.rows[:HEADINGS_WITHIN]) if is_heading(row)), None)


class _SheetReader:
    """Reads the rows of one sheet, each by itself."""

    def __init__(self, sheet: Sheet, head: int, year: int, issues: list[Issue]) -> None:
        self.sheet, self.head, self.year, self.issues = sheet, head, year, issues
        self.columns = columns_of(sheet.rows[head])

    def rows(self) -> list[StaffRow]:
        """Give the people that are not held back."""
        lines = enumerate(self.sheet.rows[self.head + 1 :], self.head + 2)
        read = [self._row(number, cells) for number, cells in lines if self._is_row(cells)]
        return [row for row in read if row is not None]

    def _is_row(self, cells: Sequence[Cell]) -> bool:
        first = next((cell for cell in cells if cell != ""), "")
        return first != "" and not FOOT.match(str(first)) and columns_of(cells) != self.columns

    def _cell(self, cells: Sequence[Cell], field: str) -> Cell:
        column = self.columns.get(field)
        return cells[column] if column is not None and column < len(cells) else ""

    def _row(self, number: int, cells: Sequence[Cell]) -> StaffRow | None:
        name = values.name_of(self._cell(cells, NAME))
        row = StaffRow(self.sheet.name, number, name or "")
        staff_no = self._read(row, cells, "staff_no", values.staff_no_of)
        if not name:
            kind = Kind.NAME_UNCLEAR if name is None else Kind.NAME_MISSING
            self._tell(row, NAME, kind, values.text_of(self._cell(cells, NAME)), number=staff_no)
            return None
        phone = self._read(row, cells, "phone", values.phone_of)
        if not (staff_no or phone):
            self._tell(row, "staff_no", Kind.NO_SIGN_IN)
            return None
        return replace(
            row,
            staff_no=staff_no,
            phone=phone,
            roles=self._roles(row, cells),
            homerooms=self._homerooms(row, cells),
            outside=self._outside(row, cells),
        )

    def _read(self, row: StaffRow, cells: Sequence[Cell], field: str, reader: values.Reader) -> str:
        cell = self._cell(cells, field)
        value = reader(cell)
        if value is None:
            self._tell(row, field, Kind.VALUE_UNCLEAR, values.text_of(cell))
        return value or ""

    def _roles(self, row: StaffRow, cells: Sequence[Cell]) -> tuple[str, ...]:
        words = parts_of(values.text_of(self._cell(cells, "roles")))
        for word in words:
            if role_of(word) is None:
                self._tell(row, "roles", Kind.ROLE_UNCLEAR, word)
        return tuple(dict.fromkeys(role.value for word in words if (role := role_of(word))))

    def _homerooms(self, row: StaffRow, cells: Sequence[Cell]) -> tuple[tuple[int, int], ...]:
        cell = self._cell(cells, "homerooms")
        written = [cell] if isinstance(cell, date) else parts_of(values.text_of(cell))
        found = []
        for one in written:
            name = homeroom_named(one, self.year)
            if name.grade and name.class_no:
                found.append((name.grade, name.class_no))
            elif values.number_text(one) not in values.NOT_SAID:
                self._tell(row, "homerooms", Kind.VALUE_UNCLEAR, values.text_of(one))
        return tuple(dict.fromkeys(found))

    def _outside(self, row: StaffRow, cells: Sequence[Cell]) -> Outside:
        cell = self._cell(cells, "kind")
        kind = external_of(cell)
        written = values.text_of(cell)
        if kind is None:
            if written not in {"", "否"} and not is_own(cell):
                self._tell(row, "kind", Kind.VALUE_UNCLEAR, written)
            return Outside()
        return Outside(
            kind.value,
            values.text_of(self._cell(cells, "organisation")),
            values.text_of(self._cell(cells, "qualification")),
            self._read(row, cells, "qualified_until", values.date_of),
            self._read(row, cells, "cleared_on", values.date_of),
        )

    def _tell(self, row: StaffRow, field: str, kind: Kind, value: str = "", **facts: str) -> None:
        column = self.columns.get(field)
        heading = values.text_of(self.sheet.rows[self.head][column]) if column is not None else ""
        known = {"name": row.name, "value": value[:60]} | facts
        self.issues.append(Issue(row.sheet, row.row, heading, kind, known))


def _without_twice(rows: Sequence[StaffRow], issues: list[Issue]) -> StaffReading:
    """Hold back a person whose number or telephone stands above already."""
    first: dict[str, StaffRow] = {}
    kept = []
    for row in rows:
        names = [name for name in (row.staff_no, row.phone) if name]
        earlier = next((first[name] for name in names if name in first), None)
        if earlier is None:
            first |= dict.fromkeys(names, row)
            kept.append(row)
            continue
        is_same = (earlier.name, earlier.staff_no) == (row.name, row.staff_no)
        kind = Kind.EXACT_DUPLICATE if is_same else Kind.SAME_NUMBER_OTHER_NAME
        facts = {"name": row.name, "number": row.staff_no or row.phone, "first": earlier.row}
        issues.append(Issue(row.sheet, row.row, "", kind, facts))
    return StaffReading(kept, issues)
