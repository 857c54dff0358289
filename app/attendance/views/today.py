"""Roll call: straight to the current meeting, or the meetings of the day."""

from datetime import timedelta

from flask import Response, make_response, render_template, request, url_for

from app.accounts.viewer import viewer
from app.attendance import policy
from app.attendance.models import OPENS_BEFORE
from app.attendance.queries.days import called_meetings, meeting_to_call, own_called_meetings
from app.attendance.queries.rolls import rule_of
from app.attendance.views.blueprint import bp
from app.core import clock
from app.core.db import db
from app.core.roles import STAFF
from app.web.access import allow
from app.web.fragments import to


@bp.get("/roll")
@allow(*STAFF)
def current() -> Response:
    """Lead to the roll of the viewer's current meeting; with `?all=1` list the day's."""
    me, now = viewer(), clock.now()
    session, zone = db.session(), viewer().school.time_zone
    day = me.school.today(now)
    if "all" not in request.args:
        meeting = meeting_to_call(session, me.school, me.account_id, now)
        if meeting is not None:
            return to(url_for(".roll", meeting_id=meeting.id))
    mine = own_called_meetings(session, me.school_id, me.account_id, day)
    sees_all = policy.may_keep_rolls(me.roles)
    alarm = timedelta(minutes=rule_of(session, me.school_id).alarm_minutes)
    listed = called_meetings(session, me.school_id, day) if sees_all else mine
    return make_response(
        render_template(
            "attendance/today.html",
            day=day,
            listed=listed,
            mine={one.meeting.id for one in mine},
            sees_all=sees_all,
            overdue=[one for one in listed if one.is_overdue(zone, now, after=alarm)],
            opened={
                one.meeting.id
                for one in listed
                if one.meeting.takes_place and now >= one.meeting.begins(zone) - OPENS_BEFORE
            },
            running={one.meeting.id for one in listed if one.is_running(zone, now)},
        )
    )
