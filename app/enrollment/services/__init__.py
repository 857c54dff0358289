"""Actions on places: one module per noun."""

from app.enrollment.services.answering import approve_change, decline_change
from app.enrollment.services.changing import (
    Change,
    change_place,
    check_change,
    places_to_change,
)
from app.enrollment.services.correcting import Right, correct_place, wrong_places
from app.enrollment.services.dropping import UNDO, check_undo, drop_place, undo_drop
from app.enrollment.services.exchanges import (
    announce_exchange,
    call_off_exchange,
    preview,
    record_hash,
    run_exchange,
    wish,
    wishable,
)
from app.enrollment.services.first_come import (
    announce_free_seats,
    call_off,
    check_may_take,
    take_free_seat,
)
from app.enrollment.services.giving import Gift, check_gift, give_seat, place_by_hand
from app.enrollment.services.groups import (
    NewPlace,
    NewWaiting,
    place_homeroom,
    place_many,
    place_selected,
    students_by_numbers,
    wait_many,
)
from app.enrollment.services.offers import (
    accept_offer,
    decline_offer,
    withdraw_offer,
)
from app.enrollment.services.places import (
    check_fit,
    end_place,
    end_places_of_leavers,
    follow_leaver,
    give_up_for_better,
)
from app.enrollment.services.repair_answers import agree, decline, expire_questions
from app.enrollment.services.repair_apply import apply_repair
from app.enrollment.services.repairs import ask_families, drop_repair, look_again, propose_repair
from app.enrollment.services.requests import withdraw_request
from app.enrollment.services.seats import take_seat
from app.enrollment.services.successors import hand_over, successors
from app.enrollment.services.trial import remind_trial_end, set_trial_week
from app.enrollment.services.waiting import leave_list, sweep
from app.enrollment.services.waiting import move_on as pass_on

__all__ = [
    "UNDO",
    "Change",
    "Gift",
    "NewPlace",
    "NewWaiting",
    "Right",
    "accept_offer",
    "agree",
    "announce_exchange",
    "announce_free_seats",
    "apply_repair",
    "approve_change",
    "ask_families",
    "call_off",
    "call_off_exchange",
    "change_place",
    "check_change",
    "check_fit",
    "check_gift",
    "check_may_take",
    "check_undo",
    "correct_place",
    "decline",
    "decline_change",
    "decline_offer",
    "drop_place",
    "drop_repair",
    "end_place",
    "end_places_of_leavers",
    "expire_questions",
    "follow_leaver",
    "give_seat",
    "give_up_for_better",
    "hand_over",
    "leave_list",
    "look_again",
    "pass_on",
    "place_by_hand",
    "place_homeroom",
    "place_many",
    "place_selected",
    "places_to_change",
    "preview",
    "propose_repair",
    "record_hash",
    "remind_trial_end",
    "run_exchange",
    "set_trial_week",
    "students_by_numbers",
    "successors",
    "sweep",
    "take_free_seat",
    "take_seat",
    "undo_drop",
    "wait_many",
    "wish",
    "wishable",
    "withdraw_offer",
    "withdraw_request",
    "wrong_places",
]
