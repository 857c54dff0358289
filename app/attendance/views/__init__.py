"""Pages of the roll: the current meeting, absences, a child's record."""

from app.attendance.views import absences, care, mine, roll, rooms, today
from app.attendance.views.blueprint import bp
from app.attendance.views.care import CHILD_PANELS
from app.core.roles import STAFF
from app.core.text import N_
from app.web.navigation import Entry

__all__ = ["CHILD_PANELS", "NAVIGATION", "absences", "bp", "care", "mine", "roll", "rooms", "today"]

NAVIGATION = (
    Entry("attendance.current", N_("Roll call"), "check", "day", 11, STAFF),
    Entry("attendance.open_list", N_("Absences"), "warn", "day", 12, absences.READERS),
)
