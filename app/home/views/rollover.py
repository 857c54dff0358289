"""A new term: seen before it happens, begun, taken back."""

from datetime import date

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.home import services
from app.home.forms import NewTermForm
from app.home.queries.rollover import last_begun
from app.home.views.blueprint import bp
from app.web.access import allow
from app.web.fragments import to


@bp.get("/new-term")
@allow(Role.SCHOOL_ADMIN)
def new_term() -> str:
    """Show what the next term would change."""
    return _page(None)


@bp.post("/new-term")
@allow(Role.SCHOOL_ADMIN)
def begin_term() -> Response | tuple[str, int]:
    """Begin the term."""
    form, me = NewTermForm(request.form), viewer()
    if form.validate():
        try:
            term = services.begin_term(
                db.session(),
                me.school,
                title=form.title.data or "",
                starts_on=form.starts_on.data or date.min,
                ends_on=form.ends_on.data or date.min,
                actor_id=me.account_id,
                now=clock.now(),
            )
            flash(gettext("%(title)s has begun.", title=term.title))
            return to(url_for(".new_term"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(form), 422


@bp.post("/new-term/undo")
@allow(Role.SCHOOL_ADMIN)
def undo_new_term() -> Response:
    """Take the term that was begun last back."""
    me = viewer()
    services.take_back(db.session(), me.school, actor_id=me.account_id, now=clock.now())
    flash(gettext("It is as it was before."))
    return to(url_for(".new_term"))


def _page(form: NewTermForm | None) -> str:
    school = viewer().school
    preview = services.preview(db.session(), school, now=clock.now())
    return render_template(
        "home/new_term.html",
        preview=preview,
        form=form if form is not None else NewTermForm(None, data=preview.proposal._asdict()),
        begun=last_begun(db.session(), school.id),
    )
