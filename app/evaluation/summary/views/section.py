"""One section's summary: every part with its sample and evidence, the formula, the decision."""

from http import HTTPStatus

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.courses.models import Section, Tier
from app.courses.queries.sections import get_section
from app.evaluation.summary import policy
from app.evaluation.summary.errors import NotYourClub
from app.evaluation.summary.forms import DecisionForm
from app.evaluation.summary.models import Answer
from app.evaluation.summary.policy import DECIDERS, OWN_READERS
from app.evaluation.summary.services import Decision, decide
from app.evaluation.summary.summing import Summed
from app.evaluation.summary.views.blueprint import Whole, bp, teachers_of, whole_of
from app.schools.queries import get_term
from app.web.access import allow
from app.web.fragments import to


@bp.get("/sections/<int:section_id>")
@allow(*OWN_READERS)
def section(section_id: int) -> Response:
    """Show what the term knows of a section and what is suggested for it."""
    whole, one = _loaded(section_id)
    return _page(whole, one, _form(whole, one), HTTPStatus.OK)


@bp.post("/sections/<int:section_id>/decide")
@allow(*DECIDERS)
def decide_one(section_id: int) -> Response:
    """Write down what is decided for a section: as suggested, otherwise, or as it is."""
    whole, one = _loaded(section_id)
    form, me = DecisionForm(request.form), viewer()
    if form.validate():
        seats, tier = int(form.seats.data or 0), Tier(form.tier.data)
        note = str(form.note.data or "").strip()
        try:
            decide(
                db.session(),
                me.school_id,
                [Decision(one, _answer(one, seats, tier), seats, tier, note)],
                weights_version=whole.weights.version,
                actor_id=me.account_id,
                now=clock.now(),
            )
            flash(gettext("Decided. Copying the club into the next term takes it along."))
            return to(url_for(".section", section_id=section_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(whole, one, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _loaded(section_id: int) -> tuple[Whole, Summed]:
    """Load a section that the viewer may read.

    Raises:
        NotFound: the school has no such published section.
        NotYourClub: it is another teacher's.
    """
    me, session = viewer(), db.session()
    found: Section = get_section(session, me.school_id, section_id)
    if not policy.may_see(me.roles, me.account_id, teachers_of(found)):
        raise NotYourClub
    whole = whole_of(get_term(session, me.school_id, found.term_id))
    return whole, whole.of(section_id)


def _answer(one: Summed, seats: int, tier: Tier) -> Answer:
    if (seats, tier) == (one.section.seats, one.section.course.tier):
        return Answer.KEPT if one.suggestion.reasons else Answer.ACCEPTED
    is_suggested = (seats, tier) == (one.suggestion.seats, one.suggestion.tier)
    return Answer.ACCEPTED if is_suggested else Answer.CHANGED


def _form(whole: Whole, one: Summed) -> DecisionForm:
    decided = whole.decisions.get(one.section.id)
    shown = decided or one.suggestion
    data = {
        "seats": shown.seats,
        "tier": shown.tier.value,
        "note": decided.note if decided else "",
    }
    return DecisionForm(None, data=data)


def _page(whole: Whole, one: Summed, form: DecisionForm, status: int) -> Response:
    page = render_template(
        "evaluation/summary/section.html",
        term=whole.term,
        one=one,
        section=one.section,
        evidence=one.evidence,
        suggestion=one.suggestion,
        decided=whole.decisions.get(one.section.id),
        weights=whole.weights,
        form=form,
    )
    return make_response(page, status)
