"""The slots of the week."""

from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.core import clock
from app.core.db import db
from app.core.roles import Role
from app.schools import queries, services
from app.schools.bells import slot_times
from app.schools.forms import MOST_PERIODS, SERVICE_KINDS, WEEKDAYS, SlotsForm
from app.schools.services import SlotPlan
from app.schools.views.blueprint import bp, signature, the_school
from app.web.access import allow
from app.web.fragments import to


@bp.get("/slots")
@allow(Role.SCHOOL_ADMIN)
def slots() -> str:
    """Show the week with its slots and what they mean for each band today."""
    return _page(SlotsForm(None))


@bp.post("/slots")
@allow(Role.SCHOOL_ADMIN)
def change_slots() -> Response | tuple[str, int]:
    """Let the week have just the ticked slots; a slot where clubs run is one."""
    form = SlotsForm(request.form)
    if not form.validate():
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    club_time = form.pairs(form.club_time.data)
    plan = SlotPlan(form.pairs(form.slots.data) | club_time, club_time, form.kinds(request.form))
    services.change_slots(db.session(), the_school(), plan, **signature())
    flash(gettext("Saved."))
    return to(url_for(".slots"))


def _page(form: SlotsForm) -> str:
    school = the_school()
    rows = queries.slots(db.session(), school.id)
    bells = queries.bells(db.session(), school.id)
    today = school.today(clock.now())
    wanted = request.args.get("periods", 2, type=int)
    last = max([wanted, *(slot.period for slot in rows)])
    return render_template(
        "schools/slots.html",
        form=form,
        slots={(slot.weekday, slot.period): slot for slot in rows},
        periods=range(1, min(last, MOST_PERIODS) + 1),
        kinds={slot.period: slot.kind for slot in reversed(rows)},  # Monday's counts
        kind_names=SERVICE_KINDS,
        more=last + 1 if last < MOST_PERIODS else None,
        weekdays=WEEKDAYS,
        monday=[times for times in slot_times(rows, bells, today) if times.slot.weekday == 1],
        season=bells.season_on(today),
        tab="slots",
    )
