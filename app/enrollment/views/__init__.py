"""Pages of places: rosters, class lists, placing by hand."""

from app.core.roles import Role
from app.core.text import N_
from app.enrollment.views import (
    changes,
    desk,
    exchanges,
    first_come,
    moves,
    offers,
    placing,
    repair_answers,
    repairs,
    rosters,
    writing,
)
from app.enrollment.views.blueprint import bp
from app.enrollment.views.desk import CHILD_PANELS
from app.web.navigation import Entry

__all__ = [
    "CHILD_PANELS",
    "NAVIGATION",
    "bp",
    "changes",
    "desk",
    "exchanges",
    "first_come",
    "moves",
    "offers",
    "placing",
    "repair_answers",
    "repairs",
    "rosters",
    "writing",
]

NAVIGATION = (
    Entry(
        "enrollment.rosters",
        N_("Club rosters"),
        "users",
        "term",
        50,
        frozenset({Role.SCHOOL_ADMIN, Role.CLUB_TEACHER}),
    ),
    Entry(
        "enrollment.class_lists",
        N_("Class lists"),
        "list",
        "term",
        55,
        frozenset({Role.SCHOOL_ADMIN, Role.HOMEROOM_TEACHER}),
    ),
    Entry(
        "enrollment.unplaced",
        N_("Without a club"),
        "pin",
        "term",
        60,
        frozenset({Role.SCHOOL_ADMIN}),
    ),
    Entry(
        "enrollment.changes",
        N_("Changes of club"),
        "undo",
        "term",
        65,
        frozenset({Role.SCHOOL_ADMIN}),
    ),
)
