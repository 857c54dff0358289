"""Actions of imports: keep a list that was read, apply it wholly, undo it wholly."""

from app.rosters.services.applying import apply_list
from app.rosters.services.drafts import drop_list, keep_list, make_numbers, preview
from app.rosters.services.staff_lists import apply_staff_list, keep_staff_list, staff_preview
from app.rosters.services.staff_undoing import may_undo_staff, undo_staff_list
from app.rosters.services.undoing import may_undo, undo_import

__all__ = [
    "apply_list",
    "apply_staff_list",
    "drop_list",
    "keep_list",
    "keep_staff_list",
    "make_numbers",
    "may_undo",
    "may_undo_staff",
    "preview",
    "staff_preview",
    "undo_import",
    "undo_staff_list",
]
