"""Pages of rounds, lists and draws: one module per noun."""

from app.core.roles import FAMILY, Role
from app.core.text import N_
from app.lottery.views import (
    carried,
    choosing,
    draws,
    hall,
    handing_in,
    luck,
    mechanisms,
    progress,
    results,
    rounds,
    second_rounds,
)
from app.lottery.views.blueprint import bp
from app.web.navigation import Entry

__all__ = [
    "NAVIGATION",
    "bp",
    "carried",
    "choosing",
    "draws",
    "hall",
    "handing_in",
    "luck",
    "mechanisms",
    "progress",
    "results",
    "rounds",
    "second_rounds",
]

NAVIGATION = (
    Entry("lottery.choose", N_("My choices"), "list", "family", 20, FAMILY),
    Entry(
        "lottery.index",
        N_("Choice rounds"),
        "draw",
        "term",
        40,
        frozenset({Role.SCHOOL_ADMIN}),
    ),
    Entry(
        "lottery.current_progress",
        N_("Lists handed in"),
        "chart",
        "term",
        45,
        frozenset({Role.HOMEROOM_TEACHER}),
    ),
)
