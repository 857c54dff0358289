"""Requests for leave as homeroom teachers and the office answer them, and leave they enter."""

from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.models import Student
from app.accounts.panels import ChildPanel
from app.accounts.queries.people import homerooms_led
from app.accounts.viewer import viewer
from app.attendance import labels, policy
from app.attendance.forms import AnswerForm, LeaveForm
from app.attendance.models import LeaveRequest
from app.attendance.queries import leave as queries
from app.attendance.services.leave import approve_leave, decline_leave, enter_leave
from app.attendance.views.absences import READERS, homerooms_seen
from app.attendance.views.blueprint import bp, signature
from app.attendance.views.leave import leave_options, wanted_of
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.enrollment.queries.places import get_student
from app.web.access import allow, require
from app.web.forms import Form, options
from app.web.fragments import to


@bp.get("/leave-requests")
@allow(*READERS)
def leave_requests() -> str:
    """List what waits for an answer, and who is on leave today."""
    return _page()


@bp.post("/leave-requests/<int:leave_request_id>/approve")
@allow(*READERS)
def approve(leave_request_id: int) -> Response:
    """Give leave."""
    found = _the_request(leave_request_id)
    approve_leave(db.session(), found, **signature())
    flash(gettext("Leave for %(name)s is given.", name=found.student.name))
    return to(url_for(".leave_requests"))


@bp.post("/leave-requests/<int:leave_request_id>/decline")
@allow(*READERS)
def decline(leave_request_id: int) -> Response | tuple[str, int]:
    """Decline it with a reason."""
    found, form = _the_request(leave_request_id), AnswerForm(request.form)
    if form.validate():
        try:
            answer = str(form.answer.data or "").strip()
            decline_leave(db.session(), found, answer, **signature())
            flash(gettext("Declined; the family reads why."))
            return to(url_for(".leave_requests"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/students/<int:student_id>/leave-requests")
@allow(Role.SCHOOL_ADMIN, Role.HOMEROOM_TEACHER)
def enter(student_id: int) -> Response:
    """Note leave for a child whose family telephoned."""
    me = viewer()
    child = get_student(db.session(), me.school_id, student_id)
    require(_may_enter(child))
    form = _form()
    if form.validate():
        try:
            enter_leave(db.session(), me.school, child, wanted_of(form), **signature())
            flash(gettext("Leave for %(name)s is given.", name=child.name))
            return to(url_for("accounts.student", student_id=student_id))
        except Invalid as refusal:
            form.refuse(refusal)
    flash(form.sentences()[0])
    return to(url_for("accounts.student", student_id=student_id))


def _the_request(request_id: int) -> LeaveRequest:
    """Load a request that the viewer answers."""
    found = queries.get_request(db.session(), viewer().school_id, request_id)
    homerooms = homerooms_seen()
    require(homerooms is None or found.student.homeroom_id in homerooms)
    return found


def _may_enter(child: Student) -> bool:
    me = viewer()
    led = homerooms_led(db.session(), me.school_id, me.account_id)
    return policy.may_write_care(me.roles, led, child.homeroom_id)


def _form() -> LeaveForm:
    form = LeaveForm(request.form)
    form.meeting_id.choices = options(leave_options([]))
    return form


def _page(refused: LeaveRequest | None = None, form: Form | None = None) -> str:
    me, homerooms = viewer(), homerooms_seen()
    today = me.school.today(clock.now())
    session = db.session()
    return render_template(
        "attendance/leave_requests.html",
        waiting=queries.waiting_requests(session, me.school_id, homerooms=homerooms),
        given=queries.approved_on(session, me.school_id, today, homerooms=homerooms),
        refused=refused.id if refused else None,
        form=form,
    )


def _panel(child: Student) -> dict[str, object]:
    today = viewer().school.today(clock.now())
    return {
        "child": child,
        "today": today,
        "requests": queries.requests_of(db.session(), child.school_id, child.id, today),
        "may_enter": _may_enter(child),
        "reasons": labels.REASONS,
        "leave_name": {state: str(gettext(name)) for state, name in labels.LEAVE.items()},
        "leave_tone": labels.LEAVE_TONES,
    }


LEAVE_PANEL = ChildPanel(15, "attendance/_leave.html", _panel, READERS)
