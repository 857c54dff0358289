"""Pages of courses: the catalogue for families, and what teachers and administrators do."""

from app.core.roles import FAMILY
from app.core.text import N_
from app.courses.policy import DESK
from app.courses.views import clubs, copying, desk, editing, imports, publishing, review, texts
from app.courses.views.blueprint import bp
from app.web.navigation import Entry

__all__ = [
    "NAVIGATION",
    "bp",
    "clubs",
    "copying",
    "desk",
    "editing",
    "imports",
    "publishing",
    "review",
    "texts",
]

NAVIGATION = (
    Entry("courses.clubs", N_("Clubs"), "clubs", "family", 20, FAMILY),
    Entry("courses.index", N_("Clubs"), "clubs", "term", 30, frozenset(DESK)),
)
