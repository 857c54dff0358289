"""Figures as rows of a page and as tables for paper and workbooks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext

from app.accounts.models import Student
from app.attendance.numbers import Counts, DayCounts, by_week, by_weekday
from app.attendance.queries import figures as queries
from app.attendance.queries.figures import RollFigure, Scope
from app.core.db import db
from app.core.text import N_
from app.courses.models import Section
from app.schools.models import Homeroom, Term
from app.sheets.tables import Cell, Table
from app.web.figures import percent
from app.web.translation import in_language
from app.web.weekdays import weekday_name

TITLES = {
    "week": N_("Attendance by week of term"),
    "weekday": N_("Attendance by weekday"),
    "section": N_("Attendance by club"),
    "homeroom": N_("Attendance by homeroom"),
    "grade": N_("Attendance by grade"),
}
FIRST = {
    "week": N_("Week"),
    "weekday": N_("Weekday"),
    "section": N_("Club"),
    "homeroom": N_("Homeroom"),
    "grade": N_("Grade"),
}


@dataclass(frozen=True)
class Span:
    """The days that are counted: of the term, until today."""

    term: Term
    first: date
    last: date


@dataclass(frozen=True)
class FigureRow:
    """One line of figures: what it is of, where it leads, and its counts."""

    label: str
    counts: Counts
    url: str = ""

    @property
    def percent(self) -> int:
        """Which part of those expected came."""
        return percent(self.counts.there, self.counts.all)


def rows_of(kind: str, scope: Scope, span: Span, days: Sequence[DayCounts]) -> list[FigureRow]:
    """Make the rows of one way to tell the figures."""
    if kind == "week":
        weeks = by_week(days, span.term.starts_on).items()
        return [FigureRow(gettext("Week %(number)d", number=one), of) for one, of in weeks]
    if kind == "weekday":
        return [FigureRow(weekday_name(one), of) for one, of in by_weekday(days).items()]
    if kind == "section":
        return _section_rows(scope, span)
    homerooms = queries.by_homeroom(db.session(), scope, span.first, span.last)
    if kind == "grade":
        grades = queries.by_grade(homerooms).items()
        return [FigureRow(gettext("Grade %(grade)d", grade=one), of) for one, of in grades]
    return [
        FigureRow(room.title, of, url_for("attendance.homeroom_figures", homeroom_id=room.id))
        for room, of in homerooms
    ]


def table_of(kind: str, rows: Iterable[FigureRow]) -> Table:
    """Make the table of one way to tell the figures."""
    return Table(
        title=gettext(TITLES[kind]),
        headings=[gettext(FIRST[kind]), *_headings()],
        rows=[[row.label, *_cells(row.counts)] for row in rows],
    )


def of_section(
    section: Section, rolls: Iterable[RollFigure], children: Iterable[tuple[Student, Counts]]
) -> list[Table]:
    """Make the tables of a section: its rolls, and its children where names may be seen."""
    title = in_language(section.course.named)
    tables = [
        Table(
            title=title,
            headings=[gettext("Day"), *_headings()],
            rows=[[one.meeting.day, *_cells(one.counts)] for one in rolls],
        )
    ]
    return tables + _of_children(title, children)


def of_homeroom(
    homeroom: Homeroom, weeks: Iterable[FigureRow], children: Iterable[tuple[Student, Counts]]
) -> list[Table]:
    """Make the tables of a homeroom: by week, and its children where names may be seen."""
    by_weeks = table_of("week", weeks)
    tables = [Table(f"{homeroom.title} {by_weeks.title}", by_weeks.headings, by_weeks.rows)]
    return tables + _of_children(homeroom.title, children)


def home(*, section_id: int | None = None, homeroom_id: int | None = None) -> str:
    """Give the page on which tables are shown."""
    if section_id is not None:
        return url_for("attendance.section_figures", section_id=section_id)
    if homeroom_id is not None:
        return url_for("attendance.homeroom_figures", homeroom_id=homeroom_id)
    return url_for("attendance.figures")


def _section_rows(scope: Scope, span: Span) -> list[FigureRow]:
    return [
        FigureRow(
            in_language(one.section.course.named),
            one.counts,
            url_for("attendance.section_figures", section_id=one.section.id),
        )
        for one in queries.by_section(db.session(), scope, span.first, span.last)
    ]


def _of_children(title: str, children: Iterable[tuple[Student, Counts]]) -> list[Table]:
    rows = [[child.name, child.homeroom.title, *_cells(counts)] for child, counts in children]
    if not rows:
        return []
    headings = [gettext("Name"), gettext("Homeroom"), *_headings()]
    return [Table(f"{title} {gettext('Children')}", headings, rows)]


def _headings() -> list[str]:
    return [
        gettext("Expected"),
        gettext("Came"),
        gettext("Came, in percent"),
        gettext("Absent"),
        gettext("On leave"),
        gettext("Late"),
        gettext("Left early"),
    ]


def _cells(counts: Counts) -> list[Cell]:
    return [
        counts.all,
        counts.there,
        percent(counts.there, counts.all),
        counts.absent,
        counts.on_leave,
        counts.late,
        counts.left_early,
    ]
