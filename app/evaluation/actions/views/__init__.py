"""Pages of actions: lists, one with its steps."""

from app.core.roles import STAFF
from app.core.text import N_
from app.evaluation.actions.views import actions
from app.evaluation.actions.views.blueprint import bp
from app.web.navigation import Entry

__all__ = ["NAVIGATION", "actions", "bp"]

NAVIGATION = (Entry("actions.action_list", N_("To put right"), "check", "day", 23, STAFF),)
