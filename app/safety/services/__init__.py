"""Acts on days, duty and incidents: one module per noun."""

from app.safety.services.cards import write_card
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
from app.safety.services.families import told_by_telephone, write_to_family
from app.safety.services.incidents import (
    Where,
    add_adult,
    add_child,
    add_follow_up,
    add_photo,
    describe,
    discard_incident,
    do_step,
    finish_follow_up,
    leaders_of,
    remove_child,
    start_incident,
)

__all__ = [
    "Remark",
    "Turns",
    "Where",
    "add_adult",
    "add_child",
    "add_follow_up",
    "add_photo",
    "add_turns",
    "close_day",
    "correct_day",
    "describe",
    "discard_incident",
    "do_step",
    "end_stand_in",
    "finish_follow_up",
    "keep_duties",
    "leaders_of",
    "person_of",
    "remove_child",
    "remove_turn",
    "sign_log",
    "stand_in",
    "start_incident",
    "told_by_telephone",
    "write_card",
    "write_entry",
    "write_to_family",
]
