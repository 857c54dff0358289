"""Acts on rolls and absences."""

from app.attendance.services.absences import settle_absence, tell_of_absences
from app.attendance.services.rolls import (
    Answer,
    hand_in_roll,
    leave_meeting,
    open_again,
    take_taps,
)

__all__ = [
    "Answer",
    "hand_in_roll",
    "leave_meeting",
    "open_again",
    "settle_absence",
    "take_taps",
    "tell_of_absences",
]
