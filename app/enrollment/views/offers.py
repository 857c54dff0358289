"""Offers of free seats and waiting lists, as a family sees and answers them."""

from collections.abc import Callable

from flask import Response, flash, render_template, url_for
from flask_babel import gettext

from app.accounts.viewer import children, current_child, viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import FAMILY
from app.enrollment import services
from app.enrollment.models import Offer
from app.enrollment.queries import offers as queries
from app.enrollment.queries.repairs import questions
from app.enrollment.queries.waiting import waiting_positions
from app.enrollment.views.blueprint import bp, signature, title_of
from app.schools.queries import current_term
from app.web.access import allow
from app.web.fragments import to
from app.web.translation import sentence_of


@bp.get("/offers")
@allow(*FAMILY)
def offers() -> str:
    """Show what is offered to the family's children, and where a child waits."""
    me, now = viewer(), clock.now()
    term = current_term(db.session(), me.school_id, me.school.today(now))
    mine = children()
    child = current_child() if mine else None
    waiting = (
        waiting_positions(db.session(), me.school_id, term.id, child.id) if term and child else []
    )
    return render_template(
        "enrollment/offers.html",
        questions=questions(db.session(), me.school_id, [one.id for one in mine], now),
        offers=queries.open_choices(db.session(), me.school_id, [one.id for one in mine], now),
        children=mine,
        child=child,
        waiting=waiting,
    )


@bp.post("/offers/<int:offer_id>/accept")
@allow(*FAMILY)
def accept_offer(offer_id: int) -> Response:
    """Take the seat; what the child has at that time goes on to others."""
    offer = _own_offer(offer_id)
    sentence = gettext(
        "%(name)s has a place in %(title)s.",
        name=offer.student.name,
        title=title_of(offer.section.course),
    )
    return _answer(services.accept_offer, offer_id, sentence)


@bp.post("/offers/<int:offer_id>/decline")
@allow(*FAMILY)
def decline_offer(offer_id: int) -> Response:
    """Leave the seat to the next child."""
    _own_offer(offer_id)
    return _answer(
        services.decline_offer, offer_id, gettext("The seat goes to the next child. Thank you.")
    )


@bp.post("/waiting/<int:section_id>/leave")
@allow(*FAMILY)
def leave_waiting(section_id: int) -> Response:
    """Take the child that is looked at off a waiting list."""
    child = current_child()
    services.leave_list(db.session(), child.school_id, section_id, child.id, **signature())
    flash(gettext("%(name)s is no longer on this waiting list.", name=child.name))
    return to(url_for(".offers"))


def _own_offer(offer_id: int) -> Offer:
    """Load an offer to one of the viewer's children; others do not exist for them."""
    offer = queries.get_offer(db.session(), viewer().school_id, offer_id)
    if offer.student_id not in {child.id for child in children()}:
        raise NotFound
    return offer


def _answer(act: Callable[..., object], offer_id: int, sentence: str) -> Response:
    """Answer an offer; what had run out is passed on and kept although nothing was answered."""
    try:
        act(db.session(), viewer().school_id, offer_id, **signature())
    except Invalid as refusal:
        sentence = sentence_of(refusal)
    flash(sentence)
    return to(url_for(".offers"))
