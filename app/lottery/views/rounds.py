"""Rounds for administrators: list, prepare, announce, change in public."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.courses.models import Section
from app.lottery.forms import (
    DrawAgainForm,
    DrawForm,
    EmptyForm,
    ExtendForm,
    RoundForm,
    WithdrawForm,
)
from app.lottery.models import ChoiceRound, Mechanism, RoundState, WhoChooses
from app.lottery.names import MECHANISMS
from app.lottery.queries import draws as draw_queries
from app.lottery.queries import progress as progress_queries
from app.lottery.queries import rounds as queries
from app.lottery.services import changes, rounds, summary
from app.lottery.services.checklist import Check, checklist, round_slot_of
from app.lottery.services.credits import is_fixed
from app.lottery.services.invitations import invitation_check, invited
from app.lottery.services.publishing import drawn_round
from app.lottery.views.blueprint import bp, day_name, signature, taking_part, title_of
from app.lottery.views.credit_words import count_chances
from app.schools.models import Slot, Term
from app.schools.queries import get_current_term, get_term, slots
from app.web.access import allow
from app.web.dates import at_school
from app.web.forms import Form, options
from app.web.fragments import to

_Kind = TypeVar("_Kind", bound=Form)

ADMIN = Role.SCHOOL_ADMIN


@bp.get("/rounds")
@allow(ADMIN)
def index() -> str:
    """List the rounds of the present term."""
    me, now = viewer(), clock.now()
    term = get_current_term(db.session(), me.school_id, me.school.today(now))
    listed = queries.rounds(db.session(), me.school_id, term.id)
    return render_template("lottery/rounds.html", rounds=listed, term=term, now=now)


@bp.get("/rounds/new")
@allow(ADMIN)
def new() -> str:
    """Offer a round that only needs to be looked over."""
    term, now = _term(), clock.now()
    everything = queries.sections_by_choice(db.session(), term.school_id, term.id)
    earlier = queries.rounds(db.session(), term.school_id, term.id)
    offered = _slots(term)
    chosen = rounds.usual_slots(offered, everything, earlier)
    opens_at, closes_at = rounds.usual_times(viewer().school, now)
    form = RoundForm(
        formdata=None,
        data={
            "title": _title(term, offered, chosen),
            "slot_ids": list(chosen),
            "opens_at": _local(opens_at),
            "closes_at": _local(closes_at),
            "max_choices": 5,
            "who_chooses": WhoChooses.EITHER,
            "mechanism": Mechanism.FAIR,
            "offers_fallback": True,
            "public_source": gettext("Nine digits drawn by parents in the hall"),
        },
    )
    return _form_page(form, None, offered)


@bp.post("/rounds/new")
@allow(ADMIN)
def create() -> Response | tuple[str, int]:
    """Prepare a round."""
    term = _term()
    offered = _slots(term)
    form = _bound(offered)
    if form.validate():
        try:
            made = rounds.create_round(
                db.session(), term, form.plan(viewer().school.time_zone), **signature()
            )
            return to(url_for(".show", round_id=made.id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _form_page(form, None, offered), 422


@bp.get("/rounds/<int:round_id>/edit")
@allow(ADMIN)
def edit(round_id: int) -> str:
    """Show the plan of a round that is not announced yet."""
    found = the_round(round_id)
    form = RoundForm(
        formdata=None,
        data={
            **{name: getattr(found, name) for name in _PLAIN},
            "slot_ids": [row.slot_id for row in found.slots],
            "opens_at": _local(found.opens_at),
            "closes_at": _local(found.closes_at),
        },
    )
    return _form_page(form, found, _slots_of(found))


@bp.post("/rounds/<int:round_id>/edit")
@allow(ADMIN)
def change(round_id: int) -> Response | tuple[str, int]:
    """Change the plan."""
    found = the_round(round_id)
    offered = _slots_of(found)
    form = _bound(offered)
    if form.validate():
        try:
            plan = form.plan(viewer().school.time_zone)
            rounds.change_round(db.session(), found, plan, **signature())
            return to(url_for(".show", round_id=round_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _form_page(form, found, offered), 422


@bp.post("/rounds/<int:round_id>/delete")
@allow(ADMIN)
def delete(round_id: int) -> Response:
    """Delete a round that nobody has seen."""
    rounds.delete_round(db.session(), the_round(round_id), **signature())
    flash(gettext("Deleted."))
    return to(url_for(".index"))


@bp.get("/rounds/<int:round_id>")
@allow(ADMIN)
def show(round_id: int) -> str:
    """Show where a round stands and what comes next."""
    return round_page(the_round(round_id))


@bp.post("/rounds/<int:round_id>/announce")
@allow(ADMIN)
def announce(round_id: int) -> Response | tuple[str, int]:
    """Fix rules and seed, and let families choose from the opening on."""
    found = the_round(round_id, for_update=True)
    form = EmptyForm(request.form)
    try:
        rounds.announce_round(db.session(), viewer().school, found, **signature())
        return to(url_for(".show", round_id=round_id))
    except Invalid as refusal:
        form.refuse(refusal)
    return round_page(found, form), 422


@bp.post("/rounds/<int:round_id>/extend")
@allow(ADMIN)
def extend(round_id: int) -> Response | tuple[str, int]:
    """Move the closing time, with a public reason."""
    found = the_round(round_id, for_update=True)
    form = ExtendForm(request.form)
    if form.validate():
        try:
            changes.extend_round(
                db.session(),
                viewer().school,
                found,
                closes_at=at_school(form.closes_at.data, viewer().school.time_zone),
                reason=str(form.reason.data),
                **signature(),
            )
            return to(url_for(".show", round_id=round_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return round_page(found, form), 422


@bp.post("/rounds/<int:round_id>/withdraw")
@allow(ADMIN)
def withdraw(round_id: int) -> Response | tuple[str, int]:
    """Take a club out of a running round, with a public reason."""
    found = the_round(round_id, for_update=True)
    form = WithdrawForm(request.form)
    form.section_id.choices = options(_kept_sections(found))
    if form.validate():
        row = queries.get_round_section(
            db.session(), found.school_id, round_id, form.section_id.data
        )
        try:
            changes.withdraw_section(
                db.session(),
                viewer().school,
                found,
                row,
                reason=str(form.reason.data),
                **signature(),
            )
            return to(url_for(".show", round_id=round_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return round_page(found, form), 422


def round_page(choice_round: ChoiceRound, form: Form | None = None) -> str:
    """Render the page of a round in its present state."""
    session, now = db.session(), clock.now()
    school_id, state = choice_round.school_id, choice_round.state(now)
    posted = form if form is not None else EmptyForm(formdata=None)
    page: dict[str, object] = {
        "choice_round": choice_round,
        "state": state,
        "now": now,
        "form": posted,
        "notices": queries.notices(session, school_id, choice_round.id),
        "manifests": queries.manifests(session, school_id, choice_round.id),
        "draws": draw_queries.draws(session, school_id, choice_round.id),
        "chances": count_chances(choice_round),
        "credits_are_fixed": is_fixed(choice_round),
    }
    if state is RoundState.DRAFT:
        sections = rounds.offered_sections(session, choice_round)
        others = queries.rounds(session, school_id, choice_round.term_id)
        page["checks"] = [
            *checklist(choice_round, sections, others, now),
            *_invitation(choice_round, sections),
        ]
    elif state in {RoundState.DRAWN, RoundState.PUBLISHED}:
        page["summary"] = summary.summary(session, drawn_round(session, choice_round))
        page["again"] = _shown(posted, DrawAgainForm)
    else:
        counted = progress_queries.by_homeroom(session, school_id, choice_round.id)
        page["progress"] = taking_part(counted)
        page["drawing"] = _shown(posted, DrawForm)
        closes_at = _local(choice_round.closes_at)
        page["extension"] = _shown(posted, ExtendForm, closes_at=closes_at)
        withdrawal = _shown(posted, WithdrawForm)
        withdrawal.section_id.choices = options(_kept_sections(choice_round))
        page["withdrawal"] = withdrawal
    return render_template(f"lottery/round_{_PAGE[state]}.html", **page)


def _invitation(choice_round: ChoiceRound, sections: Sequence[Section]) -> list[Check]:
    """Say whom the announcement of a second round would tell."""
    if not choice_round.is_second:
        return []
    chosen = [s for s in sections if round_slot_of(s, choice_round) is not None]
    return [invitation_check(invited(db.session(), viewer().school, choice_round, chosen))]


def the_round(round_id: int, *, for_update: bool = False) -> ChoiceRound:
    """Load a round of the viewer's school, or `NotFound`."""
    return queries.get_round(db.session(), viewer().school_id, round_id, for_update=for_update)


