"""Pages of days: duty and its logs, closing one, and how past days ended."""

from app.core.roles import STAFF
from app.core.text import N_
from app.safety.policy import CLOSERS, CONDUCT_READERS
from app.safety.views import (
    days,
    discipline,
    duty,
    duty_papers,
    duty_plan,
    emergency,
    incident_families,
    incidents,
    my_conduct,
)
from app.safety.views.blueprint import bp
from app.web.navigation import Entry

__all__ = [
    "CHILD_PANELS",
    "NAVIGATION",
    "bp",
    "days",
    "discipline",
    "duty",
    "duty_papers",
    "duty_plan",
    "emergency",
    "incident_families",
    "incidents",
    "my_conduct",
]

CHILD_PANELS = discipline.CHILD_PANELS

NAVIGATION = (
    Entry("safety.emergency", N_("Emergency"), "warn", "day", 10, STAFF),
    Entry("safety.incidents", N_("Incidents"), "list", "day", 18, STAFF),
    Entry("safety.conduct", N_("Conduct"), "pen", "day", 20, frozenset(CONDUCT_READERS)),
    Entry("safety.duty", N_("Duty"), "flag", "day", 17, STAFF),
    Entry("safety.day_closing", N_("Close the day"), "shield", "day", 19, frozenset(CLOSERS)),
)
