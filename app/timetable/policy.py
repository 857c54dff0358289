"""Who may do what with meetings; facts arrive as arguments."""

from collections.abc import Collection

from app.core.roles import Role

KEEPERS = (Role.SCHOOL_ADMIN, Role.DUTY_LEADER)
HOMEROOM_READERS = (Role.SCHOOL_ADMIN, Role.HOMEROOM_TEACHER)


def may_change_meetings(roles: Collection[Role]) -> bool:
    """Whether somebody cancels, moves and covers meetings: office and duty leader (R10)."""
    return not set(KEEPERS).isdisjoint(roles)


def may_report_absence(roles: Collection[Role], *, is_own: bool) -> bool:
    """Whether somebody says that an adult cannot come: the adult, office and duty leader."""
    return is_own or may_change_meetings(roles)


def may_see_homeroom(roles: Collection[Role], *, leads_it: bool) -> bool:
    """Whether somebody sees where the children of a homeroom go: office and its teachers."""
    return Role.SCHOOL_ADMIN in roles or leads_it