_PLAIN = (
    "title",
    "max_choices",
    "who_chooses",
    "mechanism",
    "asks_wanted",
    "offers_fallback",
    "tells_odds",
    "uses_credits",
    "public_source",
    "rules",
)
_PAGE = {
    RoundState.DRAFT: "draft",
    RoundState.ANNOUNCED: "running",
    RoundState.OPEN: "running",
    RoundState.CLOSED: "closed",
    RoundState.FROZEN: "closed",
    RoundState.DRAWN: "drawn",
    RoundState.PUBLISHED: "drawn",
}


def _term() -> Term:
    me = viewer()
    return get_current_term(db.session(), me.school_id, me.school.today(clock.now()))


def _slots(term: Term) -> Sequence[Slot]:
    """List the slots in which the term has clubs to choose."""
    sections = queries.sections_by_choice(db.session(), term.school_id, term.id)
    offered = {time.slot_id for section in sections for time in section.times}
    return [slot for slot in slots(db.session(), term.school_id) if slot.id in offered]


def _slots_of(choice_round: ChoiceRound) -> Sequence[Slot]:
    return _slots(get_term(db.session(), choice_round.school_id, choice_round.term_id))


def _title(term: Term, offered: Sequence[Slot], chosen: Sequence[int]) -> str:
    days = [day_name(slot) for slot in offered if slot.id in chosen]
    if len(days) != 1:
        return str(gettext("Choosing clubs, %(term)s", term=term.title))
    return str(gettext("Choosing clubs for %(days)s", days=days[0]))


