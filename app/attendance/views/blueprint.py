"""The blueprint that the pages of rolls share, and the words they need."""

from datetime import datetime
from typing import Any, TypedDict

from flask import Blueprint
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.attendance import labels
from app.attendance.collector_models import HomeWay
from app.attendance.gate_models import ReleaseWay
from app.attendance.models import LeaveState, MarkState, Outcome
from app.core import clock

bp = Blueprint("attendance", __name__)


class Signature(TypedDict):
    """Who acts and when, as services ask it."""

    actor_id: int
    now: datetime


def signature() -> Signature:
    """Sign an act with the viewer and the clock."""
    return {"actor_id": viewer().account_id, "now": clock.now()}


def state_name(state: MarkState) -> str:
    """Say where a child was."""
    return str(gettext(labels.STATES[state]))


def state_sign(state: MarkState) -> str:
    """Give the one sign of a state."""
    sign = labels.SIGNS[state]
    return str(gettext(sign)) if sign else ""


def outcome_name(outcome: Outcome) -> str:
    """Say what became of an absence."""
    return str(gettext(labels.OUTCOMES[outcome]))


def way_name(way: ReleaseWay) -> str:
    """Say how a child left."""
    return str(gettext(labels.WAYS[way]))


def home_way_name(way: HomeWay) -> str:
    """Say how a child goes home."""
    return str(gettext(labels.HOME_WAYS[way]))


def reason_name(reason: str) -> str:
    """Say why a child stays away; what a family wrote itself stays as it is."""
    name = labels.REASONS.get(reason)
    return str(gettext(name)) if name else reason


def leave_state_name(state: LeaveState) -> str:
    """Say how far a request is."""
    return str(gettext(labels.LEAVE_STATES[state]))


@bp.app_context_processor
def leave_words() -> dict[str, Any]:
    """Give the words of leave to the child's page too, which belongs to another package."""
    return {
        "home_way_name": home_way_name,
        "reason_name": reason_name,
        "leave_reasons": tuple(labels.REASONS),
        "leave_state_name": leave_state_name,
        "leave_state_tone": labels.LEAVE_TONES.__getitem__,
    }


@bp.context_processor
def words() -> dict[str, Any]:
    """Give every template of this package its words."""
    return {
        "state_name": state_name,
        "state_sign": state_sign,
        "state_tone": labels.TONES.__getitem__,
        "next_state": labels.NEXT.__getitem__,
        "outcome_name": outcome_name,
        "way_name": way_name,
    }
