"""Who sees and writes diagnoses; facts arrive as arguments."""

from collections.abc import Collection

from app.core.roles import Role
from app.evaluation.actions.policy import LOOKERS

READERS = (*LOOKERS, Role.HOMEROOM_TEACHER, Role.CLUB_TEACHER)
PUBLISHERS = (Role.QUALITY_STAFF, Role.SCHOOL_ADMIN)


def sees_all(roles: Collection[Role]) -> bool:
    """Whether somebody sees the diagnoses of all clubs and homerooms, drafts too."""
    return not set(LOOKERS).isdisjoint(roles)


def may_publish(roles: Collection[Role]) -> bool:
    """Whether somebody drafts a week and gives it to those concerned."""
    return not set(PUBLISHERS).isdisjoint(roles)
