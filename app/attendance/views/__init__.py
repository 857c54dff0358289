"""Pages of the roll: the current meeting, absences, leave, a child's record."""

from app.attendance.policy import GATE, KEEPERS
from app.attendance.views import (
    absences,
    balance,
    care,
    class_lists,
    collectors,
    figures,
    gate,
    gate_child,
    leave,
    leave_requests,
    mine,
    roll,
    rooms,
    rule,
    today,
)
from app.attendance.views.blueprint import bp
from app.core.roles import STAFF
from app.core.text import N_
from app.web.navigation import Entry

__all__ = [
    "CHILD_PANELS",
    "NAVIGATION",
    "absences",
    "balance",
    "bp",
    "care",
    "class_lists",
    "collectors",
    "figures",
    "gate",
    "gate_child",
    "leave",
    "leave_requests",
    "mine",
    "roll",
    "rooms",
    "rule",
    "today",
]

CHILD_PANELS = (
    *care.CHILD_PANELS,
    *leave_requests.CHILD_PANELS,
    *gate_child.CHILD_PANELS,
    *collectors.CHILD_PANELS,
)

NAVIGATION = (
    Entry("attendance.current", N_("Roll call"), "check", "day", 11, STAFF),
    Entry("attendance.balance", N_("Nobody lost"), "users", "day", 12, frozenset(KEEPERS)),
    Entry("attendance.gate", N_("Dismissal"), "door", "day", 15, frozenset(GATE)),
    Entry("attendance.open_list", N_("Absences"), "warn", "day", 13, absences.READERS),
    Entry("attendance.leave_requests", N_("Leave"), "door", "day", 14, absences.READERS),
    Entry("attendance.class_lists", N_("Classes today"), "list", "day", 17, absences.READERS),
    Entry("attendance.figures", N_("Attendance figures"), "chart", "day", 24, figures.READERS),
)
