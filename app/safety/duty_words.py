"""The short lists of a duty log: places and remarks, one tap each (R7)."""

from collections.abc import Mapping

from app.core.text import N_
from app.safety.duty_models import DutyKind

KINDS = {
    DutyKind.LEADER: N_("Leadership duty"),
    DutyKind.TEACHER: N_("Teachers' duty"),
    DutyKind.CANTEEN: N_("Canteen and logistics"),
}
PLACES = {
    "": N_("The whole school"),
    "gate": N_("School gate"),
    "corridors": N_("Corridors and stairs"),
    "yard": N_("School yard"),
    "canteen": N_("Canteen"),
    "toilets": N_("Toilets"),
}
GOOD, ORDER, SAFETY, HYGIENE, FOOD = "good", "order", "safety", "hygiene", "food"
TOPICS = {
    GOOD: N_("All right"),
    ORDER: N_("Order"),
    SAFETY: N_("Safety of rooms and grounds"),
    HYGIENE: N_("Hygiene"),
    FOOD: N_("Food"),
}
# Remarks by key: the topic, and the sentence.
REMARKS = {
    "walked": (GOOD, N_("Walked round, everything in order")),
    "adults": (GOOD, N_("Every room has its adult")),
    "gate_open": (GOOD, N_("Gate opened, staff in place")),
    "released": (GOOD, N_("All children have left, gate closed")),
    "chasing": (ORDER, N_("Children were running and shoving, spoken to")),
    "late_adult": (ORDER, N_("An adult came late, the class was watched meanwhile")),
    "crowd": (ORDER, N_("Crowding, let through by classes")),
    "quarrel": (ORDER, N_("A quarrel, settled and told to the homeroom teacher")),
    "damage": (SAFETY, N_("Something is damaged, reported for repair")),
    "wet_floor": (SAFETY, N_("Wet floor, sign put up")),
    "window": (SAFETY, N_("Window or door was open, closed")),
    "stranger": (SAFETY, N_("A visitor without a pass, accompanied out")),
    "power": (SAFETY, N_("Lights and power switched off")),
    "litter": (HYGIENE, N_("Litter, cleaned up")),
    "clean": (HYGIENE, N_("Floors and tables cleaned and disinfected")),
    "waste": (HYGIENE, N_("Kitchen waste handed over")),
    "sample": (FOOD, N_("Food sample kept for 48 hours")),
    "tasted": (FOOD, N_("Meal tasted with the children")),
    "delivery": (FOOD, N_("Delivery checked, papers kept")),
    "health": (FOOD, N_("Morning health check of the kitchen staff done")),
}
_ROUNDS = ("walked", "chasing", "crowd", "quarrel", "damage", "wet_floor", "window", "litter")
_CLOSING = ("stranger", "power")
OFFERED: Mapping[DutyKind, tuple[str, ...]] = {
    DutyKind.LEADER: (*_ROUNDS, "adults", "late_adult", "gate_open", "released", *_CLOSING),
    DutyKind.TEACHER: (*_ROUNDS, "adults", "released"),
    DutyKind.CANTEEN: ("sample", "tasted", "delivery", "health", "clean", "waste", "power"),
}
