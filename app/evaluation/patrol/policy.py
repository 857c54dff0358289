"""Who may do what with patrols; facts arrive as arguments."""

from collections.abc import Collection

from app.core.roles import Role
from app.evaluation.actions.policy import LOOKERS, may_have_a_look
from app.evaluation.patrol.models import Visit

PATROLS = LOOKERS


def may_see_visit(roles: Collection[Role], account_id: int, visit: Visit) -> bool:
    """Whether somebody sees a visit: who patrols, and the adults of its meeting.

    The meeting's adults must be loaded.
    """
    adults = {adult.account_id for adult in visit.meeting.adults}
    return account_id in adults or may_have_a_look(roles)
