"""The rosters of duty: the office's plan by weekday and week, the days of the term, stand-ins."""

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.models import Account
from app.accounts.queries.staff import StaffFilter, staff
from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import STAFF, Role
from app.safety import policy
from app.safety.duty_forms import MOST_WEEKS, StandInForm, TurnForm
from app.safety.duty_models import Duty, DutyKind
from app.safety.duty_words import KINDS
from app.safety.policy import CLOSERS
from app.safety.queries import duty as queries
from app.safety.services import Turns, add_turns, end_stand_in, person_of, remove_turn, stand_in
from app.safety.views.blueprint import bp, signature
from app.safety.views.duty import kind_of
from app.schools.models import Term
from app.schools.queries import get_current_term
from app.web.access import allow
from app.web.dates import weekday
from app.web.forms import options
from app.web.fragments import to

WEEKDAYS = range(1, 8)


@bp.get("/duty/roster")
@allow(*STAFF)
def duty_roster() -> str:
    """Show who is on duty on each day of the term that is still to come (`?all=1`: every day)."""
    kind, term = asked_kind(), this_term()
    today = viewer().school.today(clock.now())
    first = term.starts_on if "all" in request.args else max(today, term.starts_on)
    listed = queries.duties_between(db.session(), viewer().school_id, first, term.ends_on, kind)
    return render_template(
        "safety/duty_roster.html",
        kind=kind,
        kinds=KINDS,
        days=by_day(listed),
        shows_all="all" in request.args,
        today=today,
        account_id=viewer().account_id,
        may_swap=policy.may_swap_duty(viewer().roles),
        may_plan=policy.may_plan_duty(viewer().roles),
    )


@bp.get("/duty/plan")
@allow(Role.SCHOOL_ADMIN)
def duty_plan() -> str:
    """Show the plan of one roster (`?kind=teacher`)."""
    return _plan(asked_kind())


