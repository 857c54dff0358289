"""Actions on places: one module per noun."""

from app.enrollment.services.groups import (
    NewPlace,
    NewWaiting,
    place_homeroom,
    place_many,
    place_selected,
    students_by_numbers,
    wait_many,
)
from app.enrollment.services.places import (
    check_fit,
    end_place,
    end_places_of_leavers,
    follow_leaver,
    place_by_hand,
    take_seat,
)

__all__ = [
    "NewPlace",
    "NewWaiting",
    "check_fit",
    "end_place",
    "end_places_of_leavers",
    "follow_leaver",
    "place_by_hand",
    "place_homeroom",
    "place_many",
    "place_selected",
    "students_by_numbers",
    "take_seat",
    "wait_many",
]
