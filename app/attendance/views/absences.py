"""Absences nobody explained: a task each until the outcome is known (R51)."""

from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.queries.people import homerooms_led
from app.accounts.viewer import viewer
from app.attendance import policy
from app.attendance.forms import OutcomeForm
from app.attendance.models import Absence, Outcome
from app.attendance.queries import absences as queries
from app.attendance.services import settle_absence
from app.attendance.views.blueprint import bp, outcome_name, signature
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.web.access import allow, require
from app.web.forms import options
from app.web.fragments import to

READERS = frozenset({Role.SCHOOL_ADMIN, Role.DUTY_LEADER, Role.HOMEROOM_TEACHER})
CHOSEN = (Outcome.SICK, Outcome.COLLECTED, Outcome.FOUND, Outcome.OTHER)


@bp.get("/attendance/absences")
@allow(*READERS)
def open_list() -> str:
    """List the absences that wait for an outcome, and those settled today."""
    return _page()


@bp.post("/attendance/absences/<int:absence_id>")
@allow(*READERS)
def settle(absence_id: int) -> Response | tuple[str, int]:
    """Note the outcome of one."""
    me = viewer()
    absence = queries.get_absence(db.session(), me.school_id, absence_id)
    homerooms = _homerooms()
    require(homerooms is None or absence.student.homeroom_id in homerooms)
    form = _form()
    if form.validate():
        try:
            settle_absence(
                db.session(),
                absence,
                absence.roll.meeting,
                form.outcome.data,
                note=str(form.note.data or "").strip(),
                **signature(),
            )
            flash(gettext("Noted."))
            return to(url_for(".open_list"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(absence, form), HTTPStatus.UNPROCESSABLE_ENTITY


def _homerooms() -> frozenset[int] | None:
    """Name the homerooms whose absences the viewer sees; none means all."""
    me = viewer()
    if policy.may_keep_rolls(me.roles):
        return None
    return homerooms_led(db.session(), me.school_id, me.account_id)


def _form() -> OutcomeForm:
    form = OutcomeForm(request.form)
    form.outcome.choices = options([(one, outcome_name(one)) for one in CHOSEN])
    return form


def _page(refused: Absence | None = None, form: OutcomeForm | None = None) -> str:
    me, homerooms = viewer(), _homerooms()
    today = me.school.today(clock.now())
    return render_template(
        "attendance/absences.html",
        waiting=queries.open_absences(db.session(), me.school_id, homerooms=homerooms),
        settled=queries.settled_absences(db.session(), me.school_id, today, homerooms=homerooms),
        chosen=[outcome for outcome in CHOSEN if outcome is not Outcome.OTHER],
        refused=refused.id if refused else None,
        form=form or OutcomeForm(None),
    )
