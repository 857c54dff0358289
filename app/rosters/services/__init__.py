"""Actions of imports: keep a list that was read, apply it wholly, undo it wholly."""

from app.rosters.services.applying import apply_list
from app.rosters.services.drafts import drop_list, keep_list, make_numbers, preview
from app.rosters.services.undoing import may_undo, undo_import

__all__ = [
    "apply_list",
    "drop_list",
    "keep_list",
    "make_numbers",
    "may_undo",
    "preview",
    "undo_import",
]