@bp.post("/duty/plan/<kind>")
@allow(Role.SCHOOL_ADMIN)
def add_to_plan(kind: str) -> Response | tuple[str, int]:
    """Put somebody into the plan."""
    roster, term, me = kind_of(kind), this_term(), viewer()
    form = _turn_form(roster, sent=True)
    if form.validate():
        try:
            who = person_of(
                db.session(),
                me.school,
                account_id=form.account_id.data or None,
                name=form.name.data or "",
            )
            turns = Turns(roster, int(form.week.data), frozenset(form.weekdays.data or ()))
            add_turns(db.session(), me.school, term, turns, who, **signature())
            flash(gettext("In the plan. The days ahead follow it."))
            return to(url_for(".duty_plan", kind=roster.value))
        except Invalid as refusal:
            form.refuse(refusal)
    return _plan(roster, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/duty/turns/<int:duty_turn_id>/remove")
@allow(Role.SCHOOL_ADMIN)
def remove_from_plan(duty_turn_id: int) -> Response:
    """Take a line out of the plan."""
    turn = queries.get_turn(db.session(), viewer().school_id, duty_turn_id)
    kind = turn.kind
    remove_turn(db.session(), viewer().school, this_term(), turn, **signature())
    return to(url_for(".duty_plan", kind=kind.value))


@bp.get("/duties/<int:duty_id>")
@allow(*CLOSERS)
def one_duty(duty_id: int) -> str:
    """Show one person's duty on a day, to say who stands in."""
    found = queries.get_duty(db.session(), viewer().school_id, duty_id)
    return _duty(found, _stand_in_form(found))


@bp.post("/duties/<int:duty_id>/stand-in")
@allow(*CLOSERS)
def swap(duty_id: int) -> Response | tuple[str, int]:
    """Let somebody stand in, perhaps in return for a duty of theirs."""
    session, me = db.session(), viewer()
    found = queries.get_duty(session, me.school_id, duty_id)
    form = _stand_in_form(found, sent=True)
    if form.validate():
        try:
            who = person_of(
                session,
                me.school,
                account_id=form.account_id.data or None,
                name=form.name.data or "",
            )
            back = form.in_return.data
            theirs = queries.get_duty(session, me.school_id, back) if back else None
            reason = str(form.reason.data)
            stand_in(session, me.school, found, who, reason, in_return=theirs, **signature())
            flash(gettext("Noted. Who stands in has been told."))
            return to(url_for(".duty_roster", kind=found.kind.value))
        except Invalid as refusal:
            form.refuse(refusal)
    return _duty(found, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/duties/<int:duty_id>/stand-in/end")
@allow(*CLOSERS)
def unswap(duty_id: int) -> Response:
    """Give a duty back to whom the plan has."""
    found = queries.get_duty(db.session(), viewer().school_id, duty_id)
    end_stand_in(db.session(), viewer().school, found, **signature())
    return to(url_for(".duty_roster", kind=found.kind.value))


def this_term() -> Term:
    """Load the term of today."""
    me = viewer()
    return get_current_term(db.session(), me.school_id, me.school.today(clock.now()))


def asked_kind() -> DutyKind:
    """Read the roster that is asked for; the leaders' without one."""
    asked = request.args.get("kind", "")
    return DutyKind(asked) if asked in set(DutyKind) else DutyKind.LEADER


def by_day(listed: Sequence[Duty]) -> dict[date, list[Duty]]:
    """Lay duties out by day, in their order."""
    found: dict[date, list[Duty]] = {}
    for one in listed:
        found.setdefault(one.day, []).append(one)
    return found


def _people(kind: DutyKind) -> list[tuple[int, str]]:
    """Offer accounts: leaders for the leaders' roster, all staff for the others."""
    listed = staff(db.session(), viewer().school_id, StaffFilter())
    today = viewer().school.today(clock.now())
    return [
        (one.id, one.name) for one in listed if kind is not DutyKind.LEADER or _leads(one, today)
    ]


def _leads(account: Account, today: date) -> bool:
    return not account.roles_on(today).isdisjoint(CLOSERS)


def _turn_form(kind: DutyKind, *, sent: bool = False) -> TurnForm:
    form = TurnForm(request.form if sent else None)
    form.account_id.choices = options([(0, gettext("– choose –")), *_people(kind)])
    form.week.choices = options([(n, str(n)) for n in range(1, MOST_WEEKS + 1)])
    form.weekdays.choices = options([(n, str(n)) for n in WEEKDAYS])
    return form


def _stand_in_form(duty: Duty, *, sent: bool = False) -> StandInForm:
    form = StandInForm(request.form if sent else None)
    people = [pair for pair in _people(duty.kind) if pair[0] != duty.person.account_id]
    form.account_id.choices = options([(0, gettext("– choose –")), *people])
    last = this_term().ends_on
    ahead = queries.duties_between(db.session(), duty.school_id, duty.day, last, duty.kind)
    others = [one for one in ahead if one.person_id != duty.person_id and not one.stand_in_id]
    said = [(one.id, f"{weekday(one.day)} {one.person.title}") for one in others[:60]]
    form.in_return.choices = options([(0, gettext("nothing")), *said])
    return form


def _plan(kind: DutyKind, form: TurnForm | None = None) -> str:
    turns = [
        turn
        for turn in queries.plan(db.session(), viewer().school_id, this_term().id)
        if turn.kind is kind
    ]
    weeks = max((turn.week for turn in turns), default=1)
    return render_template(
        "safety/duty_plan.html",
        kind=kind,
        kinds=KINDS,
        weeks=range(1, weeks + 1),
        weekdays=[day for day in WEEKDAYS if day < 6 or any(t.weekday == day for t in turns)],
        turns=turns,
        form=form or _turn_form(kind),
    )


def _duty(duty: Duty, form: StandInForm) -> str:
    return render_template("safety/stand_in.html", duty=duty, form=form)
