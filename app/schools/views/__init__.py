"""Pages on which an administrator edits the school: one module per noun."""

from app.core.roles import Role
from app.core.text import N_
from app.schools.views import bells, calendar, homerooms, rooms, rules, settings, slots, terms
from app.schools.views.blueprint import bp
from app.web.navigation import Entry

__all__ = [
    "NAVIGATION",
    "bells",
    "bp",
    "calendar",
    "homerooms",
    "rooms",
    "rules",
    "settings",
    "slots",
    "terms",
]

NAVIGATION = (
    Entry(
        "schools.settings",
        N_("School settings"),
        "gear",
        "school",
        80,
        frozenset({Role.SCHOOL_ADMIN}),
    ),
)
