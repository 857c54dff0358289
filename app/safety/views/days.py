"""Closing the day on one page: each open point leads to who can settle it (R58)."""

from datetime import date, timedelta
from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.safety import policy
from app.safety.forms import CorrectionForm, sent_reasons
from app.safety.models import ItemKind
from app.safety.policy import CLOSERS
from app.safety.queries import days as queries
from app.safety.services import close_day, correct_day
from app.safety.views.blueprint import asked_day, bp
from app.web.access import allow, require
from app.web.forms import Form
from app.web.fragments import to

SHOWN = timedelta(days=28)


@bp.get("/day/closing")
@allow(*CLOSERS)
def day_closing() -> str:
    """Show what is open on a day (`?on=2026-11-26`), or how it was closed; today without one."""
    return _page(asked_day())


@bp.post("/day/closing")
@allow(*CLOSERS)
def close() -> Response | tuple[str, int]:
    """Close it: in one tap when nothing is open, else by the office with a reason for each."""
    me, day, form = viewer(), asked_day(), Form(request.form)
    reasons = sent_reasons(request)
    require(not reasons or policy.may_leave_open(me.roles))
    if form.validate():
        try:
            close_day(
                db.session(),
                me.school,
                day,
                reasons,
                actor_id=me.account_id,
                now=clock.now(),
            )
            flash(gettext("The day is closed. Its rolls stay as they are."))
            return to(url_for(".day_closing", on=day.isoformat()))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(day, refused=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/day/closing/corrections")
@allow(*CLOSERS)
def correct() -> Response | tuple[str, int]:
    """Write a correction of a closed day."""
    me, day, form = viewer(), asked_day(), CorrectionForm(request.form)
    if form.validate():
        correct_day(
            db.session(),
            me.school,
            day,
            what=str(form.what.data),
            reason=str(form.reason.data),
            actor_id=me.account_id,
            now=clock.now(),
        )
        flash(gettext("The correction is written beside the day."))
        return to(url_for(".day_closing", on=day.isoformat()))
    return _page(day, correction=form), HTTPStatus.UNPROCESSABLE_ENTITY


def _page(
    day: date, *, refused: Form | None = None, correction: CorrectionForm | None = None
) -> str:
    session, me, now = db.session(), viewer(), clock.now()
    today = me.school.today(now)
    return render_template(
        "safety/closing.html",
        day=day,
        book=queries.day_book(session, me.school, day, now=now),
        closing=queries.closing_of(session, me.school_id, day),
        left_open={
            (item.kind, item.object_id): item.reason
            for item in queries.open_items(session, me.school_id, day)
        },
        corrections=queries.corrections(session, me.school_id, day),
        past=queries.past_days(session, me.school_id, today - SHOWN, today),
        kinds=ItemKind,
        may_leave_open=policy.may_leave_open(me.roles),
        refused=refused,
        correction=correction or CorrectionForm(None),
    )
