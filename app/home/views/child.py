"""The week of a child on its page, for staff who may look for a child."""

from app.accounts.models import Student
from app.accounts.panels import ChildPanel
from app.accounts.policy import FINDERS
from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.home.queries import clubs as queries
from app.schools.queries import current_term


def _week(child: Student) -> dict[str, object]:
    """Load the clubs of a child in this term, in the order of the week."""
    me = viewer()
    today = me.school.today(clock.now())
    term = current_term(db.session(), me.school_id, today)
    sections = queries.sections_of_child(db.session(), term, child.id) if term else []
    return {"week": queries.week(sections), "today": today.isoweekday(), "student_id": child.id}


CHILD_PANELS = (ChildPanel(10, "home/_child_week.html", _week, frozenset(FINDERS)),)
