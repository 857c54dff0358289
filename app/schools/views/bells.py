"""Bands, seasons and bell times."""

from dataclasses import dataclass

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.schools import queries, services
from app.schools.bells import Bells, Cell, Times
from app.schools.forms import (
    MOST_PERIODS,
    SERVICE_KINDS,
    BandForm,
    BellsForm,
    SeasonForm,
    cell_name,
)
from app.schools.models import Band, Season
from app.schools.services import BandValues, SeasonValues
from app.schools.views.blueprint import bp, signature, the_school
from app.web.access import allow
from app.web.fragments import to


@dataclass(frozen=True)
class BellInput:
    """Two inputs of the table."""

    name: str
    period: int
    starts_at: str
    ends_at: str


@bp.get("/bells")
@allow(Role.SCHOOL_ADMIN)
def bells() -> str:
    """Show the bell times of every band and season."""
    return _page(BellsForm())


@bp.post("/bells")
@allow(Role.SCHOOL_ADMIN)
def change_bells() -> Response | tuple[str, int]:
    """Replace the bell times."""
    form = BellsForm(request.form)
    if form.validate() and form.validate_cells(request.form):
        try:
            times = form.times(request.form)
            services.change_bells(db.session(), the_school(), times, **signature())
            flash(gettext("Saved."))
            return to(url_for(".bells"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(form), 422


@bp.get("/bands/new")
@bp.get("/bands/<int:band_id>", endpoint="band")
@allow(Role.SCHOOL_ADMIN)
def new_band(band_id: int | None = None) -> str:
    """Show a band to add or change it."""
    row = _band(band_id)
    return _band_page(BandForm(obj=row), row)


@bp.post("/bands/new")
@bp.post("/bands/<int:band_id>", endpoint="change_band")
@allow(Role.SCHOOL_ADMIN)
def add_band(band_id: int | None = None) -> Response | tuple[str, int]:
    """Add or change a band."""
    row = _band(band_id)
    form = BandForm(request.form)
    if form.validate():
        values = BandValues(
            form.name.data or "",
            form.grade_from.data or 0,
            form.grade_to.data or 0,
            form.dismissal_at.data,
        )
        try:
            services.save_band(db.session(), the_school(), row, values, **signature())
            flash(gettext("Saved."))
            return to(url_for(".bells"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _band_page(form, row), 422


@bp.post("/bands/<int:band_id>/delete")
@allow(Role.SCHOOL_ADMIN)
def delete_band(band_id: int) -> Response:
    """Delete a band with its bell times."""
    row = queries.get_band(db.session(), the_school().id, band_id)
    services.delete_band(db.session(), row, **signature())
    flash(gettext("%(title)s is deleted.", title=row.name))
    return to(url_for(".bells"))


@bp.get("/seasons/new")
@bp.get("/seasons/<int:season_id>", endpoint="season")
@allow(Role.SCHOOL_ADMIN)
def new_season(season_id: int | None = None) -> str:
    """Show a season to add or change it."""
    row = _season(season_id)
    return _season_page(SeasonForm(obj=row), row)


@bp.post("/seasons/new")
@bp.post("/seasons/<int:season_id>", endpoint="change_season")
@allow(Role.SCHOOL_ADMIN)
def add_season(season_id: int | None = None) -> Response | tuple[str, int]:
    """Add or change a season."""
    row = _season(season_id)
    form = SeasonForm(request.form)
    if form.validate():
        values = SeasonValues(
            form.name.data or "", form.first_day.data or "", form.last_day.data or ""
        )
        try:
            services.save_season(db.session(), the_school(), row, values, **signature())
            flash(gettext("Saved."))
            return to(url_for(".bells"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _season_page(form, row), 422


@bp.post("/seasons/<int:season_id>/delete")
@allow(Role.SCHOOL_ADMIN)
def delete_season(season_id: int) -> Response:
    """Delete a season with its bell times."""
    row = queries.get_season(db.session(), the_school().id, season_id)
    services.delete_season(db.session(), row, **signature())
    flash(gettext("%(title)s is deleted.", title=row.name))
    return to(url_for(".bells"))


def _band(band_id: int | None) -> Band | None:
    return queries.get_band(db.session(), the_school().id, band_id) if band_id else None


def _season(season_id: int | None) -> Season | None:
    return queries.get_season(db.session(), the_school().id, season_id) if season_id else None


def _band_page(form: BandForm, row: Band | None) -> str:
    return render_template("schools/band.html", form=form, band=row, tab="bells")


def _season_page(form: SeasonForm, row: Season | None) -> str:
    return render_template("schools/season.html", form=form, season=row, tab="bells")


def _page(form: BellsForm) -> str:
    loaded = queries.bells(db.session(), the_school().id)
    slots = queries.slots(db.session(), the_school().id)
    wanted = request.args.get("periods", 2, type=int)
    last = max([wanted, *(bell.period for bell in loaded.times)])
    periods = range(1, min(last, MOST_PERIODS) + 1)
    return render_template(
        "schools/bells.html",
        form=form,
        bells=loaded,
        kinds={slot.period: SERVICE_KINDS[slot.kind] for slot in reversed(slots)},
        more=last + 1 if last < MOST_PERIODS else None,
        tables=[
            (season, [(band, _inputs(loaded, season, band, periods)) for band in loaded.bands])
            for season in loaded.seasons
        ],
        gap=services.days_without_season(loaded.seasons),
        tab="bells",
    )


def _inputs(loaded: Bells, season: Season, band: Band, periods: range) -> list[BellInput]:
    known = {
        Cell(bell.season_id, bell.band_id, bell.period): Times(bell.starts_at, bell.ends_at)
        for bell in loaded.times
    }
    inputs = []
    for period in periods:
        cell = Cell(season.id, band.id, period)
        name, times = cell_name(*cell), known.get(cell)
        inputs.append(
            BellInput(
                name,
                period,
                request.form.get(f"{name}-start", f"{times.starts_at:%H:%M}" if times else ""),
                request.form.get(f"{name}-end", f"{times.ends_at:%H:%M}" if times else ""),
            )
        )
    return inputs
