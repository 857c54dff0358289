"""The school's pages of the suggestion box."""

from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.queries.people import get_account
from app.accounts.queries.staff import StaffFilter, staff
from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.evaluation.voices import services
from app.evaluation.voices.forms import AnswerForm, OwnerForm
from app.evaluation.voices.models import Suggestion
from app.evaluation.voices.policy import HANDLERS
from app.evaluation.voices.queries import suggestions as queries
from app.evaluation.voices.views.blueprint import bp, signature
from app.web.access import allow
from app.web.forms import options
from app.web.fragments import to


@bp.get("/suggestions")
@allow(*HANDLERS)
def suggestion_list() -> str:
    """List what waits for an answer by its day, or what was answered."""
    me = viewer()
    answered = request.args.get("show") == "answered"
    return render_template(
        "evaluation/voices/suggestions.html",
        listed=queries.suggestions(db.session(), me.school_id, answered=answered),
        answered=answered,
        today=me.school.today(clock.now()),
    )


@bp.get("/suggestions/<int:suggestion_id>")
@allow(*HANDLERS)
def suggestion(suggestion_id: int) -> str:
    """Show one suggestion with who answers it until when."""
    return _page(queries.get_suggestion(db.session(), viewer().school_id, suggestion_id))


@bp.post("/suggestions/<int:suggestion_id>/answer")
@allow(*HANDLERS)
def answer(suggestion_id: int) -> Response | tuple[str, int]:
    """Answer a suggestion."""
    me, form = viewer(), AnswerForm(request.form)
    row = queries.get_suggestion(db.session(), me.school_id, suggestion_id, for_update=True)
    if form.validate():
        try:
            words, is_public = form.answer.data or "", bool(form.is_public.data)
            services.answer(db.session(), me.school, row, words, is_public=is_public, **signature())
            flash(gettext("Answered. Who sent it is told, or finds it by the code."))
            return to(url_for(".suggestion", suggestion_id=suggestion_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(row, answering=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/suggestions/<int:suggestion_id>/owner")
@allow(*HANDLERS)
def give(suggestion_id: int) -> Response | tuple[str, int]:
    """Say who answers a suggestion, until when."""
    me, form = viewer(), _owner_form()
    row = queries.get_suggestion(db.session(), me.school_id, suggestion_id, for_update=True)
    if form.validate() and form.due_on.data is not None:
        owner = get_account(db.session(), me.school_id, int(form.owner_id.data))
        services.hand_over(db.session(), row, owner, form.due_on.data, **signature())
        flash(gettext("%(name)s answers it.", name=owner.name))
        return to(url_for(".suggestion", suggestion_id=suggestion_id))
    return _page(row, giving=form), HTTPStatus.UNPROCESSABLE_ENTITY


def _owner_form() -> OwnerForm:
    form = OwnerForm(request.form if request.method == "POST" else None)
    people = staff(db.session(), viewer().school_id, StaffFilter())
    form.owner_id.choices = options(
        (one.id, one.name)
        for one in people
        if not {grant.role for grant in one.grants}.isdisjoint(HANDLERS)
    )
    return form


def _page(
    row: Suggestion, *, answering: AnswerForm | None = None, giving: OwnerForm | None = None
) -> str:
    me = viewer()
    if giving is None:
        giving = _owner_form()
        giving.owner_id.data, giving.due_on.data = row.owner_id or me.account_id, row.due_on
    return render_template(
        "evaluation/voices/suggestion.html",
        suggestion=row,
        answering=answering or AnswerForm(None),
        giving=giving,
        today=me.school.today(clock.now()),
    )
