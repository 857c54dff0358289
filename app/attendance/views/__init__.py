"""Pages of the roll: the current meeting, absences, a child's record."""

from app.attendance.views import absences, care, leave, leave_answers, mine, roll, rooms, today
from app.attendance.views.blueprint import bp
from app.attendance.views.care import CARE_PANEL
from app.attendance.views.leave_answers import LEAVE_PANEL
from app.core.roles import STAFF
from app.core.text import N_
from app.web.navigation import Entry

__all__ = [
    "CHILD_PANELS",
    "NAVIGATION",
    "absences",
    "bp",
    "care",
    "leave",
    "leave_answers",
    "mine",
    "roll",
    "rooms",
    "today",
]

CHILD_PANELS = (LEAVE_PANEL, CARE_PANEL)

NAVIGATION = (
    Entry("attendance.current", N_("Roll call"), "check", "day", 11, STAFF),
    Entry("attendance.open_list", N_("Absences"), "warn", "day", 12, absences.READERS),
    Entry("attendance.leave_requests", N_("Leave"), "leaf", "day", 13, absences.READERS),
)
