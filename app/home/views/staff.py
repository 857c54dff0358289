"""The start page of everybody else at the school: what runs today."""

from flask import render_template

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.home.queries import clubs as queries
from app.home.views.blueprint import Choices
from app.home.wording import day_text
from app.schools.calendar import school_days
from app.schools.models import Term
from app.schools.queries import calendar_days, current_term


def page(pages: Choices) -> str:
    """Show the clubs of today with time, room and number of children."""
    me, now = viewer(), clock.now()
    today = me.school.today(now)
    term = current_term(db.session(), me.school_id, today)
    special = calendar_days(db.session(), me.school_id, today, today)
    alone = Term(starts_on=today, ends_on=today)
    running = school_days(alone, special, range(1, 8), service_from=me.school.starts_on)
    weekday = running[0].weekday if running else None
    sections = queries.published_sections(db.session(), term) if term and weekday else []
    clubs = [one for one in queries.week(sections) if one.slot.weekday == weekday]
    return render_template(
        "home/staff.html",
        pages=pages,
        day=day_text(today),
        date=today,
        clubs=clubs,
        children=sum(one.section.taken for one in clubs),
    )
