"""Choosing: cards to tap, the order of the list, the answers beside it."""

import secrets
from dataclasses import replace

from flask import Response, render_template, request, url_for

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import FAMILY
from app.lottery import drafts
from app.lottery.drafts import Draft
from app.lottery.eligibility import Day
from app.lottery.forms import AnswersForm, TapForm
from app.lottery.models import ChoiceRound, RoundState
from app.lottery.queries import rounds as round_queries
from app.lottery.services import choosing as services
from app.lottery.views.blueprint import bp
from app.lottery.views.club_cards import club_card
from app.lottery.views.credit_words import sentence_of
from app.lottery.views.desk import Desk, desk, may_choose, public_state, reloaded
from app.schools.queries import get_current_term
from app.web.access import allow, require
from app.web.forms import options
from app.web.fragments import done, respond, to

CARDS, CARDS_PART = "lottery/choose.html", "lottery/_choose.html"
LIST, LIST_PART = "lottery/list.html", "lottery/_list.html"


@bp.get("/choose")
@allow(*FAMILY)
def choose() -> Response | str:
    """Lead to what can be done now: choosing, one's list, or the result."""
    me, now = viewer(), clock.now()
    term = get_current_term(db.session(), me.school_id, me.school.today(now))
    rounds = round_queries.rounds_for_families(db.session(), me.school_id, term.id)
    is_open = [each for each in rounds if each.is_open(now)]
    if is_open:
        return to(url_for(".begin", round_id=is_open[-1].id))
    if rounds:
        return to(_page_of(rounds[0]))
    return render_template("lottery/no_round.html")


def _page_of(choice_round: ChoiceRound) -> str:
    if choice_round.state(clock.now()) is RoundState.PUBLISHED:
        return url_for(".result", round_id=choice_round.id)
    return url_for(".own_list", round_id=choice_round.id)


@bp.get("/rounds/<int:round_id>/choose")
@allow(*FAMILY)
def begin(round_id: int) -> Response:
    """Lead to the cards of the first day on which the child can still take a club."""
    here = desk(round_id)
    limit, tabs = here.choice_round.max_choices, here.tabs()
    open_days = [tab.day for tab in tabs if tab.count < min(limit, tab.fitting)] or [tabs[0].day]
    return to(url_for(".cards", round_id=round_id, slot_id=open_days[0].slot_id))


@bp.get("/rounds/<int:round_id>/choose/<int:slot_id>")
@allow(*FAMILY)
def cards(round_id: int, slot_id: int) -> Response:
    """Show the clubs of a day that this child may take."""
    here = desk(round_id)
    page = _cards_page(here, here.day(slot_id), TapForm())
    if here.is_open:
        page["chances"] = sentence_of(here.choice_round, here.child)
    return respond(CARDS, CARDS_PART, **page)


@bp.post("/rounds/<int:round_id>/choose/<int:slot_id>")
@allow(*FAMILY)
def tap_card(round_id: int, slot_id: int) -> Response:
    """Put a club last, or take it off."""
    here = desk(round_id)
    form = TapForm(request.form)
    day = here.day(slot_id)
    if _tapped(here, form):
        url = url_for(".cards", round_id=round_id, slot_id=slot_id)
        return done(url, CARDS_PART, **_cards_page(reloaded(here), day, TapForm()))
    return respond(CARDS, CARDS_PART, 422, **_cards_page(reloaded(here), day, form))


@bp.get("/rounds/<int:round_id>/list")
@allow(*FAMILY)
def own_list(round_id: int) -> Response:
    """Show the child's list of a day (`?day=`), to put it in order."""
    here = desk(round_id)
    return respond(LIST, LIST_PART, **_list_page(here, TapForm()))


@bp.post("/rounds/<int:round_id>/list")
@allow(*FAMILY)
def change_list(round_id: int) -> Response:
    """Move a club up or down, take it off, or put the list into another order."""
    here = desk(round_id)
    form = TapForm(request.form)
    if _tapped(here, form):
        return done(request.full_path, LIST_PART, **_list_page(reloaded(here), TapForm()))
    return respond(LIST, LIST_PART, 422, **_list_page(reloaded(here), form))


@bp.post("/rounds/<int:round_id>/answers")
@allow(*FAMILY)
def answer(round_id: int) -> Response:
    """Save the answers beside the list."""
    here = desk(round_id)
    require(may_choose(here.choice_round, here.child))
    form = AnswersForm(request.form)
    if form.validate():
        try:
            _save(here, _answered(here, form), form.seen())
            url = url_for(".own_list", round_id=round_id, day=request.args.get("day"))
            return done(url, LIST_PART, **_list_page(reloaded(here), TapForm()))
        except Invalid as refusal:
            form.refuse(refusal)
    return respond(LIST, LIST_PART, 422, **_list_page(reloaded(here), form))


