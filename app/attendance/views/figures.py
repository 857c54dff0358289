"""Figures of attendance over the term: on the screen, on paper, as a workbook."""

from dataclasses import dataclass

from flask import Response, render_template, request

from app.accounts.queries.people import homerooms_led
from app.accounts.viewer import viewer
from app.attendance import numbers, policy
from app.attendance.errors import NotYourFigures
from app.attendance.queries import figures as queries
from app.attendance.queries.figures import Scope
from app.attendance.queries.streaks import MissedOften, counts_by_child, missed_often
from app.attendance.views import figure_tables
from app.attendance.views.blueprint import bp
from app.attendance.views.figure_tables import Span
from app.core import clock
from app.core.db import db
from app.core.roles import Role
from app.enrollment.queries.places import get_section
from app.schools import queries as schools
from app.sheets.tables import Table
from app.sheets.writing import XLSX, to_xlsx
from app.web.access import allow
from app.web.downloads import download

READERS = frozenset({*policy.OVERSEERS, Role.HOMEROOM_TEACHER, Role.CLUB_TEACHER})
KINDS = ("week", "weekday", "section", "homeroom", "grade")
SHOWN_PATTERNS = 20


@dataclass(frozen=True)
class Whose:
    """Whose figures somebody may see: the whole school, or own homerooms and own sections."""

    is_overseer: bool
    homerooms: frozenset[int]
    sections: frozenset[int]

    def scopes(self) -> dict[str, Scope]:
        """Give what can be chosen, the widest first."""
        school_id = viewer().school_id
        found = {}
        if self.is_overseer:
            found["school"] = Scope(school_id)
        if self.homerooms:
            found["homerooms"] = Scope(school_id, homerooms=self.homerooms)
        if self.sections or not found:
            found["sections"] = Scope(school_id, sections=self.sections)
        return found


@bp.get("/attendance/figures")
@allow(*READERS)
def figures() -> str:
    """Show the term's attendance one way (`?by=week`), and what is worth a look."""
    span, whose = _span(), _whose()
    scopes = whose.scopes()
    chosen = request.args.get("of", "")
    chosen = chosen if chosen in scopes else next(iter(scopes))
    scope = scopes[chosen]
    kinds = _kinds(scope)
    kind = request.args.get("by", "")
    kind = kind if kind in kinds else kinds[0]
    days = queries.by_day(db.session(), scope, span.first, span.last) if span else []
    return render_template(
        "attendance/figures.html",
        span=span,
        of=chosen,
        scopes=list(scopes),
        kind=kind,
        kinds=kinds,
        counts=numbers.added(one.counts for one in days),
        rows=figure_tables.rows_of(kind, scope, span, days) if span else [],
        **_patterns(scope, span, whose, days),
    )


@bp.get("/attendance/figures/print")
@allow(*READERS)
def figures_print() -> str:
    """Show the asked figures for paper, a sheet each."""
    tables, back = _asked()
    return render_template("attendance/tables_print.html", tables=tables, back=back)


@bp.get("/attendance/figures.xlsx")
@allow(*READERS)
def figures_workbook() -> Response:
    """Give the asked figures as a workbook, a sheet each."""
    tables, _back = _asked()
    return download(to_xlsx(tables), "attendance.xlsx", XLSX)


@bp.get("/attendance/sections/<int:section_id>")
@allow(*READERS)
def section_figures(section_id: int) -> str:
    """Show the attendance of a section: its rolls, and its children to who may know them."""
    session, me, span = db.session(), viewer(), _span()
    section = get_section(session, me.school_id, section_id)
    is_theirs = _check_section(section.id)
    names = policy.may_see_names(me.roles, is_theirs=is_theirs)
    within = (span.first, span.last) if span else None
    return render_template(
        "attendance/section_figures.html",
        section=section,
        rolls=queries.rolls_of_section(session, me.school_id, section.id, *within)
        if within
        else [],
        children=counts_by_child(session, me.school_id, *within, section_id=section.id)
        if within and names
        else [],
        opens_rolls=names,
        sees_names=names,
    )


@bp.get("/attendance/homerooms/<int:homeroom_id>")
@allow(*READERS)
def homeroom_figures(homeroom_id: int) -> str:
    """Show the attendance of a homeroom by week, and its children to who may know them."""
    session, me, span = db.session(), viewer(), _span()
    homeroom = schools.get_homeroom(session, me.school_id, homeroom_id)
    names = policy.may_see_names(me.roles, is_theirs=_check_homeroom(homeroom.id))
    scope = Scope(me.school_id, homerooms=frozenset({homeroom.id}))
    days = queries.by_day(session, scope, span.first, span.last) if span else []
    return render_template(
        "attendance/homeroom_figures.html",
        homeroom=homeroom,
        weeks=figure_tables.rows_of("week", scope, span, days) if span else [],
        counts=numbers.added(one.counts for one in days),
        children=counts_by_child(
            session, me.school_id, span.first, span.last, homeroom_id=homeroom.id
        )
        if span and names
        else [],
        sees_names=names,
    )


