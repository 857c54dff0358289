"""Leave, for the school: what waits for an answer, what is in force, what was telephoned."""

from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.models import Student
from app.accounts.panels import ChildPanel
from app.accounts.queries.people import homerooms_led
from app.accounts.viewer import viewer
from app.attendance import policy
from app.attendance.forms import AnswerForm
from app.attendance.models import LeaveRequest
from app.attendance.queries import leave as queries
from app.attendance.services.leave import approve_leave, decline_leave, enter_leave
from app.attendance.views.absences import READERS
from app.attendance.views.blueprint import bp, signature
from app.attendance.views.leave import form_of, offered, read
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.enrollment.queries.places import get_student
from app.web.access import allow, require
from app.web.fragments import to


@bp.get("/leave/requests")
@allow(*READERS)
def leave_requests() -> str:
    """List the requests that wait for an answer, and the leave in force."""
    return _page()


@bp.post("/leave/requests/<int:leave_request_id>/approve")
@allow(*READERS)
def approve(leave_request_id: int) -> Response:
    """Confirm a request."""
    found = _request(leave_request_id)
    approve_leave(db.session(), found, **signature())
    flash(gettext("Confirmed. The leave is on the roll, the family is told."))
    return to(url_for(".leave_requests"))


@bp.post("/leave/requests/<int:leave_request_id>/decline")
@allow(*READERS)
def decline(leave_request_id: int) -> Response | tuple[str, int]:
    """Decline a request with a reason."""
    found, form = _request(leave_request_id), AnswerForm(request.form)
    if form.validate():
        try:
            answer = str(form.answer.data or "").strip()
            decline_leave(db.session(), found, answer, **signature())
            flash(gettext("Declined. The family reads why."))
            return to(url_for(".leave_requests"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/students/<int:student_id>/telephoned-leave")
@allow(*READERS)
def enter(student_id: int) -> Response | tuple[str, int]:
    """Write down leave for which a family telephoned."""
    me = viewer()
    child = get_student(db.session(), me.school_id, student_id)
    require(_may_answer(child))
    choices = offered(me.school, child, clock.now())
    form = form_of(choices, sent=True)
    answer = read(form, choices)
    if answer is not None:
        try:
            enter_leave(db.session(), me.school, child, *answer, **signature())
            flash(gettext("Written down. The leave is on the roll, the family is told."))
            return to(url_for("accounts.student", student_id=student_id))
        except Invalid as refusal:
            form.refuse(refusal)
    page = render_template("attendance/telephoned_leave.html", child=child, form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _request(leave_request_id: int) -> LeaveRequest:
    found = queries.get_leave(db.session(), viewer().school_id, leave_request_id)
    require(_may_answer(found.student))
    return found


def _may_answer(child: Student) -> bool:
    homerooms = _homerooms()
    return homerooms is None or child.homeroom_id in homerooms


def _homerooms() -> frozenset[int] | None:
    """Name the homerooms whose leave the viewer answers; none means all."""
    me = viewer()
    if policy.may_keep_rolls(me.roles):
        return None
    return homerooms_led(db.session(), me.school_id, me.account_id)


def _page(refused: LeaveRequest | None = None, form: AnswerForm | None = None) -> str:
    me, homerooms = viewer(), _homerooms()
    today = me.school.today(clock.now())
    return render_template(
        "attendance/leave_requests.html",
        waiting=queries.leave_to_answer(db.session(), me.school_id, homerooms=homerooms),
        in_force=queries.leave_in_force(db.session(), me.school_id, today, homerooms=homerooms),
        may_change_rule=Role.SCHOOL_ADMIN in me.roles,
        refused=refused.id if refused else None,
        form=form or AnswerForm(None),
    )


def _panel(child: Student) -> dict[str, object]:
    me, now = viewer(), clock.now()
    asked = queries.leave_of_child(db.session(), me.school_id, child.id, me.school.today(now))
    return {
        "asked": asked,
        "form": form_of(offered(me.school, child, now)),
        "may_enter": _may_answer(child),
        "child": child,
    }


CHILD_PANELS = (ChildPanel(19, "attendance/_child_leave.html", _panel, READERS),)
