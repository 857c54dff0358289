"""Rules and safety notes for all waiting clubs that have none, on one page."""

from http import HTTPStatus

from flask import Response, flash, make_response, render_template, url_for
from flask_babel import ngettext

from app.accounts.viewer import viewer
from app.core.db import db
from app.core.roles import Role
from app.courses import services
from app.courses.forms.texts import TextsForm, texts_form
from app.courses.views.blueprint import bp, chosen_term, signature
from app.courses.views.publishing import candidates
from app.web.access import allow
from app.web.fragments import to


@bp.get("/courses/texts")
@allow(Role.SCHOOL_ADMIN)
def texts() -> Response:
    """Offer usual texts for the clubs that lack rules or safety note."""
    return _page(_form()(None))


@bp.post("/courses/texts")
@allow(Role.SCHOOL_ADMIN)
def write_texts() -> Response:
    """Write the confirmed texts where a club has none."""
    form, term = _form()(), chosen_term(viewer().school)
    if not form.validate():
        return _page(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    count = services.fill_texts(
        db.session(),
        candidates(term),
        rules=str(form.rules.data),
        safety_notes=form.safety_notes(),
        **signature(),
    )
    flash(ngettext("Written into %(num)d club.", "Written into %(num)d clubs.", count))
    return to(url_for(".publishing", term=term.id))


def _form() -> type[TextsForm]:
    waiting = candidates(chosen_term(viewer().school))
    return texts_form({course.domain for course in services.without_texts(waiting)})


def _page(form: TextsForm, status: int = HTTPStatus.OK) -> Response:
    term = chosen_term(viewer().school)
    lacking = services.without_texts(candidates(term))
    page = render_template("courses/texts.html", form=form, term=term, lacking=lacking)
    return make_response(page, status)
