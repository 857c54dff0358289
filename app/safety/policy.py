"""Who may close days; facts arrive as arguments."""

from collections.abc import Collection

from app.core.roles import Role

CLOSERS = (Role.DUTY_LEADER, Role.SCHOOL_ADMIN)


def may_leave_open(roles: Collection[Role]) -> bool:
    """Whether somebody closes a day with open points, giving a reason for each: the office."""
    return Role.SCHOOL_ADMIN in roles
