"""Where people can go: each package's views name their own entries, this module picks by role."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext

from app.core.roles import Role
from app.core.text import N_

GROUPS = {
    "term": N_("This term"),
    "day": N_("Every day"),
    "school": N_("School"),
}


@dataclass(frozen=True)
class Entry:
    """One place to go.

    `label` is marked with N_; `group` is a key of GROUPS for staff, or "family" for the dock of
    families (five at most); entries stand in the order of `position`.
    """

    endpoint: str
    label: str
    icon: str
    group: str
    position: int
    roles: frozenset[Role]


@dataclass(frozen=True)
class Item:
    """An entry as the layout shows it."""

    url: str
    label: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Group:
    """A labelled run of items in the side navigation of staff."""

    label: str
    items: Sequence[Item]


@dataclass(frozen=True)
class Menu:
    """Where a person can go: groups for staff, the dock for families."""

    groups: Sequence[Group]
    dock: Sequence[Item]


def entries_for(roles: frozenset[Role], group: str, entries: Iterable[Entry]) -> list[Entry]:
    """Pick a group's entries for these roles, in order."""
    chosen = (entry for entry in entries if entry.group == group and entry.roles & roles)
    return sorted(chosen, key=lambda entry: entry.position)


def menu(roles: frozenset[Role]) -> Menu:
    """Build what these roles find in the present request; empty groups are left out."""
    entries = [each for each in current_app.extensions["navigation"] if each.roles & roles]
    urls = {entry.endpoint: url_for(entry.endpoint) for entry in entries}
    nearest = _nearest(urls.values())
    here = {endpoint for endpoint, url in urls.items() if url == nearest}

    def items(group: str) -> list[Item]:
        return [
            Item(urls[entry.endpoint], gettext(entry.label), entry.icon, entry.endpoint in here)
            for entry in entries_for(roles, group, entries)
        ]

    groups = [Group(gettext(label), items(group)) for group, label in GROUPS.items()]
    return Menu([group for group in groups if group.items], items("family"))


def _nearest(urls: Iterable[str]) -> str:
    """Pick the place the present page belongs to: the longest address it stands below."""
    above = (url for url in urls if request.path == url or request.path.startswith(f"{url}/"))
    return max(above, key=len, default="")
