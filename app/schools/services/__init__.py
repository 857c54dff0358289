"""Actions on a school: one module per noun."""

from app.schools.services.bells import (
    BandValues,
    SeasonValues,
    SlotPlan,
    change_bells,
    change_slots,
    days_without_season,
    delete_band,
    delete_season,
    save_band,
    save_season,
)
from app.schools.services.homerooms import (
    add_homeroom,
    delete_homeroom,
    find_or_create_homeroom,
    rename_homeroom,
)
from app.schools.services.rooms import RoomValues, delete_room, find_or_create_room, save_room
from app.schools.services.rules import RuleValues, save_rules
from app.schools.services.schools import Settings, change_settings, create_school
from app.schools.services.terms import (
    add_national_days,
    add_term,
    change_term,
    clear_day,
    delete_term,
    mark_day,
    open_term,
)

__all__ = [
    "BandValues",
    "RoomValues",
    "RuleValues",
    "SeasonValues",
    "Settings",
    "SlotPlan",
    "add_homeroom",
    "add_national_days",
    "add_term",
    "change_bells",
    "change_settings",
    "change_slots",
    "change_term",
    "clear_day",
    "create_school",
    "days_without_season",
    "delete_band",
    "delete_homeroom",
    "delete_room",
    "delete_season",
    "delete_term",
    "find_or_create_homeroom",
    "find_or_create_room",
    "mark_day",
    "open_term",
    "rename_homeroom",
    "save_band",
    "save_room",
    "save_rules",
    "save_season",
]
