"""Actions on the catalogue: one module per noun."""

from app.courses.services.copying import Copied, Copy, copies_of, copy_from_term
from app.courses.services.courses import create_course, update_course
from app.courses.services.imports import (
    apply_import,
    drop_import,
    issues_of,
    keep_reading,
    may_undo,
    rows_of,
    undo_import,
)
from app.courses.services.pictures import remove_picture, set_picture
from app.courses.services.plans import Plan, plan
from app.courses.services.review import (
    Outcome,
    cancel,
    obstacles_of,
    propose,
    publish,
    publish_several,
    resume,
    return_with_note,
    what_can_be_published,
    withdraw,
)
from app.courses.services.sections import (
    create_section,
    delete_section,
    update_section,
    warnings,
)
from app.courses.services.texts import fill_texts, without_texts
from app.courses.services.version import bump_catalogue

__all__ = [
    "Copied",
    "Copy",
    "Outcome",
    "Plan",
    "apply_import",
    "bump_catalogue",
    "cancel",
    "copies_of",
    "copy_from_term",
    "create_course",
    "create_section",
    "delete_section",
    "drop_import",
    "fill_texts",
    "issues_of",
    "keep_reading",
    "may_undo",
    "obstacles_of",
    "plan",
    "propose",
    "publish",
    "publish_several",
    "remove_picture",
    "resume",
    "return_with_note",
    "rows_of",
    "set_picture",
    "undo_import",
    "update_course",
    "update_section",
    "warnings",
    "what_can_be_published",
    "withdraw",
    "without_texts",
]
