"""Acts on days, on duty and its logs."""

from app.safety.services.closing import close_day, correct_day
from app.safety.services.duty import (
    Turns,
    add_turns,
    end_stand_in,
    keep_duties,
    person_of,
    remove_turn,
    stand_in,
)
from app.safety.services.duty_logs import Remark, sign_log, write_entry

__all__ = [
    "Remark",
    "Turns",
    "add_turns",
    "close_day",
    "correct_day",
    "end_stand_in",
    "keep_duties",
    "person_of",
    "remove_turn",
    "sign_log",
    "stand_in",
    "write_entry",
]
