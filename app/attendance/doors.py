"""Where the code at a room's door leads people whom packages above bring: patrols."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app

from app.core.roles import Role


@dataclass(frozen=True)
class Door:
    """A page of a meeting (`endpoint` takes `meeting_id`) for those who hold one of `roles`."""

    endpoint: str
    roles: frozenset[Role]


def door_for(roles: frozenset[Role]) -> Door | None:
    """Find the page to which a door's code leads somebody with these roles."""
    registered: Sequence[Door] = current_app.extensions["doors"]
    return next((door for door in registered if door.roles & roles), None)
