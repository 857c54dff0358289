"""The school's own form of the patrol."""

from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.evaluation.actions.models import Severity
from app.evaluation.patrol.forms import sent_lines
from app.evaluation.patrol.models import OwnerKind
from app.evaluation.patrol.queries.forms import form_in_force
from app.evaluation.patrol.services import change_form
from app.evaluation.patrol.views.blueprint import bp
from app.web.access import allow
from app.web.forms import Form
from app.web.fragments import to

EMPTY_LINES = 2


@bp.get("/patrol/form")
@allow(Role.SCHOOL_ADMIN)
def own_form() -> str:
    """Show the lines of the form in force."""
    return _page(Form(None))


@bp.post("/patrol/form")
@allow(Role.SCHOOL_ADMIN)
def change_own_form() -> Response | tuple[str, int]:
    """Make the next version."""
    me, form = viewer(), Form(request.form)
    if form.validate():
        try:
            change_form(
                db.session(),
                me.school_id,
                sent_lines(request),
                actor_id=me.account_id,
                now=clock.now(),
            )
            flash(gettext("From the next visit on this form is used; older visits keep theirs."))
            return to(url_for(".own_form"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY


def _page(form: Form) -> str:
    return render_template(
        "evaluation/patrol/own_form.html",
        form=form,
        stored=form_in_force(db.session(), viewer().school_id, now=clock.now()),
        severities=tuple(Severity),
        owners=tuple(OwnerKind),
        empty=range(EMPTY_LINES),
    )
