"""Who may do what with people; facts arrive as arguments."""

from collections.abc import Container

from app.core.roles import Role

FINDERS = (
    Role.SCHOOL_ADMIN,
    Role.DUTY_LEADER,
    Role.HOMEROOM_TEACHER,
    Role.QUALITY_STAFF,
    Role.GATEKEEPER,
)
CARD_PRINTERS = (Role.SCHOOL_ADMIN, Role.HOMEROOM_TEACHER)


def may_see_contacts(roles: Container[Role], led: Container[int], homeroom_id: int) -> bool:
    """Whether somebody may see whom to call about a child of a homeroom.

    Args:
        roles: what the person is.
        led: homerooms the person leads, by id.
        homeroom_id: the child's.
    """
    return may_print_cards(roles, led, homeroom_id) or Role.DUTY_LEADER in roles


def may_edit_people(roles: Container[Role]) -> bool:
    """Whether somebody keeps the school's list of people."""
    return Role.SCHOOL_ADMIN in roles


def may_print_cards(roles: Container[Role], led: Container[int], homeroom_id: int) -> bool:
    """Whether somebody may issue new codes for a homeroom: administrators, and its teachers."""
    return Role.SCHOOL_ADMIN in roles or (Role.HOMEROOM_TEACHER in roles and homeroom_id in led)
