"""Terms: list, add, change, delete."""

from collections.abc import Sequence
from datetime import date
from typing import TypedDict

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.core import clock
from app.core.db import db
from app.core.dependants import dependants
from app.core.errors import Invalid
from app.core.roles import Role
from app.schools import defaults, queries, services
from app.schools.forms import TermForm
from app.schools.models import Term
from app.schools.views.blueprint import bp, signature, the_school
from app.web.access import allow
from app.web.fragments import to


@bp.get("/terms")
@allow(Role.SCHOOL_ADMIN)
def terms() -> str:
    """List the terms and propose the next one."""
    return _list(None)


@bp.post("/terms")
@allow(Role.SCHOOL_ADMIN)
def add_term() -> Response | tuple[str, int]:
    """Add a term with its national days."""
    form = TermForm(request.form)
    if form.validate():
        try:
            term = services.add_term(db.session(), the_school(), **_values(form), **signature())
            flash(gettext("%(title)s is there, with its holidays.", title=term.title))
            return to(url_for(".terms"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _list(form), 422


@bp.get("/terms/<int:term_id>")
@allow(Role.SCHOOL_ADMIN)
def term(term_id: int) -> str:
    """Show one term to change it."""
    row = queries.get_term(db.session(), the_school().id, term_id)
    return _page(TermForm(obj=row), row)


@bp.post("/terms/<int:term_id>")
@allow(Role.SCHOOL_ADMIN)
def change_term(term_id: int) -> Response | tuple[str, int]:
    """Change one term."""
    row = queries.get_term(db.session(), the_school().id, term_id)
    form = TermForm(request.form)
    if form.validate():
        try:
            services.change_term(db.session(), row, **_values(form), **signature())
            flash(gettext("Saved."))
            return to(url_for(".terms"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(form, row), 422


@bp.post("/terms/<int:term_id>/delete")
@allow(Role.SCHOOL_ADMIN)
def delete_term(term_id: int) -> Response:
    """Delete a term that nothing belongs to."""
    row = queries.get_term(db.session(), the_school().id, term_id)
    services.delete_term(db.session(), row, **signature())
    flash(gettext("%(title)s is deleted.", title=row.title))
    return to(url_for(".terms"))


class _TermValues(TypedDict):
    title: str
    starts_on: date
    ends_on: date


def _values(form: TermForm) -> _TermValues:
    return {
        "title": form.title.data or "",
        "starts_on": form.starts_on.data or date.min,
        "ends_on": form.ends_on.data or date.min,
    }


def _proposal(known: Sequence[Term], today: date) -> _TermValues:
    term = defaults.next_term(known[0].ends_on) if known else defaults.term_on(today)
    return {"title": term.title, "starts_on": term.starts_on, "ends_on": term.ends_on}


def _list(form: TermForm | None) -> str:
    """Show the list with what was sent, or with a proposal for the next term."""
    school = the_school()
    rows, today = queries.terms(db.session(), school.id), school.today(clock.now())
    return render_template(
        "schools/terms.html",
        form=form if form is not None else TermForm(data=_proposal(rows, today)),
        terms=rows,
        current=queries.term_of(rows, today),
        tab="terms",
    )


def _page(form: TermForm, row: Term) -> str:
    return render_template(
        "schools/term.html",
        form=form,
        term=row,
        used=sum(dependants(db.session(), row).values()),
        tab="terms",
    )
