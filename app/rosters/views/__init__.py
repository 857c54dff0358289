"""Pages of imports of people: students and their guardians, staff."""

from app.core.roles import Role
from app.core.text import N_
from app.rosters.views import staff, students
from app.rosters.views.blueprint import bp
from app.web.navigation import Entry

__all__ = ["NAVIGATION", "bp", "staff", "students"]

NAVIGATION = (
    Entry(
        "rosters.start",
        N_("Import lists"),
        "upload",
        "term",
        22,
        frozenset({Role.SCHOOL_ADMIN}),
    ),
)