def _asked() -> tuple[list[Table], str]:
    """Make the tables of `?section=`, `?homeroom=` or `?of=`, and say where they are shown."""
    span, whose = _span(), _whose()
    if span is None:
        return [], figure_tables.home()
    section_id = request.args.get("section", type=int)
    homeroom_id = request.args.get("homeroom", type=int)
    if section_id is not None:
        return _section_tables(section_id, span), figure_tables.home(section_id=section_id)
    if homeroom_id is not None:
        return _homeroom_tables(homeroom_id, span), figure_tables.home(homeroom_id=homeroom_id)
    scopes = whose.scopes()
    scope = scopes.get(request.args.get("of", "")) or next(iter(scopes.values()))
    days = queries.by_day(db.session(), scope, span.first, span.last)
    return [
        figure_tables.table_of(kind, figure_tables.rows_of(kind, scope, span, days))
        for kind in _kinds(scope)
    ], figure_tables.home()


def _section_tables(section_id: int, span: Span) -> list[Table]:
    session, me = db.session(), viewer()
    section = get_section(session, me.school_id, section_id)
    names = policy.may_see_names(me.roles, is_theirs=_check_section(section.id))
    within = me.school_id, span.first, span.last
    rolls = queries.rolls_of_section(session, me.school_id, section.id, span.first, span.last)
    children = counts_by_child(session, *within, section_id=section.id) if names else []
    return figure_tables.of_section(section, rolls, children)


def _homeroom_tables(homeroom_id: int, span: Span) -> list[Table]:
    session, me = db.session(), viewer()
    homeroom = schools.get_homeroom(session, me.school_id, homeroom_id)
    names = policy.may_see_names(me.roles, is_theirs=_check_homeroom(homeroom.id))
    scope = Scope(me.school_id, homerooms=frozenset({homeroom.id}))
    days = queries.by_day(session, scope, span.first, span.last)
    within = me.school_id, span.first, span.last
    children = counts_by_child(session, *within, homeroom_id=homeroom.id) if names else []
    return figure_tables.of_homeroom(
        homeroom, figure_tables.rows_of("week", scope, span, days), children
    )


def _span() -> Span | None:
    me = viewer()
    today = me.school.today(clock.now())
    term = schools.current_term(db.session(), me.school_id, today)
    if term is None or term.starts_on > today:
        return None
    return Span(term, term.starts_on, min(today, term.ends_on))


def _whose() -> Whose:
    me, session = viewer(), db.session()
    homerooms = sections = frozenset[int]()
    if Role.HOMEROOM_TEACHER in me.roles:
        homerooms = homerooms_led(session, me.school_id, me.account_id)
    if Role.CLUB_TEACHER in me.roles:
        sections = queries.sections_taught(session, me.school_id, me.account_id)
    return Whose(policy.may_oversee(me.roles), homerooms, sections)


def _kinds(scope: Scope) -> list[str]:
    """Name the ways in which the figures of a scope can be told."""
    without = set()
    if not scope.has_sections:
        without = {"section", "grade"}
    if not scope.has_homerooms:
        without = {"homeroom", "grade"}
    return [kind for kind in KINDS if kind not in without]


def _patterns(
    scope: Scope, span: Span | None, whose: Whose, days: list[numbers.DayCounts]
) -> dict[str, object]:
    """Find what is worth a look; children by name only to who may know them."""
    if span is None:
        return {"missed": [], "further": 0, "nameless": 0, "shrinking": [], "weak": []}
    session = db.session()
    missed = missed_often(session, scope, span.last)
    named = [one for one in missed if _may_name(one, whose)]
    shrinking = (
        queries.shrinking(session, scope, span.first, span.last) if scope.has_sections else []
    )
    return {
        "missed": named[:SHOWN_PATTERNS],
        "further": max(len(named) - SHOWN_PATTERNS, 0),
        "nameless": len(missed) - len(named),
        "shrinking": shrinking[:SHOWN_PATTERNS],
        "weak": numbers.weak_weekdays(numbers.by_weekday(days)),
    }


def _may_name(one: MissedOften, whose: Whose) -> bool:
    is_theirs = one.section.id in whose.sections or one.student.homeroom_id in whose.homerooms
    return policy.may_see_names(viewer().roles, is_theirs=is_theirs)


def _check_section(section_id: int) -> bool:
    """Say whether the viewer teaches a section.

    Raises:
        NotYourFigures: neither that, nor does the viewer see those of all.
    """
    whose = _whose()
    if section_id not in whose.sections and not whose.is_overseer:
        raise NotYourFigures
    return section_id in whose.sections


def _check_homeroom(homeroom_id: int) -> bool:
    """Say whether the viewer leads a homeroom.

    Raises:
        NotYourFigures: neither that, nor does the viewer see those of all.
    """
    whose = _whose()
    if homeroom_id not in whose.homerooms and not whose.is_overseer:
        raise NotYourFigures
    return homeroom_id in whose.homerooms
