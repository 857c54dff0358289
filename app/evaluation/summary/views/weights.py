"""The school's weights: what each part counts, and who changed it."""

from http import HTTPStatus

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.evaluation.summary.forms import WeightsForm
from app.evaluation.summary.models import ScoreWeights
from app.evaluation.summary.policy import DECIDERS, READERS
from app.evaluation.summary.queries.decisions import weights_in_force
from app.evaluation.summary.services import change_weights
from app.evaluation.summary.views.blueprint import bp, chosen_term
from app.web.access import allow
from app.web.fragments import to


@bp.get("/weights")
@allow(*READERS)
def weights() -> Response:
    """Show what each part counts and how suggestions are made."""
    stored = weights_in_force(db.session(), viewer().school_id)
    return _page(stored, WeightsForm(None, data=stored.weights), HTTPStatus.OK)


@bp.post("/weights")
@allow(*DECIDERS)
def change() -> Response:
    """Make new weights; what is decided keeps those it was decided with."""
    me, form = viewer(), WeightsForm(request.form)
    if form.validate():
        try:
            change_weights(
                db.session(), me.school_id, form.weights(), actor_id=me.account_id, now=clock.now()
            )
            flash(gettext("The weights are changed; every score is computed anew."))
            return to(url_for(".weights"))
        except Invalid as refusal:
            form.refuse(refusal)
    stored = weights_in_force(db.session(), me.school_id)
    return _page(stored, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(stored: ScoreWeights, form: WeightsForm, status: int) -> Response:
    page = render_template(
        "evaluation/summary/weights.html", term=chosen_term(), stored=stored, form=form
    )
    return make_response(page, status)
