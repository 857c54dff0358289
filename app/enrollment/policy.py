"""Who may see which list: pure answers."""

from app.core.roles import Role


def may_see_roster(roles: frozenset[Role], *, teaches_it: bool) -> bool:
    """Whether somebody sees who is in a section: the administrator, and its teachers."""
    return Role.SCHOOL_ADMIN in roles or (Role.CLUB_TEACHER in roles and teaches_it)


def may_see_class_list(roles: frozenset[Role], *, leads_it: bool) -> bool:
    """Whether somebody sees where a homeroom's children are: administrator, homeroom teacher."""
    return Role.SCHOOL_ADMIN in roles or (Role.HOMEROOM_TEACHER in roles and leads_it)


def may_write_to_families(roles: frozenset[Role], *, teaches_it: bool) -> bool:
    """Whether somebody writes to the families of a section: the office, and its teachers."""
    return may_see_roster(roles, teaches_it=teaches_it)
