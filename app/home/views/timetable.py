"""The public timetable of a school: clubs and bells, no person (R9)."""

from itertools import groupby

from flask import render_template

from app.core import clock
from app.core.db import db
from app.home.queries import clubs as queries
from app.home.views.blueprint import bp
from app.schools import queries as schools
from app.schools.bells import slot_times
from app.schools.forms import SERVICE_KINDS
from app.web.access import public


@bp.get("/schools/<code>/timetable")
@public
def timetable(code: str) -> str:
    """Show what runs when and where, for everybody to see."""
    at_school = schools.get_school_by_code(db.session(), code)
    today = at_school.today(clock.now())
    term = schools.current_term(db.session(), at_school.id, today)
    sections = queries.published_sections(db.session(), term) if term else []
    bells = schools.bells(db.session(), at_school.id)
    slots = schools.slots(db.session(), at_school.id)
    by_period = {one.slot.period: one for one in reversed(slot_times(slots, bells, today))}
    by_day = groupby(queries.week(sections), key=lambda one: one.slot.weekday)
    return render_template(
        "home/timetable.html",
        at_school=at_school,
        term=term,
        begins_on=None if at_school.has_begun(today) else at_school.starts_on,
        days=[(weekday, list(clubs)) for weekday, clubs in by_day],
        periods=[by_period[period] for period in sorted(by_period)],
        kind_names=SERVICE_KINDS,
        season=bells.season_on(today),
    )
