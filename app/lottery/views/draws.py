"""Freezing, drawing, drawing again, publishing; what an auditor downloads."""

from flask import Response, flash, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.audit.services import record
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.lottery import downloads
from app.lottery.errors import NotDrawn
from app.lottery.forms import DrawAgainForm, DrawForm, EmptyForm
from app.lottery.models import Draw
from app.lottery.queries import draws as queries
from app.lottery.services import draws as services
from app.lottery.services.publishing import publish_round
from app.lottery.views.blueprint import bp, json_file, signature
from app.lottery.views.rounds import round_page, the_round
from app.web.access import allow
from app.web.fragments import to

ADMIN = Role.SCHOOL_ADMIN


@bp.post("/rounds/<int:round_id>/freeze")
@allow(ADMIN)
def freeze(round_id: int) -> Response | tuple[str, int]:
    """Fix the handed-in lists; nothing enters afterwards."""
    found = the_round(round_id, for_update=True)
    form = EmptyForm(request.form)
    try:
        services.freeze_entries(db.session(), found, **signature())
        return to(url_for(".show", round_id=round_id))
    except Invalid as refusal:
        form.refuse(refusal)
    return round_page(found, form), 422


@bp.post("/rounds/<int:round_id>/draw")
@allow(ADMIN)
def draw(round_id: int) -> Response | tuple[str, int]:
    """Draw with the digits that were drawn in public."""
    found = the_round(round_id, for_update=True)
    form = DrawForm(request.form)
    if form.validate():
        try:
            services.perform_draw(db.session(), found, str(form.public_text.data), **signature())
            return to(url_for(".show", round_id=round_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return round_page(found, form), 422


@bp.post("/rounds/<int:round_id>/draw-again")
@allow(ADMIN)
def draw_again(round_id: int) -> Response | tuple[str, int]:
    """Prepare a second draw with a public reason; both stay listed."""
    found = the_round(round_id, for_update=True)
    form = DrawAgainForm(request.form)
    if form.validate():
        try:
            services.draw_again(
                db.session(),
                viewer().school,
                found,
                reason=str(form.reason.data),
                **signature(),
            )
            return to(url_for(".show", round_id=round_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return round_page(found, form), 422


@bp.post("/rounds/<int:round_id>/publish")
@allow(ADMIN)
def publish(round_id: int) -> Response | tuple[str, int]:
    """Give the places and tell everybody."""
    found = the_round(round_id, for_update=True)
    form = EmptyForm(request.form)
    try:
        publish_round(db.session(), found, **signature())
        flash(gettext("Published. Every family has a message."))
        return to(url_for(".show", round_id=round_id))
    except Invalid as refusal:
        form.refuse(refusal)
    return round_page(found, form), 422


@bp.get("/rounds/<int:round_id>/full.json")
@allow(ADMIN, records=True)
def full_bundle(round_id: int) -> Response:
    """Give the whole draw by ticket, for an auditor; that it was taken is recorded."""
    draw = _drawn(round_id)
    _record(draw, "download full bundle")
    return json_file(downloads.full_bundle(draw), f"draw-{round_id}-full.json")


@bp.get("/rounds/<int:round_id>/problem.json")
@allow(ADMIN, records=True)
def problem_file(round_id: int) -> Response:
    """Give the problem file for `flask draw solve`; that it was taken is recorded."""
    draw = _drawn(round_id)
    _record(draw, "download problem")
    return json_file(f"{downloads.problem_of(draw)}\n", f"draw-{round_id}-problem.json")


def _drawn(round_id: int) -> Draw:
    found = queries.get_draw(db.session(), viewer().school_id, round_id, with_texts=True)
    if found.drawn_at is None:
        raise NotDrawn
    return found


def _record(draw: Draw, act: str) -> None:
    record(db.session(), act, "draw", draw.id, school_id=draw.school_id, **signature())
