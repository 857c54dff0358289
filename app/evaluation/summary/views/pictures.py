"""What was closed and whether parents noticed; coverage of the five educations by grade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.evaluation.summary.closing import Share, ThemeMonth, Verdict, around, by_month, verdict
from app.evaluation.summary.five import COLOURS, Education
from app.evaluation.summary.policy import READERS
from app.evaluation.summary.queries.coverage import coverage
from app.evaluation.summary.queries.opinions import MonthScores, month_scores
from app.evaluation.summary.queries.themes import found_in
from app.evaluation.summary.views.blueprint import bp, chosen_term
from app.evaluation.survey.questions import Question
from app.schools.models import Term
from app.web.access import allow


@dataclass(frozen=True)
class Shift:
    """A question before and after a month."""

    question: Question
    before: Share
    after: Share

    @property
    def verdict(self) -> Verdict:
        """Whether the difference is more than chance."""
        return verdict(self.before, self.after)


@dataclass(frozen=True)
class Month:
    """What a month found and closed, and the surveys around it."""

    month: date
    themes: Sequence[ThemeMonth]
    before: date | None
    after: date | None
    shifts: Sequence[Shift]

    @property
    def found(self) -> int:
        """How much was found."""
        return sum(one.found for one in self.themes)

    @property
    def due(self) -> int:
        """How much of it is done, or its day is over."""
        return sum(one.due for one in self.themes)

    @property
    def in_time(self) -> int:
        """How much was put right in time."""
        return sum(one.in_time for one in self.themes)


@bp.get("/closed")
@allow(*READERS)
def closed() -> str:
    """Show what was closed by month and theme, beside what families said before and after."""
    term = chosen_term()
    return render_template("evaluation/summary/closed.html", term=term, months=months_of(term))


@bp.get("/coverage")
@allow(*READERS)
def covered() -> str:
    """Show which part of each grade takes part in each of the five educations."""
    term = chosen_term()
    return render_template(
        "evaluation/summary/coverage.html",
        term=term,
        grades=coverage(db.session(), term.school_id, term),
        educations=list(Education),
        colours=COLOURS,
    )


def months_of(term: Term) -> list[Month]:
    """List the months of a term in which something was found, the oldest first."""
    school, session = viewer().school, db.session()
    today = school.today(clock.now())
    scores = {one.survey.month: one for one in month_scores(session, school.id, term, today=today)}
    found = by_month(found_in(session, school, term), today=today)
    return [_month(month, themes, scores) for month, themes in found.items()]


def _month(month: date, themes: Sequence[ThemeMonth], scores: Mapping[date, MonthScores]) -> Month:
    before, after = around(month, list(scores))
    shifts = _shifts(scores[before], scores[after]) if before and after else []
    return Month(month, themes, before, after, shifts)


def _shifts(before: MonthScores, after: MonthScores) -> list[Shift]:
    earlier = {question.key: counted for question, counted in before.scores}
    return [
        Shift(
            question,
            Share(earlier[question.key].satisfied, earlier[question.key].size),
            Share(counted.satisfied, counted.size),
        )
        for question, counted in after.scores
        if question.key in earlier
    ]
