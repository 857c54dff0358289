"""Pages of places: rosters, class lists, placing by hand."""

from app.core.roles import Role
from app.core.text import N_
from app.enrollment.views import (
    exchanges,
    first_come,
    moves,
    offers,
    placing,
    repair_answers,
    repairs,
    rosters,
)
from app.enrollment.views.blueprint import bp
from app.web.navigation import Entry

__all__ = [
    "NAVIGATION",
    "bp",
    "exchanges",
    "first_come",
    "moves",
    "offers",
    "placing",
    "repair_answers",
    "repairs",
    "rosters",
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
)
