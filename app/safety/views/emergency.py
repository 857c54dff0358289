"""Emergency cards: one tap from everywhere, one more starts an incident (R60)."""

from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.models import Account
from app.accounts.queries.staff import staff_in_role
from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.roles import STAFF, Role
from app.safety import policy
from app.safety.emergency import KINDS, NUMBERS, PICTURES, STEPS
from app.safety.incident_forms import CardForm
from app.safety.incident_models import IncidentKind
from app.safety.queries.incidents import own_cards
from app.safety.services import leaders_of, start_incident, write_card
from app.safety.views.blueprint import bp, signature
from app.timetable.models import Meeting
from app.timetable.queries.meetings import meetings_of_adult
from app.web.access import allow
from app.web.forms import Form
from app.web.fragments import to


@bp.get("/emergency")
@allow(*STAFF)
def emergency() -> str:
    """Show the cards and whom to call."""
    return render_template("safety/emergency.html", kinds=KINDS, contacts=contacts())


@bp.get("/emergency/<kind>")
@allow(*STAFF)
def card(kind: str) -> str:
    """Show one card."""
    one = _kind(kind)
    return render_template(
        "safety/card.html",
        kind=one,
        steps=steps_of(one),
        contacts=contacts(),
        may_edit=policy.may_plan_duty(viewer().roles),
    )


@bp.post("/emergency/<kind>/start")
@allow(*STAFF)
def start(kind: str) -> Response | tuple[str, int]:
    """Start an incident of that kind now, at the meeting where the viewer is."""
    one, me = _kind(kind), viewer()
    if not Form(request.form).validate():
        return emergency(), HTTPStatus.UNPROCESSABLE_ENTITY
    row = start_incident(
        db.session(),
        me.school,
        one,
        current_meeting(),
        is_leader=Role.DUTY_LEADER in me.roles,
        **signature(),
    )
    return to(url_for(".incident", incident_id=row.id))


@bp.get("/emergency/<kind>/edit")
@allow(Role.SCHOOL_ADMIN)
def edit_card(kind: str) -> str:
    """Show the form in which the school writes its own steps."""
    one = _kind(kind)
    return _edit(one, CardForm(None, steps="\n".join(steps_of(one))))


@bp.post("/emergency/<kind>/edit")
@allow(Role.SCHOOL_ADMIN)
def keep_card(kind: str) -> Response | tuple[str, int]:
    """Keep the school's own steps."""
    one, form = _kind(kind), CardForm(request.form)
    if not form.validate():
        return _edit(one, form), HTTPStatus.UNPROCESSABLE_ENTITY
    write_card(db.session(), viewer().school_id, one, form.steps.data or "", **signature())
    flash(gettext("Saved."))
    return to(url_for(".card", kind=one.value))


@bp.get("/emergency/print")
@allow(*STAFF)
def cards_print() -> str:
    """Show all cards for paper, a sheet each."""
    own = own_cards(db.session(), viewer().school_id)
    return render_template(
        "safety/cards_print.html",
        cards=[(kind, own.get(kind) or _shipped(kind)) for kind in KINDS],
        contacts=contacts(),
    )


def steps_of(kind: IncidentKind) -> list[str]:
    """Give what to do: the school's own steps, or those that are shipped."""
    return own_cards(db.session(), viewer().school_id).get(kind) or _shipped(kind)


def contacts() -> list[tuple[str, Account]]:
    """Give whom to call today: the duty leaders, then the office."""
    session, me, day = db.session(), viewer(), viewer().school.today(clock.now())
    leaders = leaders_of(session, me.school, day)
    known = {one.id for one in leaders}
    office = staff_in_role(session, me.school_id, Role.SCHOOL_ADMIN, on=day)
    said = [(gettext("Duty leader"), one) for one in leaders]
    return said + [(gettext("School office"), one) for one in office if one.id not in known]


def current_meeting() -> Meeting | None:
    """Find the meeting at which the viewer is now."""
    me, now = viewer(), clock.now()
    day, zone = me.school.today(now), me.school.time_zone
    listed = meetings_of_adult(db.session(), me.school_id, me.account_id, day, day)
    running = (
        one
        for one in listed
        if one.takes_place
        and me.account_id in {adult.account_id for adult in one.present}
        and one.begins(zone) <= now < one.ends(zone)
    )
    return next(running, None)


def _kind(name: str) -> IncidentKind:
    if name not in set(IncidentKind):
        raise NotFound
    return IncidentKind(name)


def _shipped(kind: IncidentKind) -> list[str]:
    return [str(gettext(step)) for step in STEPS[kind]]


def _edit(kind: IncidentKind, form: CardForm) -> str:
    return render_template("safety/card_edit.html", kind=kind, form=form)


@bp.context_processor
def emergency_words() -> dict[str, object]:
    """Give templates the words and pictures of kinds."""
    return {
        "kind_name": lambda kind: gettext(KINDS[kind]),
        "kind_picture": PICTURES.__getitem__,
        "public_numbers": NUMBERS.__getitem__,
    }
