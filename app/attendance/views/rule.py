"""What the school decides about absences, leave and the gate."""

from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.attendance.forms import RuleForm
from app.attendance.queries.rolls import rule_of
from app.attendance.services.rule import RuleValues, change_rule
from app.attendance.views.blueprint import bp, signature
from app.core.db import db
from app.core.roles import Role
from app.web.access import allow
from app.web.fragments import to


@bp.get("/attendance/rule")
@allow(Role.SCHOOL_ADMIN)
def rule() -> str:
    """Show the school's rule."""
    form = RuleForm(None, obj=rule_of(db.session(), viewer().school_id))
    return render_template("attendance/rule.html", form=form)


@bp.post("/attendance/rule")
@allow(Role.SCHOOL_ADMIN)
def keep_rule() -> Response | tuple[str, int]:
    """Change the school's rule."""
    form = RuleForm(request.form)
    if not form.validate():
        return render_template("attendance/rule.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    change_rule(
        db.session(),
        viewer().school_id,
        RuleValues(
            grace_minutes=form.grace_minutes.data or 0,
            alarm_minutes=form.alarm_minutes.data or 1,
            confirms_leave=bool(form.confirms_leave.data),
            counts_at_gate=bool(form.counts_at_gate.data),
            late_minutes=form.late_minutes.data or 0,
        ),
        **signature(),
    )
    flash(gettext("Saved."))
    return to(url_for(".rule"))
