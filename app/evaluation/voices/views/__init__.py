"""Pages of the suggestion box and of complaints: the family's, the school's, the leaders'."""

from app.core.text import N_
from app.evaluation.voices.policy import HANDLERS, LEADERS
from app.evaluation.voices.views import complaints, families, suggestions
from app.evaluation.voices.views.blueprint import bp
from app.web.navigation import Entry

__all__ = ["NAVIGATION", "bp", "complaints", "families", "suggestions"]

NAVIGATION = (
    Entry("voices.suggestion_list", N_("Suggestion box"), "mail", "day", 26, frozenset(HANDLERS)),
    Entry("voices.complaint_list", N_("In confidence"), "shield", "day", 27, frozenset(LEADERS)),
)
