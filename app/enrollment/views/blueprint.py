"""The blueprint that the pages of places share, and the words they need."""

from datetime import datetime
from typing import Any, TypedDict

from flask import Blueprint
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.courses.models import Course, Section
from app.enrollment.models import PlaceSource
from app.enrollment.queries.moves import Move, MoveKind
from app.enrollment.repair_models import MoveState, RepairMove
from app.schools.models import Slot, Term
from app.schools.queries import get_current_term
from app.web import translation
from app.web.dates import hour
from app.web.weekdays import slot_name

bp = Blueprint("enrollment", __name__)


class Signature(TypedDict):
    """Who acts and when, as services ask it."""

    actor_id: int
    now: datetime


def signature() -> Signature:
    """Sign an act with the viewer and the clock."""
    return {"actor_id": viewer().account_id, "now": clock.now()}


def the_term() -> Term:
    """Load the present term of the viewer's school."""
    me = viewer()
    return get_current_term(db.session(), me.school_id, me.school.today(clock.now()))


@bp.context_processor
def words() -> dict[str, Any]:
    """Give every template of this package its words."""
    return {
        "title_of": title_of,
        "day_name": day_name,
        "times_of": times_of,
        "source_name": source_name,
        "move_name": move_name,
        "move_reason": move_reason,
        "answer_name": answer_name,
        "answer_tone": answer_tone,
    }


def title_of(course: Course) -> str:
    """Name a course in the reader's language."""
    is_english = translation.current() == "en"
    return course.title_en if is_english and course.title_en else course.title


def day_name(slot: Slot) -> str:
    """Name a slot."""
    return slot_name(slot.weekday, slot.period)


def times_of(section: Section) -> str:
    """Write when a section meets; its times and slots must be loaded."""
    return " · ".join(
        f"{day_name(time.slot)} {hour(time.starts_at)}–{hour(time.ends_at)}"
        for time in sorted(section.times, key=lambda time: (time.slot.weekday, time.slot.period))
    )


def source_name(source: PlaceSource) -> str:
    """Say how a place came to be."""
    names = {
        PlaceSource.DRAW: gettext("Draw"),
        PlaceSource.FALLBACK: gettext("Fallback"),
        PlaceSource.SELECTED: gettext("Trial"),
        PlaceSource.HOMEROOM: gettext("Whole class"),
        PlaceSource.BY_HAND: gettext("By hand"),
        PlaceSource.WAITLIST: gettext("Waiting list"),
        PlaceSource.FIRST_COME: gettext("First come, first served"),
        PlaceSource.EXCHANGE: gettext("Exchange"),
        PlaceSource.CHANGE: gettext("Change of club"),
        PlaceSource.CORRECTION: gettext("Correction"),
        PlaceSource.REPAIR: gettext("Moved when a club ended"),
    }
    return str(names[source])


def answer_name(move: RepairMove) -> str:
    """Say what became of a proposed move."""
    names = {
        MoveState.PROPOSED: gettext("Not asked yet"),
        MoveState.ASKED: gettext("Asked"),
        MoveState.AGREED: gettext("Has agreed"),
        MoveState.DECLINED: gettext("Declined"),
        MoveState.EXPIRED: gettext("No answer"),
        MoveState.RELEASED: gettext("Could not be kept"),
        MoveState.MOVED: gettext("Moved"),
        MoveState.WITHOUT: gettext("No seat"),
    }
    return str(names[move.state])


def answer_tone(move: RepairMove) -> str:
    """Give the tone of what became of a proposed move."""
    if move.state in {MoveState.AGREED, MoveState.MOVED}:
        return "ok"
    return "warn" if move.state is MoveState.ASKED else ""


def move_reason(move: Move) -> str:
    """Say why; the product's own reasons in the reader's language, people's as they wrote them."""
    return str(gettext(move.reason)) if move.reason else ""


def move_name(move: Move) -> str:
    """Say what happened to a seat."""
    names = {
        MoveKind.ENDED: gettext("Place ended"),
        MoveKind.OFFERED: gettext("Offered, number %(number)d", number=move.number or 0),
        MoveKind.DECLINED: gettext("Offer declined"),
        MoveKind.EXPIRED: gettext("Offer not answered in time"),
        MoveKind.WITHDRAWN: gettext("Offer taken back"),
        MoveKind.CORRECTED: gettext("Corrected after the draw"),
    }
    if move.source is not None:
        return str(gettext("Placed: %(how)s", how=source_name(move.source)))
    return str(names[move.kind])
