"""Pages of the diagnosis: a week of the school, one diagnosis, paper for Monday's talk."""

from app.core.text import N_
from app.evaluation.diagnosis.policy import READERS
from app.evaluation.diagnosis.views import diagnosis, week
from app.evaluation.diagnosis.views.blueprint import bp
from app.web.navigation import Entry

__all__ = ["NAVIGATION", "bp", "diagnosis", "week"]

NAVIGATION = (
    Entry("diagnosis.week", N_("Weekly diagnosis"), "flag", "day", 25, frozenset(READERS)),
)
