"""Parts of a child's page that packages above bring: clubs, the week, leave.

A views module may define `CHILD_PANELS`; the factory collects them, the page shows them in order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import current_app

from app.accounts.models import Student
from app.core.roles import Role


@dataclass(frozen=True)
class ChildPanel:
    """One part: a template that needs `facts`, and what loads them.

    It is shown to staff who hold one of `roles`; parts stand in the order of `position`.
    """

    position: int
    template: str
    load: Callable[[Student], Mapping[str, object]]
    roles: frozenset[Role]


@dataclass(frozen=True)
class LoadedPanel:
    """A part with the facts of one child."""

    template: str
    facts: Mapping[str, object]


def panels_for(student: Student, roles: frozenset[Role]) -> list[LoadedPanel]:
    """Load the parts of a child's page for somebody with these roles."""
    registered: list[ChildPanel] = current_app.extensions["child_panels"]
    chosen = sorted(
        (panel for panel in registered if panel.roles & roles), key=lambda panel: panel.position
    )
    return [LoadedPanel(panel.template, panel.load(student)) for panel in chosen]
