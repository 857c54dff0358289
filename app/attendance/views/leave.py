"""A family asks leave: for one of the next meetings, a day, or some days."""

from collections.abc import Sequence
from datetime import date, timedelta
from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.models import Student
from app.accounts.viewer import children, current_child, viewer
from app.attendance import labels
from app.attendance.forms import LeaveForm
from app.attendance.models import LeaveState
from app.attendance.queries.leave import get_request, requests_of
from app.attendance.services.leave import Wanted, ask_leave, withdraw_leave
from app.attendance.views.blueprint import bp, signature
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotAllowed
from app.core.roles import FAMILY, Role
from app.enrollment.queries.places import places_of
from app.schools.queries import current_term
from app.timetable.models import Meeting
from app.timetable.queries.meetings import get_meeting, meetings_of_sections
from app.web.access import allow
from app.web.dates import weekday
from app.web.forms import options
from app.web.fragments import to
from app.web.translation import in_language

AHEAD = timedelta(days=13)
DAYS = 0  # of the choice of meetings: some days instead


@bp.get("/leave")
@allow(*FAMILY)
def leave() -> str:
    """Show the form, filled for `?meeting=`, and the requests of this child."""
    child, coming = current_child(), _coming(current_child())
    asked = request.args.get("meeting", default=0, type=int)
    chosen = asked if asked in {one.id for one in coming} else coming[0].id if coming else DAYS
    return _page(child, _form(coming, meeting_id=chosen))


@bp.post("/leave")
@allow(Role.GUARDIAN)
def ask() -> Response | tuple[str, int]:
    """Ask leave for the child."""
    me, child = viewer(), current_child()
    coming = _coming(child)
    form = _form(coming)
    if form.validate():
        try:
            made = ask_leave(db.session(), me.school, child, wanted_of(form), **signature())
            flash(
                gettext("Leave is given.")
                if made.state is LeaveState.APPROVED
                else gettext("The homeroom teacher is asked.")
            )
            return to(url_for(".leave"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(child, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/leave-requests/<int:leave_request_id>/withdraw")
@allow(Role.GUARDIAN)
def withdraw(leave_request_id: int) -> Response:
    """Take a request of one's own child back."""
    found = get_request(db.session(), viewer().school_id, leave_request_id)
    if found.student_id not in {child.id for child in children()}:
        raise NotAllowed
    withdraw_leave(db.session(), viewer().school, found, now=clock.now())
    flash(gettext("Withdrawn: the child is expected again."))
    return to(url_for(".leave"))


def wanted_of(form: LeaveForm) -> Wanted:
    """Read what leave is asked for: a meeting of the viewer's school, or days from today on."""
    reason = str(form.reason.data).strip()
    meeting_id = form.meeting_id.data or DAYS
    if meeting_id != DAYS:
        meeting = get_meeting(db.session(), viewer().school_id, meeting_id)
        return Wanted(meeting.day, meeting.day, reason, meeting)
    first: date = form.first_day.data or viewer().school.today(clock.now())
    return Wanted(first, form.last_day.data or first, reason)


def leave_options(coming: Sequence[Meeting]) -> list[tuple[object, str]]:
    """Name the next meetings, and days as the last choice."""
    named = [
        (one.id, f"{weekday(one.day)} {in_language(one.section.course.named)}") for one in coming
    ]
    return [*named, (DAYS, gettext("a day or several days"))]


def _coming(child: Student) -> Sequence[Meeting]:
    """List the next meetings of a child that have not begun."""
    me, now = viewer(), clock.now()
    today = me.school.today(now)
    term = current_term(db.session(), me.school_id, today)
    if term is None:
        return []
    held = places_of(db.session(), me.school_id, term.id, [child.id])
    ids = [place.section_id for place in held]
    found = meetings_of_sections(db.session(), me.school_id, ids, today, today + AHEAD)
    zone = me.school.time_zone
    return [one for one in found if one.takes_place and one.begins(zone) > now]


def _form(coming: Sequence[Meeting], **shown: object) -> LeaveForm:
    form = LeaveForm(None, **shown) if shown else LeaveForm(request.form)
    form.meeting_id.choices = options(leave_options(coming))
    return form


def _page(child: Student, form: LeaveForm) -> str:
    me = viewer()
    today = me.school.today(clock.now())
    return render_template(
        "attendance/leave.html",
        child=child,
        children=children(),
        form=form,
        reasons=labels.REASONS,
        may_ask=Role.GUARDIAN in me.roles,
        requests=requests_of(db.session(), me.school_id, child.id, today),
        states=LeaveState,
    )
