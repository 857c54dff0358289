"""Pages of courses: the catalogue for families, and what teachers and administrators do."""

from app.core.roles import FAMILY
from app.core.text import N_
from app.courses.views import clubs, imports
from app.courses.views.blueprint import bp
from app.web.navigation import Entry

__all__ = ["NAVIGATION", "bp", "clubs", "imports"]

NAVIGATION = (Entry("courses.clubs", N_("Clubs"), "clubs", "family", 20, FAMILY),)
