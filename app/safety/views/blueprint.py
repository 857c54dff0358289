"""The blueprint that the pages of days share, and what they all read."""

from datetime import date, datetime
from typing import TypedDict

from flask import Blueprint, request

from app.accounts.viewer import viewer
from app.core import clock

bp = Blueprint("safety", __name__)


class Signature(TypedDict):
    """Who acts and when, as services ask it."""

    actor_id: int
    now: datetime


def signature() -> Signature:
    """Sign an act with the viewer and the clock."""
    return {"actor_id": viewer().account_id, "now": clock.now()}


def asked_day() -> date:
    """Read the day of the address (`?on=2026-11-26`); today without one."""
    today = viewer().school.today(clock.now())
    try:
        day = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return today
    return day if 2000 <= day.year < 2100 else today
