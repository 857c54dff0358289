"""What the school does about offers, and who moved in a section and why."""

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.enrollment import services
from app.enrollment.forms import EndForm, WithdrawForm
from app.enrollment.queries import moves as queries
from app.enrollment.queries import offers as offer_queries
from app.enrollment.views.blueprint import bp, signature
from app.enrollment.views.rosters import roster_page, the_section
from app.web.access import allow
from app.web.fragments import to
from app.web.translation import sentence_of


@bp.post("/offers/<int:offer_id>/withdraw")
@allow(Role.SCHOOL_ADMIN)
def withdraw_offer(offer_id: int) -> Response | tuple[str, int]:
    """Take an offer back, with a reason the family reads; the seat goes to the next."""
    offer = offer_queries.get_offer(db.session(), viewer().school_id, offer_id)
    section_id = offer.section_id
    form = WithdrawForm(request.form)
    if not form.validate():
        ending = EndForm(request.form)
        ending.validate()
        return roster_page(the_section(section_id), ending=ending), 422
    try:
        services.withdraw_offer(
            db.session(), offer.school_id, offer_id, reason=str(form.reason.data), **signature()
        )
        flash(gettext("The offer is taken back, the seat has gone on."))
    except Invalid as refusal:
        flash(sentence_of(refusal))
    return to(url_for(".roster", section_id=section_id))


@bp.get("/rosters/<int:section_id>/moves")
@allow(Role.SCHOOL_ADMIN)
def moves(section_id: int) -> str:
    """Show who came, who went and what was offered, the newest first."""
    section = the_section(section_id)
    found = queries.moves(db.session(), section.school_id, section_id)
    return render_template("enrollment/moves.html", section=section, moves=found)
