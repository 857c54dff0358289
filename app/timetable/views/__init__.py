"""Pages of meetings: the day sheet, the week of a room or a teacher, one meeting."""

from app.core.roles import STAFF
from app.core.text import N_
from app.timetable.views import day_sheet, feed, meeting, week
from app.timetable.views.blueprint import bp
from app.web.navigation import Entry

__all__ = ["NAVIGATION", "bp", "day_sheet", "feed", "meeting", "week"]

NAVIGATION = (
    Entry("timetable.day_sheet", N_("Day sheet"), "cal", "day", 15, STAFF),
    Entry("timetable.week", N_("Timetable"), "clock", "day", 16, STAFF),
)
