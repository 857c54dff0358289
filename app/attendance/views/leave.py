"""Leave of a child, for its guardians: ask in three taps, see what became of it, take it back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.models import Student
from app.accounts.queries.viewers import guarded_children
from app.accounts.viewer import current_child, viewer
from app.attendance.forms import LeaveForm
from app.attendance.models import LeaveRequest, LeaveState
from app.attendance.periods import Period
from app.attendance.queries import leave as queries
from app.attendance.services.leave import ask_leave, withdraw_leave
from app.attendance.views.blueprint import bp, signature
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.schools.models import School
from app.timetable.models import Meeting
from app.web import translation
from app.web.access import allow, require
from app.web.dates import hour, weekday
from app.web.forms import options
from app.web.fragments import to

SHOWN_BACK = timedelta(days=14)
MOST_OFFERED = 6


@bp.get("/leave")
@allow(Role.GUARDIAN)
def leave() -> str:
    """Show what leave can be asked for, and what was asked."""
    child = _my_child()
    return _page(child, offered(viewer().school, child, clock.now()))


@bp.post("/leave")
@allow(Role.GUARDIAN)
def ask() -> Response | tuple[str, int]:
    """Ask leave for the child."""
    me, child = viewer(), _my_child()
    choices = offered(me.school, child, clock.now())
    form = form_of(choices, sent=True)
    answer = read(form, choices)
    if answer is not None:
        try:
            made = ask_leave(db.session(), me.school, child, *answer, **signature())
            flash(_sent(made))
            return to(url_for(".leave"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(child, choices, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/leave/<int:leave_request_id>/withdraw")
@allow(Role.GUARDIAN)
def withdraw(leave_request_id: int) -> Response:
    """Take a request for one of the viewer's children back."""
    me = viewer()
    found = queries.get_leave(db.session(), me.school_id, leave_request_id)
    mine = guarded_children(db.session(), me.school_id, me.account_id)
    require(found.student_id in {child.id for child in mine})
    withdraw_leave(db.session(), found, **signature())
    flash(gettext("Withdrawn. The school expects your child."))
    return to(url_for(".leave"))


def offered(school: School, child: Student, now: datetime) -> Mapping[str, tuple[str, Period]]:
    """Give the times that take one tap, by what the form sends: label and period."""
    today = school.today(now)
    meetings = queries.coming_meetings(db.session(), school, child.id, now)[:MOST_OFFERED]
    weekdays = (day for n in range(1, 4) if (day := today + timedelta(days=n)).isoweekday() < 6)
    # The next day the child is expected, which knows holidays; without a club the next weekday.
    next_day = min((one.day for one in meetings if one.day > today), default=next(weekdays))
    days = {
        f"d{day.isoformat()}": (label, Period(day, day))
        for day, label in (
            (today, gettext("Today, the whole day")),
            (next_day, gettext("%(day)s, the whole day", day=weekday(next_day))),
        )
    }
    single = {
        f"m{one.id}": (_meeting_text(one), Period(one.day, one.day, one.id)) for one in meetings
    }
    return days | single


def form_of(choices: Mapping[str, tuple[str, Period]], *, sent: bool = False) -> LeaveForm:
    """Build the form over the times that are offered; the first is chosen already."""
    form = LeaveForm(request.form if sent else None, when=next(iter(choices)))
    labels = [(key, label) for key, (label, _period) in choices.items()]
    form.when.choices = options([*labels, (LeaveForm.DAYS, gettext("Several days"))])
    return form


def read(form: LeaveForm, choices: Mapping[str, tuple[str, Period]]) -> tuple[Period, str] | None:
    """Read time and reason; none when the form has something to say."""
    if not form.validate():
        return None
    period = form.period({key: period for key, (_label, period) in choices.items()})
    reason = form.said()
    return (period, reason) if period is not None and reason is not None else None


def _meeting_text(meeting: Meeting) -> str:
    named = meeting.section.course.named
    said = gettext(
        "%(day)s %(time)s, only %(title)s",
        day=weekday(meeting.day),
        time=hour(meeting.starts_at),
        title=named.en if translation.current() == "en" else named,
    )
    return str(said)


def _my_child() -> Student:
    """Give the child the guardian looks at; a student's own row is not one to ask for."""
    me, child = viewer(), current_child()
    mine = guarded_children(db.session(), me.school_id, me.account_id)
    require(child.id in {one.id for one in mine})
    return child


def _sent(made: LeaveRequest) -> str:
    if made.state is LeaveState.APPROVED:
        return str(gettext("Sent. The leave is on the roll."))
    return str(gettext("Sent to the homeroom teacher. You are told of the answer."))


def _page(
    child: Student, choices: Mapping[str, tuple[str, Period]], form: LeaveForm | None = None
) -> str:
    me = viewer()
    since = me.school.today(clock.now()) - SHOWN_BACK
    asked = queries.leave_of_child(db.session(), me.school_id, child.id, since)
    return render_template(
        "attendance/leave.html",
        child=child,
        children=guarded_children(db.session(), me.school_id, me.account_id),
        form=form or form_of(choices),
        asked=asked,
        used=queries.used_leave(db.session(), me.school_id, asked),
    )
