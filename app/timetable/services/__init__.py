"""Actions on meetings: one module per noun."""

from app.timetable.services.changes import cancel_meeting, move_meeting, restore_meeting
from app.timetable.services.cover import ask_for_cover, assign_cover, come_after_all, raise_alarms
from app.timetable.services.feeds import end_feed, hash_of, make_feed
from app.timetable.services.keeping import Difference, difference, keep_meetings

__all__ = [
    "Difference",
    "ask_for_cover",
    "assign_cover",
    "cancel_meeting",
    "come_after_all",
    "difference",
    "end_feed",
    "hash_of",
    "keep_meetings",
    "make_feed",
    "move_meeting",
    "raise_alarms",
    "restore_meeting",
]
