"""Pages of the patrol: the way, a visit, coverage, what was seen at one's own meetings."""

from app.attendance.doors import Door
from app.core.roles import Role
from app.core.text import N_
from app.evaluation.patrol.policy import PATROLS
from app.evaluation.patrol.views import coverage, form, visits, way
from app.evaluation.patrol.views.blueprint import bp
from app.web.navigation import Entry

__all__ = ["DOORS", "NAVIGATION", "bp", "coverage", "form", "visits", "way"]

DOORS = (Door("patrol.visit_form", frozenset({Role.QUALITY_STAFF})),)
NAVIGATION = (
    Entry("patrol.way", N_("Patrol"), "shield", "day", 21, frozenset(PATROLS)),
    Entry(
        "patrol.mine",
        N_("Seen at my clubs"),
        "star",
        "day",
        22,
        frozenset({Role.CLUB_TEACHER}),
    ),
)
