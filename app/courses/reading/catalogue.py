"""Reads a catalogue: tables in, clubs and issues out. Knows no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.accounts.models import ExternalKind
from app.core.text import N_
from app.courses.models import EKind, Track
from app.courses.reading import kinds
from app.courses.reading.amounts import count_of, fee_of, size_of
from app.courses.reading.grades import Grades, grades_of
from app.courses.reading.headings import columns_of, is_heading
from app.courses.reading.records import records_sheet
from app.courses.reading.rows import ClubRow, ClubTime, Issue, Kind, Reading
from app.courses.reading.times import moment_of, week_times_of, weekdays_of
from app.courses.reading.words import half_width, paragraph_of, text_of
from app.rosters.reading import outside
from app.sheets.blanks import EXAMPLE
from app.sheets.errors import CannotRead
from app.sheets.reading import read_sheets
from app.sheets.tables import Cell, Sheet

HEADINGS_WITHIN = 20  # rows of titles above the headings
FOOT = ("合计", "总计", "小计", "共计", "注:", "备注:", "说明:", "制表", "填表", EXAMPLE)


class NoCatalogue(CannotRead):
    """No sheet has the headings of a catalogue."""

    message = N_(
        "No list of clubs was found. One row must hold the headings, at least 课程名称, 年级 and"
        " 时间."
    )


def read_catalogue(content: bytes) -> Reading:
    """Read all clubs of a file: a workbook, a text table, a web table, JSON or YAML.

    Raises:
        CannotRead: it is none of these, or has no list of clubs.
    """
    records = records_sheet(content)
    return read_clubs([records] if records is not None else read_sheets(content))


def read_clubs(sheets: Sequence[Sheet]) -> Reading:
    """Read all clubs of some sheets.

    Raises:
        NoCatalogue: no sheet has the headings of a catalogue.
    """
    rows: list[ClubRow] = []
    issues: list[Issue] = []
    has_headings = False
    for sheet in sheets:
        if sheet.is_empty or sheet.is_notes:
            continue
        head = None if sheet.is_hidden else _heading_row(sheet)
        if head is None:
            kind = Kind.HIDDEN_SHEET if sheet.is_hidden else Kind.NO_HEADINGS
            issues.append(Issue(sheet.name, 0, "", kind, {"sheet": sheet.name}))
            continue
        has_headings = True
        for line in _lines(sheet, head):
            if (club := _read(line)) is not None:
                rows.append(club)
            issues += line.issues
    if not has_headings:
        raise NoCatalogue
    return _without_twice(rows, issues)


@dataclass
class _Line:
    """One row with the meaning of its columns, and what is odd about it."""

    sheet: str
    row: int
    cells: Sequence[Cell]
    columns: Mapping[str, int]
    headings: Sequence[Cell]
    issues: list[Issue] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        """Give the cell of a field, empty when there is no such column."""
        column = self.columns.get(name)
        return self.cells[column] if column is not None and column < len(self.cells) else ""

    def text(self, name: str) -> str:
        """Give the cell of a field as one line of text."""
        return text_of(self.cell(name))

    def report(self, kind: Kind, *names: str, **facts: str) -> None:
        """Note an issue with the columns it comes from."""
        shown = [name for name in names if name in self.columns]
        column = text_of(self.headings[self.columns[shown[0]]]) if shown else ""
        value = " ".join(text for name in shown if (text := self.text(name)))
        known = {"title": self.text("title"), "value": value[:60]} | facts
        self.issues.append(Issue(self.sheet, self.row, column, kind, known))


def _heading_row(sheet: Sheet) -> int | None:
    """Find the row of headings; the first that has enough of them counts."""
    return next((n for n, row in enumerate(sheet.rows[:HEADINGS_WITHIN]) if is_heading(row)), None)


def _lines(sheet: Sheet, head: int) -> list[_Line]:
    headings = sheet.rows[head]
    columns = columns_of(headings)
    lines = []
    for number, cells in enumerate(sheet.rows[head + 1 :], head + 2):
        written = [cell for cell in cells if cell != ""]
        is_foot = bool(written) and half_width(written[0]).startswith(FOOT)
        if written and not is_foot and columns_of(cells) != columns:
            lines.append(_Line(sheet.name, number, cells, columns, headings))
    return lines


def _read(line: _Line) -> ClubRow | None:
    """Read one club; None when something that it cannot do without is unclear."""
    title = line.text("title")
    if not title:
        if any(line.text(name) for name in ("code", "room", "time", "weekday", "summary")):
            line.report(Kind.TITLE_MISSING, "title")
        return None
    grades, times, size = _grades(line), _times(line), _size(line)
    track = _track(line)
    if grades is None:
        line.report(Kind.GRADES_UNCLEAR, "grades", "grade_from", "grade_to")
    if not times:
        line.report(Kind.TIME_UNCLEAR, "time", "weekday", "starts_at", "ends_at")
    if size is None:
        line.report(Kind.SEATS_UNCLEAR, "size", "seats")
    if track is None:
        line.report(Kind.KIND_UNCLEAR, "domain", "track")
    if grades is None or not times or size is None or track is None:
        return None
    category = line.cell("domain")
    is_x, is_e = track is Track.X, track is Track.E
    return ClubRow(
        line.sheet,
        line.row,
        title,
        track=track.value,
        domain=str(kinds.domain_of(category) or "") if is_x else "",
        e_kind=str(kinds.e_kind_of(category) or "") if is_e else "",
        category=text_of(category),
        grade_from=grades.lowest,
        grade_to=grades.highest,
        times=times,
        min_size=size[0],
        seats=size[1],
        **(_people(line) | _terms(line) | _texts(line)),
    )


def _texts(line: _Line) -> dict[str, Any]:
    return {
        "code": half_width(line.cell("code")).upper(),
        "title_en": line.text("title_en"),
        "room": line.text("room"),
        "summary": paragraph_of(line.cell("summary")),
        "summary_en": paragraph_of(line.cell("summary_en")),
        "rules": paragraph_of(line.cell("rules")),
        "safety_note": paragraph_of(line.cell("safety_note")),
    }


def _grades(line: _Line) -> Grades | None:
    first, last = grades_of(line.cell("grade_from")), grades_of(line.cell("grade_to"))
    if first is not None and last is not None and first.lowest <= last.highest:
        return Grades(first.lowest, last.highest)
    return grades_of(line.cell("grades"))


def _times(line: _Line) -> tuple[ClubTime, ...]:
    """Read day and time from their own columns, or from one free text."""
    days = weekdays_of(line.cell("weekday"))
    starts_at, ends_at = moment_of(line.cell("starts_at")), moment_of(line.cell("ends_at"))
    if days and starts_at and ends_at and starts_at < ends_at:
        return tuple(ClubTime(day, f"{starts_at:%H:%M}", f"{ends_at:%H:%M}") for day in days)
    named = "周" + "、".join("一二三四五六日"[day - 1] for day in days) if days else ""
    return tuple(
        ClubTime(
            at.weekday,
            f"{at.starts_at:%H:%M}" if at.starts_at else "",
            f"{at.ends_at:%H:%M}" if at.ends_at else "",
            at.period,
        )
        for at in week_times_of(f"{named} {line.text('time')}")
    )


def _size(line: _Line) -> tuple[int | None, int] | None:
    """Read how many fit, and how many are needed, from two columns or one free text."""
    free = size_of(line.cell("size")) or size_of(line.cell("seats"))
    most = count_of(line.cell("seats")) or (free.most if free else 0)
    if not most:
        return None
    least = free.least if free and free.least else None
    if line.text("min_size"):
        counted = count_of(line.cell("min_size"))
        if counted is None or counted > most:
            line.report(Kind.MINIMUM_UNCLEAR, "min_size")
        else:
            least = counted
    return least, most


def _track(line: _Line) -> Track | None:
    """Tell the track by domain or E kind; a base course needs to be named as such."""
    category, named = line.cell("domain"), kinds.track_of(line.cell("track"))
    if named in (None, Track.E) and kinds.e_kind_of(category) is not None:
        return Track.E
    if named in (None, Track.X) and kinds.domain_of(category) is not None:
        return Track.X
    return Track.BASE if named is Track.BASE else None


def _people(line: _Line) -> dict[str, Any]:
    written = line.cell("teacher_kind")
    external = outside.external_of(written)
    if line.text("teacher_kind") and external is None and not outside.is_own(written):
        line.report(Kind.TEACHER_KIND_UNCLEAR, "teacher_kind")
    if external is not None and kinds.e_kind_of(line.cell("domain")) is EKind.PARENT_LECTURER:
        external = ExternalKind.PARENT_LECTURER
    return {
        "teacher_no": half_width(line.cell("teacher_no")).upper(),
        "teacher": line.text("teacher"),
        "teacher_type": line.text("teacher_kind"),
        "external_kind": str(external or ""),
    }


def _terms(line: _Line) -> dict[str, Any]:
    """Read admission, fee and number of meetings; what is unclear is told and left out."""
    admission, fee = kinds.admission_of(line.cell("admission")), fee_of(line.cell("fee"))
    meetings = count_of(line.cell("meetings"))
    if admission is None and line.text("admission"):
        line.report(Kind.ADMISSION_UNCLEAR, "admission")
    if fee is None and line.text("fee"):
        line.report(Kind.FEE_UNCLEAR, "fee")
    if meetings is None and line.text("meetings"):
        line.report(Kind.MEETINGS_UNCLEAR, "meetings")
    return {
        "admission": str(admission or ""),
        "fee_fen": fee if line.text("fee") else None,
        "meetings": meetings,
    }


def _without_twice(rows: Sequence[ClubRow], issues: list[Issue]) -> Reading:
    """Hold back a row whose code stands above already."""
    first: dict[str, ClubRow] = {}
    kept = []
    for row in rows:
        earlier = first.setdefault(row.code, row) if row.code else row
        if earlier is row:
            kept.append(row)
            continue
        facts = {"title": row.title, "code": row.code, "first": earlier.row}
        issues.append(Issue(row.sheet, row.row, "", Kind.SAME_CODE, facts))
    return Reading(kept, issues)
