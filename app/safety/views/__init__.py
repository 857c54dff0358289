"""Pages of days: closing one, and how past days ended."""

from app.core.text import N_
from app.safety.policy import CLOSERS
from app.safety.views import days
from app.safety.views.blueprint import bp
from app.web.navigation import Entry

__all__ = ["NAVIGATION", "bp", "days"]

NAVIGATION = (
    Entry("safety.day_closing", N_("Close the day"), "shield", "day", 19, frozenset(CLOSERS)),
)
