"""A child's own record, for its family."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from flask import render_template
from flask_babel import gettext

from app.accounts.viewer import children, current_child, viewer
from app.attendance.figure_models import COLUMNS
from app.attendance.models import MarkState
from app.attendance.numbers import Counts, DayCounts, by_week
from app.attendance.queries.children import Attended, record_of
from app.attendance.views.blueprint import bp, state_name
from app.core import clock
from app.core.db import db
from app.core.roles import FAMILY
from app.schools.queries import current_term
from app.web.access import allow


@bp.get("/attendance/mine")
@allow(*FAMILY)
def mine() -> str:
    """Show where the child was at each meeting of this term."""
    me, child = viewer(), current_child()
    today = me.school.today(clock.now())
    term = current_term(db.session(), me.school_id, today)
    first = term.starts_on if term else today
    found = record_of(db.session(), me.school_id, child.id, first, today)
    counts = Counter(one.mark.state for one in found)
    return render_template(
        "attendance/mine.html",
        child=child,
        children=children(),
        found=found,
        there=sum(count for state, count in counts.items() if state.is_there),
        counts=[(state_name(state), counts[state]) for state in MarkState if counts[state]],
        weeks=[
            (gettext("Week %(number)d", number=number), week.there, week.all, "")
            for number, week in _by_week(found, first).items()
        ],
    )


def _by_week(found: Iterable[Attended], first: date) -> dict[int, Counts]:
    """Count the meetings of each week of the term."""
    days = [DayCounts(one.meeting.day, Counts(**{COLUMNS[one.mark.state]: 1})) for one in found]
    return by_week(days, first)
