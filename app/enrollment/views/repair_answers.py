"""What a family answers when a club ends: another place, or none."""

from collections.abc import Callable

from flask import Response, flash, url_for
from flask_babel import gettext

from app.accounts.viewer import children, viewer
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import FAMILY
from app.enrollment import services
from app.enrollment.queries.repairs import get_move
from app.enrollment.views.blueprint import bp, signature
from app.web.access import allow
from app.web.fragments import to
from app.web.translation import sentence_of


@bp.post("/repair-moves/<int:repair_move_id>/agree")
@allow(*FAMILY)
def agree(repair_move_id: int) -> Response:
    """Accept another place; the child moves when the school carries it out."""
    sentence = gettext("Thank you. The seat is kept; you get a message when the move is made.")
    return _answer(services.agree, repair_move_id, sentence)


@bp.post("/repair-moves/<int:repair_move_id>/decline")
@allow(*FAMILY)
def decline(repair_move_id: int) -> Response:
    """Decline another place, also after accepting it."""
    return _answer(services.decline, repair_move_id, gettext("Noted. Thank you for the answer."))


def _answer(act: Callable[..., object], move_id: int, sentence: str) -> Response:
    """Note an answer about one of the viewer's children; others do not exist for them."""
    move = get_move(db.session(), viewer().school_id, move_id)
    if move.student_id not in {child.id for child in children()}:
        raise NotFound
    try:
        act(db.session(), move.school_id, move_id, **signature())
    except Invalid as refusal:
        sentence = sentence_of(refusal)
    flash(sentence)
    return to(url_for(".offers"))
