"""The calendar of a term: a month at a time, holidays, make-up days, the school's own days."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus

from babel.dates import format_skeleton, get_day_names
from flask import Response, flash, render_template, request, url_for
from flask_babel import get_locale, gettext

from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import Role
from app.schools import queries, services
from app.schools.calendar import school_days, undecided, years_without_notice
from app.schools.forms import DAY_KINDS, WEEKDAYS, DayForm
from app.schools.models import CalendarDay, Term
from app.schools.views.blueprint import bp, signature, the_school
from app.web.access import allow
from app.web.fragments import to


@dataclass(frozen=True)
class Cell:
    """One day of the month's page."""

    day: date
    is_in_month: bool
    is_in_term: bool
    is_today: bool
    mark: CalendarDay | None
    label: str


@bp.get("/calendar")
@allow(Role.SCHOOL_ADMIN)
def calendar() -> str:
    """Show a month (`?month=2026-09`), with a form for one of its days (`?day=`)."""
    month = _month(request.args.get("month"))
    chosen = _day(request.args.get("day"))
    mark = queries.calendar_day(db.session(), the_school().id, chosen) if chosen else None
    form = DayForm(obj=mark, data={"day": chosen} if mark is None else None)
    if mark is not None:
        form.label.data = gettext(mark.label) if mark.label else ""
    return _page(form, chosen or month, mark)


@bp.post("/calendar")
@allow(Role.SCHOOL_ADMIN)
def mark_day() -> Response | tuple[str, int]:
    """Say what a day is."""
    form = DayForm(request.form)
    if form.validate() and form.day.data:
        try:
            services.mark_day(
                db.session(),
                the_school().id,
                form.day.data,
                form.kind.data,
                follows_weekday=form.follows_weekday.data,
                label=form.label.data or "",
                **signature(),
            )
            flash(gettext("Saved."))
            return to(url_for(".calendar", month=f"{form.day.data:%Y-%m}"))
        except Invalid as refusal:
            form.refuse(refusal)
    near = _day(str(form.day.data)) or _month(None)
    return _page(form, near, None), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/calendar/<day>/clear")
@allow(Role.SCHOOL_ADMIN)
def clear_day(day: str) -> Response:
    """Make a day an ordinary one again."""
    chosen = _day(day)
    mark = queries.calendar_day(db.session(), the_school().id, chosen) if chosen else None
    if mark is None or chosen is None:
        raise NotFound
    services.clear_day(db.session(), mark, **signature())
    flash(gettext("It is an ordinary day again."))
    return to(url_for(".calendar", month=f"{chosen:%Y-%m}"))


def _month(text: str | None) -> date:
    today = the_school().today(clock.now())
    return _day(f"{text}-01") or today.replace(day=1)


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def _page(form: DayForm, day: date, mark: CalendarDay | None) -> str:
    school = the_school()
    terms = queries.terms(db.session(), school.id)
    weeks = Calendar().monthdatescalendar(day.year, day.month)
    first, last = weeks[0][0], weeks[-1][-1]
    marks = queries.calendar_days(db.session(), school.id, first, last)
    names = get_day_names("abbreviated", locale=get_locale())
    term = next((term for term in terms if _overlaps(term, day)), None)
    running = school_days(_part(term, day), marks, service_from=school.starts_on) if term else []
    return render_template(
        "schools/calendar.html",
        form=form,
        mark=mark,
        month=day.replace(day=1),
        month_title=format_skeleton("yMMMM", day, locale=get_locale()),
        service_days=len(running),
        before=day.replace(day=1) - timedelta(days=1),
        after=_next_month(day),
        weeks=_cells(weeks, day.month, terms, marks, school.today(clock.now())),
        weekdays=WEEKDAYS,
        short_weekdays=[names[number] for number in range(7)],  # Monday is 0
        kinds=DAY_KINDS,
        term=term,
        without_notice=years_without_notice(term.starts_on, term.ends_on) if term else [],
        undecided=undecided(marks),
        tab="calendar",
    )


def _overlaps(term: Term, day: date) -> bool:
    return term.starts_on <= _month_end(day) and day.replace(day=1) <= term.ends_on


def _part(term: Term, day: date) -> Term:
    """Give the part of a term that lies in the month of a day."""
    month_end = _month_end(day)
    return Term(
        starts_on=max(term.starts_on, day.replace(day=1)), ends_on=min(term.ends_on, month_end)
    )


def _month_end(day: date) -> date:
    return _next_month(day) - timedelta(days=1)


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _cells(
    weeks: Sequence[Sequence[date]],
    month: int,
    terms: Sequence[Term],
    marks: Sequence[CalendarDay],
    today: date,
) -> list[list[Cell]]:
    by_day = {mark.day: mark for mark in marks}

    def cell(day: date) -> Cell:
        mark = by_day.get(day)
        return Cell(
            day=day,
            is_in_month=day.month == month,
            is_in_term=any(term.starts_on <= day <= term.ends_on for term in terms),
            is_today=day == today,
            mark=mark,
            label=gettext(mark.label) if mark is not None and mark.label else "",
        )

    return [[cell(day) for day in week] for week in weeks]
