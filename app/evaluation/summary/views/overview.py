"""All sections of a term by score, and one answer for many of them."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import ngettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.evaluation.summary.errors import NothingChosen
from app.evaluation.summary.forms import BulkForm
from app.evaluation.summary.models import Answer
from app.evaluation.summary.policy import DECIDERS, OWN_READERS, sees_all
from app.evaluation.summary.services import Decision, decide
from app.evaluation.summary.summing import Summed
from app.evaluation.summary.views.blueprint import Whole, bp, chosen_term, whole_of
from app.schools import queries as schools
from app.web.access import allow
from app.web.fragments import to
from app.web.translation import sentence_of


@bp.get("")
@allow(*OWN_READERS)
def overview() -> str:
    """List the term's sections, the highest score first; to a club teacher the own ones."""
    return _overview(whole_of(chosen_term()))


@bp.get("/effect")
@allow(*DECIDERS)
def effect() -> Response:
    """Show what one answer for the ticked sections would change, before it is given."""
    whole = whole_of(chosen_term())
    try:
        decisions = _decisions(whole, BulkForm(request.args, meta={"csrf": False}))
    except Invalid as refusal:
        return make_response(_overview(whole, sentence_of(refusal)))
    return make_response(
        render_template(
            "evaluation/summary/effect.html",
            term=whole.term,
            decisions=decisions,
            answer=decisions[0].answer,
            before=sum(one.summed.section.seats for one in decisions),
            after=sum(one.seats for one in decisions),
            form=BulkForm(None),
        )
    )


@bp.post("/decide")
@allow(*DECIDERS)
def decide_many() -> Response:
    """Write one answer down for the ticked sections."""
    me, whole = viewer(), whole_of(chosen_term())
    try:
        decisions = _decisions(whole, BulkForm(request.form))
        made = decide(
            db.session(),
            me.school_id,
            decisions,
            weights_version=whole.weights.version,
            actor_id=me.account_id,
            now=clock.now(),
        )
    except Invalid as refusal:
        return make_response(
            _overview(whole, sentence_of(refusal)), HTTPStatus.UNPROCESSABLE_ENTITY
        )
    flash(ngettext("%(num)d club is decided.", "%(num)d clubs are decided.", len(made)))
    return to(url_for(".overview", term=whole.term.id))


def _decisions(whole: Whole, form: BulkForm) -> list[Decision]:
    chosen = set(request.values.getlist("section", type=int))
    listed = [one for one in whole.sections if one.section.id in chosen]
    if not listed or not form.validate():
        raise NothingChosen
    answer = Answer(form.answer.data)
    note = str(form.note.data or "").strip()
    return [_decision(one, answer, note) for one in listed]


def _decision(one: Summed, answer: Answer, note: str) -> Decision:
    if answer is Answer.ACCEPTED:
        return Decision(one, answer, one.suggestion.seats, one.suggestion.tier, note)
    return Decision(one, Answer.KEPT, one.section.seats, one.section.course.tier, note)


def _overview(whole: Whole, refusal: str = "") -> str:
    me, session = viewer(), db.session()
    listed: Sequence[Summed] = whole.sections if sees_all(me.roles) else whole.own(me.account_id)
    values = [one.score.value for one in listed if one.score.value is not None]
    return render_template(
        "evaluation/summary/overview.html",
        term=whole.term,
        terms=schools.terms(session, me.school_id),
        listed=listed,
        decisions=whole.decisions,
        mean=sum(values) / len(values) if values else None,
        open_count=sum(one.section.id not in whole.decisions for one in listed),
        advised=sum(bool(one.suggestion.reasons) for one in listed),
        weights=whole.weights,
        refusal=refusal,
    )
