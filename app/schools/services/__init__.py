"""Actions on a school: one module per noun."""

from app.schools.services.homerooms import find_or_create_homeroom
from app.schools.services.schools import create_school

__all__ = ["create_school", "find_or_create_homeroom"]
