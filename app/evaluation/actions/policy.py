"""Who may do what with actions; facts arrive as arguments."""

from collections.abc import Collection

from app.core.roles import Role
from app.evaluation.actions.models import Action

LOOKERS = (Role.QUALITY_STAFF, Role.DUTY_LEADER, Role.SCHOOL_ADMIN)


def may_have_a_look(roles: Collection[Role]) -> bool:
    """Whether somebody patrols, sees all findings and verifies what was put right."""
    return not set(LOOKERS).isdisjoint(roles)


def may_see(
    roles: Collection[Role], account_id: int, action: Action, teachers: Collection[int]
) -> bool:
    """Whether somebody sees an action: those concerned and the leaders.

    Args:
        roles: of who looks.
        account_id: who looks.
        action: what is done.
        teachers: accounts of those who teach what it is about.
    """
    concerned = {action.owner_id, action.opened_by_id, *teachers}
    return account_id in concerned or may_have_a_look(roles)


def may_report(roles: Collection[Role], account_id: int, action: Action) -> bool:
    """Whether somebody says how far it is: its owner and the office."""
    return account_id == action.owner_id or Role.SCHOOL_ADMIN in roles


def may_verify(roles: Collection[Role], account_id: int, action: Action) -> bool:
    """Whether somebody has the second look: who patrols, and did not put it right himself."""
    return may_have_a_look(roles) and account_id not in (action.done_by_id, action.owner_id)
