"""The blueprint that the pages of meetings share, and the words they need."""

from datetime import date
from typing import Any, TypedDict

from flask import Blueprint, request
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.schools.models import Term
from app.schools.queries import get_current_term
from app.timetable.models import Meeting
from app.web.dates import hour

bp = Blueprint("timetable", __name__)


class Signature(TypedDict):
    """Who acts and when, as services ask it."""

    actor_id: int
    now: Any


def signature() -> Signature:
    """Sign an act with the viewer and the clock."""
    return {"actor_id": viewer().account_id, "now": clock.now()}


def the_term(day: date) -> Term:
    """Load the term of a day at the viewer's school."""
    return get_current_term(db.session(), viewer().school_id, day)


def asked_day() -> date:
    """Read the day of the address (`?on=2026-11-26`); today without one."""
    try:
        day = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return viewer().school.today(clock.now())
    return day if 2000 <= day.year < 2100 else viewer().school.today(clock.now())


def times_of(meeting: Meeting) -> str:
    """Write from when to when a meeting lasts."""
    return f"{hour(meeting.starts_at)}–{hour(meeting.ends_at)}"


def reason_of(meeting: Meeting) -> str:
    """Say why a meeting was cancelled or moved; a reason of the product's own is translated."""
    return str(gettext(meeting.reason)) if meeting.reason else ""


@bp.context_processor
def words() -> dict[str, Any]:
    """Give every template of this package its words."""
    return {"reason_of": reason_of}
