"""A week of meetings: one's own, a colleague's, a room's; and keeping them as the rule wants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Response, flash, render_template, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.roles import STAFF, Role
from app.schools import queries as schools
from app.schools.calendar import undecided
from app.schools.models import Term
from app.timetable.models import Meeting
from app.timetable.queries import meetings
from app.timetable.rule import week_of
from app.timetable.services import Difference, difference, keep_meetings
from app.timetable.views.blueprint import asked_day, bp, signature
from app.web.access import allow
from app.web.fragments import to

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Day:
    """A day of the week and its meetings."""

    day: date
    is_today: bool
    meetings: Sequence[Meeting]


@bp.get("/timetable")
@allow(*STAFF)
def week() -> str:
    """Show the viewer's own week; the office sees as well what the rule would change."""
    me, day = viewer(), asked_day()
    found = meetings.meetings_of_adult(db.session(), me.school_id, me.account_id, *week_of(day))
    is_admin = Role.SCHOOL_ADMIN in me.roles
    term = schools.current_term(db.session(), me.school_id, day)
    return render_template(
        "timetable/week.html",
        whose=None,
        endpoint=("timetable.week", {}),
        change=_difference(term) if is_admin and term is not None else None,
        undecided=_undecided(term) if is_admin and term is not None else [],
        **_week(found, day),
    )


@bp.get("/timetable/rooms")
@allow(*STAFF)
def rooms() -> str:
    """List the rooms to open the week of one."""
    found = schools.rooms(db.session(), viewer().school_id, in_use_only=True)
    return render_template("timetable/rooms.html", rooms=found)


@bp.get("/timetable/rooms/<int:room_id>")
@allow(*STAFF)
def room_week(room_id: int) -> str:
    """Show the week of a room."""
    me, day = viewer(), asked_day()
    room = schools.get_room(db.session(), me.school_id, room_id)
    found = meetings.meetings_in_room(db.session(), me.school_id, room.id, *week_of(day))
    return render_template(
        "timetable/week.html",
        whose=room.name,
        endpoint=("timetable.room_week", {"room_id": room.id}),
        change=None,
        undecided=[],
        **_week(found, day),
    )


@bp.get("/timetable/colleagues")
@allow(*STAFF)
def colleagues() -> str:
    """List the staff to open the week of one."""
    found = schools.keepers(db.session(), viewer().school_id)
    return render_template("timetable/colleagues.html", colleagues=found)


@bp.get("/timetable/colleagues/<int:account_id>")
@allow(*STAFF)
def colleague_week(account_id: int) -> str:
    """Show the week of a colleague."""
    me, day = viewer(), asked_day()
    colleague = schools.get_keeper(db.session(), me.school_id, account_id)
    found = meetings.meetings_of_adult(db.session(), me.school_id, colleague.id, *week_of(day))
    return render_template(
        "timetable/week.html",
        whose=colleague.name,
        endpoint=("timetable.colleague_week", {"account_id": colleague.id}),
        change=None,
        undecided=[],
        **_week(found, day),
    )


@bp.post("/timetable/keep")
@allow(Role.SCHOOL_ADMIN)
def keep() -> Response:
    """Make, change and drop meetings as the rule of the week wants them."""
    me, now = viewer(), clock.now()
    term = schools.get_current_term(db.session(), me.school_id, me.school.today(now))
    done = keep_meetings(db.session(), me.school, term, **signature())
    flash(
        gettext(
            "%(added)d meetings added, %(changed)d changed, %(dropped)d dropped.",
            added=len(done.added),
            changed=len(done.changed),
            dropped=len(done.dropped),
        )
    )
    return to(url_for(".week"))


def _difference(term: Term) -> Difference:
    return difference(db.session(), viewer().school, term, now=clock.now())


def _undecided(term: Term) -> Sequence[date]:
    special = schools.calendar_days(db.session(), term.school_id, term.starts_on, term.ends_on)
    return [mark.day for mark in undecided(special)]


def _week(found: Sequence[Meeting], day: date) -> dict[str, object]:
    """Lay meetings out by day: Monday to Friday, and the weekend if something runs then."""
    monday, sunday = week_of(day)
    today = viewer().school.today(clock.now())
    shown = [monday + timedelta(days=n) for n in range(7)]
    busy = {meeting.day for meeting in found}
    return {
        "days": [
            Day(one, one == today, [meeting for meeting in found if meeting.day == one])
            for one in shown
            if one.isoweekday() <= 5 or one in busy
        ],
        "meetings": found,
        "first": monday,
        "last": sunday,
        "earlier": (monday - A_WEEK).isoformat(),
        "later": (monday + A_WEEK).isoformat(),
        "is_this_week": monday <= today <= sunday,
    }
