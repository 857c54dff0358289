"""The page of golden ideas."""

from app.core.roles import STAFF
from app.core.text import N_
from app.evaluation.ideas.views import ideas
from app.evaluation.ideas.views.blueprint import bp
from app.web.navigation import Entry

__all__ = ["NAVIGATION", "bp", "ideas"]

NAVIGATION = (Entry("ideas.idea_list", N_("Golden ideas"), "bulb", "day", 26, STAFF),)
