"""Whom the patrols of the term saw, and whom not."""

from flask import render_template

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.evaluation.patrol.policy import PATROLS
from app.evaluation.patrol.queries.coverage import Coverage, coverage
from app.evaluation.patrol.views.blueprint import bp
from app.schools.queries import current_term
from app.web.access import allow


@bp.get("/patrol/coverage")
@allow(*PATROLS)
def covered() -> str:
    """Show visits by club, weekday and inspector."""
    me, now = viewer(), clock.now()
    term = current_term(db.session(), me.school_id, me.school.today(now))
    found = (
        coverage(db.session(), me.school_id, term, until=now) if term is not None else Coverage()
    )
    return render_template("evaluation/patrol/coverage.html", term=term, coverage=found)
