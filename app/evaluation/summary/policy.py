"""Who reads the summary, and who decides."""

from collections.abc import Collection

from app.core.roles import Role

READERS = (Role.SCHOOL_ADMIN, Role.DUTY_LEADER, Role.QUALITY_STAFF)
DECIDERS = (Role.SCHOOL_ADMIN, Role.DUTY_LEADER)
OWN_READERS = (*READERS, Role.CLUB_TEACHER)  # a club teacher reads the own clubs alone


def sees_all(roles: Collection[Role]) -> bool:
    """Whether somebody reads every section's summary."""
    return not set(READERS).isdisjoint(roles)


def may_decide(roles: Collection[Role]) -> bool:
    """Whether somebody decides what happens next term."""
    return not set(DECIDERS).isdisjoint(roles)


def may_see(roles: Collection[Role], account_id: int, teachers: Collection[int]) -> bool:
    """Whether somebody reads the summary of a section that these accounts teach."""
    return sees_all(roles) or account_id in teachers
