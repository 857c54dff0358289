"""Words of complaints."""

from app.core.text import N_
from app.evaluation.voices.models import Category

CATEGORIES = {
    Category.CONDUCT: N_("How an adult behaves towards children"),
    Category.SAFETY: N_("Safety"),
    Category.FORCED: N_("Taking part was not voluntary"),
    Category.LESSONS: N_("New lessons or group tutoring"),
    Category.FEES: N_("Money"),
    Category.OTHER: N_("Something else"),
}
