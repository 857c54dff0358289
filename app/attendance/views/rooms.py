"""The sign at a room's door: its code opens the roll of the meeting that is there now."""

from datetime import timedelta

import segno
from flask import Response, flash, render_template, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.attendance import policy
from app.attendance.doors import door_for
from app.attendance.models import OPENS_BEFORE
from app.attendance.views.blueprint import bp
from app.core import clock
from app.core.db import db
from app.core.roles import STAFF, Role
from app.schools import queries as schools
from app.timetable.models import Meeting
from app.timetable.queries.meetings import meetings_in_room
from app.web.access import allow
from app.web.fragments import to

SIGNS_PER_SHEET = 4


@bp.get("/rooms/<int:room_id>/now")
@allow(*STAFF)
def room_now(room_id: int) -> Response:
    """Lead from the door to the roll of the meeting there, or its visit, or the room's week."""
    me, now = viewer(), clock.now()
    room = schools.get_room(db.session(), me.school_id, room_id)
    day = me.school.today(now)
    found = meetings_in_room(db.session(), me.school_id, room.id, day, day)
    there = next((one for one in found if _is_there(one, me.school.time_zone)), None)
    if there is None:
        flash(gettext("No meeting is in %(room)s now. Here is its week.", room=room.name))
        return to(url_for("timetable.room_week", room_id=room.id))
    if policy.may_call_roll(me.roles, me.account_id, there):
        return to(url_for(".roll", meeting_id=there.id))
    door = door_for(me.roles)
    return to(url_for(door.endpoint if door else "timetable.meeting", meeting_id=there.id))


@bp.get("/rooms/signs")
@allow(Role.SCHOOL_ADMIN, Role.DUTY_LEADER)
def room_signs() -> str:
    """Print a sign for each room, four a sheet."""
    rooms = schools.rooms(db.session(), viewer().school_id, in_use_only=True)
    signs = [(room, _code(room.id)) for room in rooms]
    sheets = [
        signs[start : start + SIGNS_PER_SHEET] for start in range(0, len(signs), SIGNS_PER_SHEET)
    ]
    return render_template("attendance/room_signs.html", sheets=sheets)


def _is_there(meeting: Meeting, zone: str) -> bool:
    now = clock.now()
    begins, ends = meeting.begins(zone) - OPENS_BEFORE, meeting.ends(zone) + timedelta(minutes=15)
    return meeting.takes_place and begins <= now < ends


def _code(room_id: int) -> str:
    address = url_for(".room_now", room_id=room_id, _external=True)
    return str(segno.make(address, error="m", micro=False).svg_data_uri(border=1, omitsize=True))
