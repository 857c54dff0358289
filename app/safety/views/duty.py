"""Duty of a day: who is on it, and its log, kept by taps and signed (R7, R59)."""

from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import STAFF
from app.safety import policy
from app.safety.duty_forms import ROOM, EntryForm
from app.safety.duty_models import Duty, DutyKind
from app.safety.duty_words import KINDS, OFFERED, PLACES, REMARKS, TOPICS
from app.safety.queries import duty as queries
from app.safety.services import sign_log, write_entry
from app.safety.views.blueprint import asked_day, bp, signature
from app.schools.queries import rooms
from app.web.access import allow, require
from app.web.forms import Form, options
from app.web.fragments import to

ONE_DAY = timedelta(days=1)


@bp.get("/duty")
@allow(*STAFF)
def duty() -> str:
    """Show who is on duty on a day (`?on=2026-11-26`) and one roster's log (`?kind=teacher`)."""
    day = asked_day()
    return _page(day, _asked_kind(day))


@bp.post("/duty/<kind>/entries")
@allow(*STAFF)
def write(kind: str) -> Response | tuple[str, int]:
    """Write a line of the log."""
    day, roster = asked_day(), kind_of(kind)
    require(_may_keep(day, roster))
    form = _entry_form(sent=True)
    if form.validate():
        try:
            said = form.said(roster)
            write_entry(db.session(), viewer().school, day, roster, said, **signature())
            return to(url_for(".duty", on=day.isoformat(), kind=roster.value))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(day, roster, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/duty/<kind>/signature")
@allow(*STAFF)
def sign(kind: str) -> Response | tuple[str, int]:
    """Sign the log."""
    day, roster, form = asked_day(), kind_of(kind), Form(request.form)
    require(_may_keep(day, roster))
    if form.validate():
        sign_log(db.session(), viewer().school, day, roster, **signature())
        flash(gettext("Signed."))
        return to(url_for(".duty", on=day.isoformat(), kind=roster.value))
    return _page(day, roster), HTTPStatus.UNPROCESSABLE_ENTITY


def kind_of(name: str) -> DutyKind:
    """Read the roster of an address, or `NotFound`."""
    if name not in set(DutyKind):
        raise NotFound
    return DutyKind(name)


def accounts_of(duties: list[Duty]) -> frozenset[int]:
    """Name the accounts that are on duty."""
    ids = (one.present.account_id for one in duties)
    return frozenset(account_id for account_id in ids if account_id is not None)


def _asked_kind(day: date) -> DutyKind:
    """Read the roster that is asked for: without one the viewer's own, else the leaders'."""
    asked = request.args.get("kind", "")
    if asked in set(DutyKind):
        return DutyKind(asked)
    me, listed = viewer(), queries.on_duty(db.session(), viewer().school_id, day)
    own = (kind for kind, duties in listed.items() if me.account_id in accounts_of(duties))
    return next(own, DutyKind.LEADER)


def _may_keep(day: date, kind: DutyKind) -> bool:
    me = viewer()
    listed = queries.duties_between(db.session(), me.school_id, day, day, kind)
    return policy.may_keep_log(me.roles, me.account_id, accounts_of(list(listed)))


def _entry_form(*, sent: bool = False) -> EntryForm:
    form = EntryForm(request.form if sent else None)
    listed = rooms(db.session(), viewer().school_id, in_use_only=True)
    places = [(key, gettext(name)) for key, name in PLACES.items()]
    form.place.choices = options([*places, *((f"{ROOM}{one.id}", one.name) for one in listed)])
    return form


def _page(day: date, kind: DutyKind, form: EntryForm | None = None) -> str:
    session, me, now = db.session(), viewer(), clock.now()
    listed = queries.on_duty(session, me.school_id, day)
    logs = queries.logs_between(session, me.school_id, day, day)
    on_it = accounts_of(listed.get(kind, []))
    may_keep = policy.may_keep_log(me.roles, me.account_id, on_it)
    return render_template(
        "safety/duty.html",
        day=day,
        today=me.school.today(now),
        before=day - ONE_DAY,
        after=day + ONE_DAY,
        kind=kind,
        kinds=KINDS,
        listed=listed,
        log=logs.get((day, kind)) if may_keep else None,
        signed={one for (_day, one), log in logs.items() if log.signed_at is not None},
        may_keep=may_keep,
        may_swap=policy.may_swap_duty(me.roles),
        may_plan=policy.may_plan_duty(me.roles),
        offered=_offered(kind),
        form=form or _entry_form(),
    )


def _offered(kind: DutyKind) -> list[tuple[str, list[tuple[str, str]]]]:
    """Lay the remarks of a roster out by topic."""
    return [
        (name, [(key, REMARKS[key][1]) for key in OFFERED[kind] if REMARKS[key][0] == topic])
        for topic, name in TOPICS.items()
        if any(REMARKS[key][0] == topic for key in OFFERED[kind])
    ]


@bp.app_context_processor
def duty_words() -> dict[str, Any]:
    """Give the day sheet and start pages who is on duty; they belong to other packages."""
    return {
        "on_duty": lambda day: queries.on_duty(db.session(), viewer().school_id, day),
        "duty_kind": lambda kind: gettext(KINDS[kind]),
    }


@bp.context_processor
def log_words() -> dict[str, Any]:
    """Give the papers and pages of logs their words."""
    return {
        "place_name": lambda entry: entry.room.name if entry.room else gettext(PLACES[entry.place]),
        "remark_name": lambda entry: gettext(REMARKS[entry.remark][1]) if entry.remark else "",
    }
