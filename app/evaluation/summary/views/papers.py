"""The term's report for paper, and everything shown as a workbook."""

from collections.abc import Mapping

from flask import Response, render_template
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.courses.names import TIERS
from app.evaluation.summary.five import Education, GradeCoverage
from app.evaluation.summary.policy import READERS
from app.evaluation.summary.queries.coverage import coverage
from app.evaluation.summary.score import Line, Part
from app.evaluation.summary.views.blueprint import (
    Whole,
    advice_name,
    bp,
    chosen_term,
    education_name,
    part_name,
    theme_name,
    verdict_name,
    whole_of,
)
from app.evaluation.summary.views.pictures import Month, months_of
from app.sheets.tables import Cell, Table
from app.sheets.writing import XLSX, to_xlsx
from app.web.access import allow
from app.web.downloads import download
from app.web.figures import percent
from app.web.translation import in_language


@bp.get("/report")
@allow(*READERS)
def report() -> str:
    """Show the term's report of the school for paper."""
    whole = whole_of(chosen_term())
    values = [one.score.value for one in whole.sections if one.score.value is not None]
    return render_template(
        "evaluation/summary/report.html",
        term=whole.term,
        whole=whole,
        mean=sum(values) / len(values) if values else None,
        months=months_of(whole.term),
        tables=_tables(whole),
        clubs=_printed(whole),
        day=viewer().school.today(clock.now()),
    )


@bp.get("/summary.xlsx")
@allow(*READERS)
def workbook() -> Response:
    """Give everything the summary shows as a workbook, a sheet each."""
    return download(to_xlsx(_tables(whole_of(chosen_term()))), "summary.xlsx", XLSX)


def _tables(whole: Whole) -> list[Table]:
    months = months_of(whole.term)
    grades = coverage(db.session(), whole.term.school_id, whole.term)
    return [_sections(whole), _closed(months), _noticed(months), _covered(grades)]


def _sections(whole: Whole) -> Table:
    parts = [name for part in Part for name in (part_name(part), gettext("Sample"))]
    heads = [
        gettext("Club"),
        gettext("Code"),
        gettext("Score"),
        *parts,
        gettext("Suggested"),
        gettext("Decided"),
        gettext("Seats now"),
        gettext("Seats next term"),
        gettext("Tier"),
    ]
    rows: list[list[Cell | None]] = []
    for one in whole.sections:
        decided = whole.decisions.get(one.section.id)
        lines = {line.part: line for line in one.score.lines}
        value = one.score.value
        rows.append(
            [
                in_language(one.section.course.named),
                one.section.code,
                None if value is None else round(value, 1),
                *_measured(lines),
                gettext(", ").join(advice_name(x.advice) for x in one.suggestion.reasons),
                gettext("yes") if decided else gettext("no"),
                one.section.seats,
                decided.seats if decided else None,
                gettext(TIERS[(decided or one.section.course).tier]),
            ]
        )
    return Table(gettext("Clubs by score"), heads, rows)


def _printed(whole: Whole) -> Table:
    """Make the table of sections as narrow as paper."""
    heads = [
        gettext("Club"),
        gettext("Score"),
        *(part_name(part) for part in Part),
        gettext("Suggested"),
        gettext("Decided"),
    ]
    rows: list[list[Cell | None]] = []
    for one in whole.sections:
        decided = whole.decisions.get(one.section.id)
        measured = {line.part: f"{line.own:.0f} ({line.size})" for line in one.score.lines}
        value = one.score.value
        star = "*" if one.score.is_provisional else ""
        rows.append(
            [
                in_language(one.section.course.named),
                None if value is None else f"{value:.0f}{star}",
                *(measured.get(part) for part in Part),
                gettext(", ").join(advice_name(x.advice) for x in one.suggestion.reasons),
                gettext("%(seats)d seats", seats=decided.seats) if decided else None,
            ]
        )
    return Table(gettext("What the term says"), heads, rows)


def _measured(lines: Mapping[Part, Line]) -> list[Cell | None]:
    found: list[Cell | None] = []
    for part in Part:
        line = lines.get(part)
        found += [None, None] if line is None else [round(line.own, 1), line.size]
    return found


def _closed(months: list[Month]) -> Table:
    heads = [
        gettext("Month"),
        gettext("Theme"),
        gettext("Problems found"),
        gettext("Day over or done"),
        gettext("Put right in time"),
    ]
    rows: list[list[Cell | None]] = [
        [f"{month.month:%Y-%m}", theme_name(one.theme), one.found, one.due, one.in_time]
        for month in months
        for one in month.themes
    ]
    return Table(gettext("Found and put right"), heads, rows)


def _noticed(months: list[Month]) -> Table:
    heads = [
        gettext("Month"),
        gettext("Question"),
        gettext("Percent satisfied before"),
        gettext("Answers before"),
        gettext("Percent satisfied after"),
        gettext("Answers after"),
        gettext("Difference"),
    ]
    rows: list[list[Cell | None]] = [
        [
            f"{month.month:%Y-%m}",
            one.question.label,
            percent(one.before.satisfied, one.before.answers),
            one.before.answers,
            percent(one.after.satisfied, one.after.answers),
            one.after.answers,
            verdict_name(one.verdict),
        ]
        for month in months
        for one in month.shifts
    ]
    return Table(gettext("What parents noticed"), heads, rows)


def _covered(grades: list[GradeCoverage]) -> Table:
    heads = [
        gettext("Grade"),
        gettext("Children"),
        *(education_name(one) for one in Education),
        gettext("Kinds a child, on average"),
    ]
    rows: list[list[Cell | None]] = [
        [
            one.grade,
            one.children,
            *(one.reached[education] for education in Education),
            round(one.kinds, 1),
        ]
        for one in grades
    ]
    return Table(gettext("The five educations by grade"), heads, rows)