@bp.post("/rounds/<int:round_id>/same")
@allow(*FAMILY)
def same_for_all_days(round_id: int) -> Response:
    """Copy the order of one day to the days that are still empty, course by course."""
    here = desk(round_id)
    require(may_choose(here.choice_round, here.child))
    form = TapForm(request.form)
    day = _chosen_day(here)
    url = url_for(".own_list", round_id=round_id, day=day.slot_id)
    if form.validate():
        try:
            _save(here, copied_to_empty_days(here, day), form.seen())
            return done(url, LIST_PART, **_list_page(reloaded(here), TapForm()))
        except Invalid as refusal:
            form.refuse(refusal)
    return respond(LIST, LIST_PART, 422, **_list_page(reloaded(here), form))


def copied_to_empty_days(here: Desk, day: Day) -> Draft:
    """Fill every empty day with the sections of the same courses, in the same order."""
    draft = here.draft
    courses = [row.card.course_id for row in here.chosen(day)]
    for other in here.offer.days:
        if other == day or draft.of(other.slot_id):
            continue
        fit = {row.card.course_id: row.card for row in here.rows(other) if row.why_not is None}
        same = [fit[course].section_id for course in courses if course in fit]
        draft = drafts.with_list(draft, other.slot_id, same)
    return draft


def _tapped(here: Desk, form: TapForm) -> bool:
    """Save a tap or a new order; what stands against it is said by the form."""
    require(may_choose(here.choice_round, here.child))
    if not form.validate():
        return False
    try:
        if (tapped := form.step()) is not None:
            services.tap(
                db.session(),
                here.offer,
                here.sitting(here.child),
                here.choice_list,
                step=tapped[0],
                section_id=tapped[1],
                version=form.seen(),
                now=clock.now(),
            )
        else:
            day = _chosen_day(here)
            changed = drafts.reordered(here.draft, day.slot_id, form.ordered())
            _save(here, changed, form.seen())
    except Invalid as refusal:
        form.refuse(refusal)
        return False
    return True


def _save(here: Desk, draft: Draft, version: int) -> None:
    services.save(
        db.session(),
        here.offer,
        here.sitting(here.child),
        here.choice_list,
        draft,
        version=version,
        now=clock.now(),
    )


def _answered(here: Desk, form: AnswersForm) -> Draft:
    days = [day.slot_id for day in here.offer.days]
    draft = replace(here.draft, fallback=bool(form.fallback.data))
    if not here.choice_round.asks_wanted:
        return draft
    first = form.first_day.data
    order = [slot_id for slot_id in days if slot_id == first]
    order += [slot_id for slot_id in days if slot_id != first]
    return replace(draft, wanted=form.wanted.data, slot_order=tuple(order))


def _chosen_day(here: Desk) -> Day:
    slot_id = request.args.get("day", type=int)
    return here.day(slot_id) if slot_id is not None else here.offer.days[0]


def _cards_page(here: Desk, day: Day, form: TapForm) -> dict[str, object]:
    rows = here.rows(day)
    domain = request.args.get("domain")
    fitting = [row for row in rows if row.why_not is None or row.rank is not None]
    shown = [row for row in fitting if domain in {None, row.card.domain} or row.rank]
    may_change = here.is_open and may_choose(here.choice_round, here.child)
    return {
        "here": here,
        "day": day,
        "tabs": here.tabs(),
        "form": form,
        "domains": sorted({row.card.domain for row in fitting if row.card.domain}),
        "domain": domain,
        "fitting": [club_card(row, may_change=may_change) for row in shown],
        "others": [row for row in rows if row.why_not is not None and row.rank is None],
        "chosen": here.chosen(day),
        "limit": here.choice_round.max_choices,
        "may_change": may_change,
        "chances": "",  # with the page, not with each tap
        "is_complete": _is_complete(here),
        "key": secrets.token_urlsafe(12),
        **public_state(here.choice_round),
    }


def _is_complete(here: Desk) -> bool:
    """Whether the cards page itself can show the whole list, so that it can be handed in there."""
    is_alone = len(here.children) == 1 and len(here.offer.days) == 1
    return is_alone and len(here.draft.sections) == here.choice_round.max_choices


def _list_page(here: Desk, form: TapForm | AnswersForm) -> dict[str, object]:
    day = _chosen_day(here)
    answers = AnswersForm(
        formdata=None,
        data={
            "version": here.version,
            "fallback": here.draft.fallback,
            "wanted": here.draft.wanted or len(here.offer.days),
            "first_day": (here.draft.slot_order or (here.offer.days[0].slot_id,))[0],
        },
    )
    days = len(here.offer.days)
    answers.wanted.choices = options((count, str(count)) for count in range(1, days + 1))
    chosen = here.chosen(day)
    return {
        "here": here,
        "day": day,
        "tabs": here.tabs(),
        "form": form,
        "answers": answers,
        "chosen": chosen,
        "free_ranks": range(len(chosen) + 1, here.choice_round.max_choices + 1),
        "may_copy": bool(chosen) and copied_to_empty_days(here, day) != here.draft,
        "may_change": here.is_open and may_choose(here.choice_round, here.child),
        **public_state(here.choice_round),
    }
