"""The page everybody starts from."""

from app.core.roles import FAMILY, STAFF, Role
from app.core.text import N_
from app.home.views import rollover, start, timetable
from app.home.views.blueprint import bp
from app.home.views.child import CHILD_PANELS
from app.web.navigation import Entry

__all__ = ["CHILD_PANELS", "NAVIGATION", "bp", "rollover", "start", "timetable"]

ADMINISTRATOR = frozenset({Role.SCHOOL_ADMIN})

NAVIGATION = (
    Entry("home.start", N_("This term"), "home", "term", 10, ADMINISTRATOR),
    Entry("home.start", N_("Today"), "home", "day", 10, STAFF - ADMINISTRATOR),
    Entry("home.start", N_("Today"), "home", "family", 10, FAMILY),
)
