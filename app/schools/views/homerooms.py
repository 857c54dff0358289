"""Homerooms: list with their sizes, add, correct, delete."""

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.core.db import db
from app.core.dependants import dependants
from app.core.errors import Invalid
from app.core.roles import Role
from app.schools import queries, services
from app.schools.forms import HomeroomForm
from app.schools.models import Homeroom
from app.schools.views.blueprint import bp, signature, the_school
from app.web.access import allow
from app.web.fragments import to


@bp.get("/homerooms")
@allow(Role.SCHOOL_ADMIN)
def homerooms() -> str:
    """List the homerooms with the number of their students."""
    return _list(HomeroomForm())


@bp.post("/homerooms")
@allow(Role.SCHOOL_ADMIN)
def add_homeroom() -> Response | tuple[str, int]:
    """Add a homeroom."""
    form = HomeroomForm(request.form)
    if form.validate():
        try:
            services.add_homeroom(
                db.session(),
                the_school(),
                grade=form.grade.data,
                class_no=form.class_no.data or 0,
                **signature(),
            )
            flash(gettext("Saved."))
            return to(url_for(".homerooms"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _list(form), 422


@bp.get("/homerooms/<int:homeroom_id>")
@allow(Role.SCHOOL_ADMIN)
def homeroom(homeroom_id: int) -> str:
    """Show one homeroom to correct it."""
    row = queries.get_homeroom(db.session(), the_school().id, homeroom_id)
    return _page(HomeroomForm(obj=row), row)


@bp.post("/homerooms/<int:homeroom_id>")
@allow(Role.SCHOOL_ADMIN)
def rename_homeroom(homeroom_id: int) -> Response | tuple[str, int]:
    """Correct grade or number."""
    row = queries.get_homeroom(db.session(), the_school().id, homeroom_id)
    form = HomeroomForm(request.form)
    if form.validate():
        try:
            services.rename_homeroom(
                db.session(),
                the_school(),
                row,
                grade=form.grade.data,
                class_no=form.class_no.data or 0,
                **signature(),
            )
            flash(gettext("Saved."))
            return to(url_for(".homerooms"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(form, row), 422


@bp.post("/homerooms/<int:homeroom_id>/delete")
@allow(Role.SCHOOL_ADMIN)
def delete_homeroom(homeroom_id: int) -> Response:
    """Delete a homeroom in which no student is or was."""
    row = queries.get_homeroom(db.session(), the_school().id, homeroom_id)
    title = row.title
    services.delete_homeroom(db.session(), row, **signature())
    flash(gettext("%(title)s is deleted.", title=title))
    return to(url_for(".homerooms"))


def _list(form: HomeroomForm) -> str:
    school_id = the_school().id
    return render_template(
        "schools/homerooms.html",
        form=form,
        homerooms=queries.homerooms(db.session(), school_id),
        sizes=queries.homeroom_sizes(db.session(), school_id),
        tab="homerooms",
    )


def _page(form: HomeroomForm, row: Homeroom) -> str:
    used = sum(dependants(db.session(), row).values())
    return render_template(
        "schools/homeroom.html", form=form, homeroom=row, used=used, tab="homerooms"
    )
