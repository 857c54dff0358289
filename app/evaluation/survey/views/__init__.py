"""Pages of the monthly survey: the family's, the school's, results."""

from app.core.roles import Role
from app.core.text import N_
from app.evaluation.survey.policy import MAKERS
from app.evaluation.survey.views import answering, papers, poll, questions, results, surveys
from app.evaluation.survey.views.blueprint import bp
from app.web.navigation import Entry

__all__ = ["NAVIGATION", "answering", "bp", "papers", "poll", "questions", "results", "surveys"]

NAVIGATION = (
    Entry(
        "survey.survey_list",
        N_("Monthly survey"),
        "chart",
        "day",
        24,
        frozenset({*MAKERS, Role.DUTY_LEADER}),
    ),
)