def _bound(offered: Sequence[Slot]) -> RoundForm:
    form = RoundForm(request.form)
    _fill_choices(form, offered)
    return form


def _fill_choices(form: RoundForm, offered: Sequence[Slot]) -> None:
    form.slot_ids.choices = options((slot.id, day_name(slot)) for slot in offered)
    form.mechanism.choices = options(
        (mechanism, gettext(words.title)) for mechanism, words in MECHANISMS.items()
    )


def _form_page(form: RoundForm, found: ChoiceRound | None, offered: Sequence[Slot]) -> str:
    _fill_choices(form, offered)
    notes = {mechanism.value: gettext(words.promise) for mechanism, words in MECHANISMS.items()}
    return render_template(
        "lottery/round_form.html", form=form, choice_round=found, mechanism_notes=notes
    )


def _kept_sections(choice_round: ChoiceRound) -> list[tuple[int, str]]:
    rows = queries.round_sections(db.session(), choice_round.school_id, choice_round.id)
    return [
        (row.section_id, f"{row.section.code} {title_of(row.section.course)}")
        for row in rows
        if row.withdrawn_at is None
    ]


def _shown(posted: Form, kind: type[_Kind], **data: object) -> _Kind:
    """Give the form as it was sent, with its errors, or a fresh one."""
    return posted if isinstance(posted, kind) else kind(formdata=None, data=data)


def _local(moment: datetime) -> datetime:
    """Give a moment by the school's clock, for a form."""
    return moment.astimezone(ZoneInfo(viewer().school.time_zone)).replace(tzinfo=None)
