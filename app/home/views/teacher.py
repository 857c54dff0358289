"""The club teacher's start page: today's clubs first, then the week."""

from flask import render_template

from app.accounts.viewer import viewer
from app.attendance.queries.days import meeting_to_call
from app.core import clock
from app.core.db import db
from app.home.queries import clubs as queries
from app.home.views.blueprint import Choices
from app.home.wording import day_text
from app.schools.queries import current_term
from app.timetable.models import Meeting


def current_meeting() -> Meeting | None:
    """Give the teacher's meeting of this moment whose roll is still open."""
    me = viewer()
    return meeting_to_call(db.session(), me.school, me.account_id, clock.now())


def page(pages: Choices) -> str:
    """Show a teacher's clubs."""
    me, now = viewer(), clock.now()
    today = me.school.today(now)
    term = current_term(db.session(), me.school_id, today)
    sections = queries.taught_sections(db.session(), term, me.account_id) if term else []
    week, has_begun = queries.week(sections), me.school.has_begun(today)
    return render_template(
        "home/teacher.html",
        pages=pages,
        day=day_text(today),
        today=[one for one in week if has_begun and one.slot.weekday == today.isoweekday()],
        week=week,
        sections=sections,
    )
