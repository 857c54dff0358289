"""Who may do what with golden ideas; facts arrive as arguments."""

from collections.abc import Collection

from app.core.roles import Role
from app.evaluation.ideas.models import Idea


def may_take_back(roles: Collection[Role], account_id: int, idea: Idea) -> bool:
    """Whether somebody takes an idea back: who shared it, and the office."""
    return idea.shared_by_id == account_id or Role.SCHOOL_ADMIN in roles
