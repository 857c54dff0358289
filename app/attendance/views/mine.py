"""A child's own record, for its family."""

from collections import Counter

from flask import render_template

from app.accounts.viewer import children, current_child, viewer
from app.attendance.models import MarkState
from app.attendance.queries.children import record_of
from app.attendance.views.blueprint import bp
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
        absent=counts[MarkState.ABSENT],
    )
