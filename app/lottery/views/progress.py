"""Progress of a round, for administrators and homeroom teachers; lists entered from paper."""

from collections.abc import Sequence

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import Role
from app.lottery.drafts import Draft
from app.lottery.forms import PaperForm
from app.lottery.models import ChoiceRound
from app.lottery.queries import choosing as choosing_queries
from app.lottery.queries import progress as queries
from app.lottery.queries import rounds as round_queries
from app.lottery.services import paper
from app.lottery.services.choosing import Offer, draft_of
from app.lottery.services.reminders import remind_started
from app.lottery.views.blueprint import bp, signature, taking_part
from app.schools.models import Homeroom
from app.schools.queries import get_current_term, get_homeroom
from app.web.access import allow
from app.web.fragments import to

WATCHERS = (Role.SCHOOL_ADMIN, Role.HOMEROOM_TEACHER)


@bp.get("/progress")
@allow(*WATCHERS)
def current_progress() -> Response | str:
    """Lead to the progress of the round that is running, or ran last."""
    me = viewer()
    term = get_current_term(db.session(), me.school_id, me.school.today(clock.now()))
    listed = round_queries.rounds_for_families(db.session(), me.school_id, term.id)
    if not listed:
        return render_template("lottery/no_progress.html")
    return to(url_for(".progress", round_id=listed[0].id))


@bp.get("/rounds/<int:round_id>/progress")
@allow(*WATCHERS)
def progress(round_id: int) -> str:
    """Show how many children of each homeroom have handed in, started, or done nothing."""
    found = _announced(round_id)
    counted = taking_part(
        queries.by_homeroom(db.session(), found.school_id, round_id, _own_homerooms())
    )
    return render_template(
        "lottery/progress.html",
        choice_round=found,
        progress=counted,
        is_open=found.is_open(clock.now()),
        may_remind=Role.SCHOOL_ADMIN in viewer().roles,
    )


@bp.get("/rounds/<int:round_id>/progress/<int:homeroom_id>")
@allow(*WATCHERS)
def homeroom_progress(round_id: int, homeroom_id: int) -> str:
    """List the children of a homeroom and where their lists stand; paper lists are entered here."""
    return _homeroom_page(_announced(round_id), _homeroom(homeroom_id), PaperForm(formdata=None))


@bp.post("/rounds/<int:round_id>/progress/<int:homeroom_id>")
@allow(*WATCHERS)
def enter_paper(round_id: int, homeroom_id: int) -> Response | tuple[str, int]:
    """Hand in the paper lists that were typed in; all of them or none."""
    found, homeroom = _announced(round_id), _homeroom(homeroom_id)
    form = PaperForm(request.form)
    if form.validate():
        try:
            count = _enter(found, homeroom)
            flash(gettext("Entered and marked as from paper: %(count)d lists.", count=count))
            return to(url_for(".homeroom_progress", round_id=round_id, homeroom_id=homeroom_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _homeroom_page(found, homeroom, form), 422


@bp.post("/rounds/<int:round_id>/remind")
@allow(Role.SCHOOL_ADMIN)
def remind(round_id: int) -> Response | tuple[str, int]:
    """Write to the families that only started."""
    count = remind_started(db.session(), _announced(round_id), **signature())
    flash(gettext("Reminded: %(count)d families that only started.", count=count))
    return to(url_for(".progress", round_id=round_id))


def _announced(round_id: int) -> ChoiceRound:
    found = round_queries.get_round(db.session(), viewer().school_id, round_id)
    if found.announced_at is None:
        raise NotFound
    return found


def _own_homerooms() -> frozenset[int] | None:
    """Give the homerooms the viewer may see; none for all of them."""
    me = viewer()
    if Role.SCHOOL_ADMIN in me.roles:
        return None
    return queries.homerooms_of(db.session(), me.school_id, me.account_id)


def _homeroom(homeroom_id: int) -> Homeroom:
    """Load a homeroom that the viewer may see; to a teacher the others do not exist."""
    own = _own_homerooms()
    if own is not None and homeroom_id not in own:
        raise NotFound
    return get_homeroom(db.session(), viewer().school_id, homeroom_id)


def _offer(choice_round: ChoiceRound) -> Offer:
    cards = choosing_queries.cards(db.session(), choice_round.school_id, choice_round.id)
    return Offer(choice_round, cards)


def _enter(choice_round: ChoiceRound, homeroom: Homeroom) -> int:
    session = db.session()
    offer = _offer(choice_round)
    rows = queries.of_homeroom(session, choice_round.school_id, choice_round.id, homeroom.id)
    typed = {
        row.student.id: codes
        for row in rows
        if (codes := request.form.get(f"codes-{row.student.id}", "")[:200].strip())
    }
    ticked = set(request.form.getlist("fallback"))
    lists = [
        paper.PaperList(
            row.student,
            paper.read_codes(
                offer,
                row.student,
                typed[row.student.id],
                fallback=str(row.student.id) in ticked,
            ),
        )
        for row in rows
        if row.student.id in typed
    ]
    return paper.enter_lists(session, offer, lists, **signature()) if lists else 0


def _homeroom_page(choice_round: ChoiceRound, homeroom: Homeroom, form: PaperForm) -> str:
    rows = queries.of_homeroom(db.session(), choice_round.school_id, choice_round.id, homeroom.id)
    offer = _offer(choice_round)
    return render_template(
        "lottery/homeroom_progress.html",
        choice_round=choice_round,
        homeroom=homeroom,
        form=form,
        rows=rows,
        typed=request.form,
        ticked=request.form.getlist("fallback"),
        offer=offer,
        codes={row.student.id: _codes(offer, draft_of(row.choice_list)) for row in rows},
        is_open=choice_round.is_open(clock.now()),
        counts=_counts(rows),
    )


def _codes(offer: Offer, draft: Draft) -> str:
    """Write a draft as the codes one would type."""
    by_id = offer.by_id
    return " ".join(by_id[i].code for i in draft.sections if i in by_id)


def _counts(rows: Sequence[queries.StudentProgress]) -> tuple[int, int, int]:
    lists = [row.choice_list for row in rows if row.choice_list is not None]
    handed_in = sum(found.handed_in_at is not None for found in lists)
    return handed_in, len(lists) - handed_in, len(rows) - len(lists)
