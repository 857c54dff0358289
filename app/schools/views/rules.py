"""The rules of the service, and whether the plan keeps them (R42, R45)."""

from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.schools import queries, services
from app.schools.forms import SERVICE_KINDS, WEEKDAYS, RulesForm
from app.schools.models import School
from app.schools.rules import check_plan
from app.schools.services import RuleValues
from app.schools.views.blueprint import bp, signature, the_school
from app.web.access import allow
from app.web.fragments import to


@bp.get("/rules")
@allow(Role.SCHOOL_ADMIN)
def rules() -> str:
    """Show for each band and weekday whether the plan keeps the rules, and what to change."""
    return _page(None)


@bp.post("/rules")
@allow(Role.SCHOOL_ADMIN)
def change_rules() -> Response | tuple[str, int]:
    """Replace the rules."""
    form = RulesForm(request.form)
    limits = form.limits(request.form) if form.validate() else None
    if limits is not None:
        values = RuleValues(form.days_per_week.data, form.minutes_per_day.data, limits)
        try:
            services.save_rules(db.session(), the_school(), values, **signature())
            flash(gettext("Saved."))
            return to(url_for(".rules"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY


def _page(form: RulesForm | None) -> str:
    session, school = db.session(), the_school()
    bells, kept = queries.bells(session, school.id), queries.rules(session, school.id)
    slots = queries.slots(session, school.id)
    bands = [band for band in bells.bands if _takes_part(school, band.grade_from, band.grade_to)]
    today = bells.season_on(school.today(clock.now()))
    seasons = sorted(bells.seasons, key=lambda season: season is not today)
    checks = [(season, check_plan(slots, bells, kept, season, bands)) for season in seasons]
    return render_template(
        "schools/rules.html",
        form=form or RulesForm(formdata=None, obj=kept),
        rules=kept,
        bands=bands,
        checks=checks,
        broken=sum(not check.keeps_all for _, of_season in checks for check in of_season),
        weekdays=WEEKDAYS,
        kind_names=SERVICE_KINDS,
        tab="rules",
    )


def _takes_part(school: School, first: int, last: int) -> bool:
    return any(school.takes_part(grade) for grade in range(first, last + 1))
