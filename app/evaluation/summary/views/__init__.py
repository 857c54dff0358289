"""Pages of the term's summary."""

from app.core.text import N_
from app.evaluation.summary.policy import OWN_READERS
from app.evaluation.summary.views import overview, papers, pictures, section, weights
from app.evaluation.summary.views.blueprint import bp
from app.web.navigation import Entry

__all__ = ["NAVIGATION", "bp", "overview", "papers", "pictures", "section", "weights"]

NAVIGATION = (Entry("summary.overview", N_("Summary"), "flag", "term", 60, frozenset(OWN_READERS)),)
