"""Actions on the catalogue: one module per noun."""

from app.courses.services.copying import Copied, copy_from_term
from app.courses.services.courses import create_course, update_course
from app.courses.services.review import (
    Outcome,
    obstacles_of,
    propose,
    publish,
    publish_several,
    return_with_note,
    withdraw,
)
from app.courses.services.sections import (
    create_section,
    delete_section,
    update_section,
    warnings,
)
from app.courses.services.version import bump_catalogue

__all__ = [
    "Copied",
    "Outcome",
    "bump_catalogue",
    "copy_from_term",
    "create_course",
    "create_section",
    "delete_section",
    "obstacles_of",
    "propose",
    "publish",
    "publish_several",
    "return_with_note",
    "update_course",
    "update_section",
    "warnings",
    "withdraw",
]
