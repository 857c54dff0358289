"""Finds the pages that a person may open: from the URL map, the access policy and the links."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

from flask import Flask
from playwright.sync_api import APIRequestContext
from werkzeug.exceptions import HTTPException

from app.core.roles import Role
from app.web.access import Access, access_policy

EXAMPLES = 2  # addresses asked of one route: another child's page has links that one's lacks


@dataclass(frozen=True)
class Routes:
    """The routes of the app that answer GET, and who may open each."""

    app: Flask
    access: Mapping[str, Access]

    @classmethod
    def of(cls, app: Flask) -> "Routes":
        """Read them from the access policy."""
        rows = access_policy(app)
        return cls(app, {name: access for _, methods, name, access in rows if "GET" in methods})

    def name_of(self, address: str) -> str:
        """Name the route of an address, or nothing when it is none of them."""
        try:
            name, _ = self.app.url_map.bind("localhost").match(urlsplit(address).path)
        except HTTPException:  # a link to what only takes POST, or leads out of the app
            return ""
        return str(name) if name in self.access else ""

    def open_to(self, role: Role | None) -> set[str]:
        """Name the routes that a role, or somebody signed out, may open."""
        return {
            name
            for name, access in self.access.items()
            if access.is_public or (role is not None and access.admits(frozenset({role})))
        }

    def entrances(self, role: Role | None, school: str) -> list[str]:
        """List the addresses that need no id: they have no hole, or only one for the school."""
        names = self.open_to(role)
        rules = [rule for rule in self.app.url_map.iter_rules() if rule.endpoint in names]
        return sorted(
            rule.rule.replace("<code>", school).replace("<school_code>", school)
            for rule in rules
            if rule.arguments <= {"code", "school_code"} and "GET" in (rule.methods or ())
        )


@dataclass
class Walk:
    """What one person got: an address of each route that answered, and what was refused."""

    answered: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)  # those of them that are HTML
    refused: list[str] = field(default_factory=list)
    _asked: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def follow(self, request: APIRequestContext, routes: Routes, start: Iterable[str]) -> None:
        """Ask for these addresses and for everything they lead to."""
        todo, seen = deque(start), set[str]()
        while todo:
            address = todo.popleft()
            if address not in seen and self._is_new(address, routes):
                seen.add(address)
                todo.extend(self._ask(request, routes, address))

    def try_out(
        self,
        request: APIRequestContext,
        routes: Routes,
        role: Role | None,
        others: "Iterable[Walk]",
    ) -> None:
        """Open what others found of the routes this person has no link to, unless it is refused."""
        for walk in others:
            for name in routes.open_to(role) & walk.answered.keys() - self.answered.keys():
                if request.get(walk.answered[name]).ok:
                    self._ask(request, routes, walk.answered[name])

    def _is_new(self, address: str, routes: Routes) -> bool:
        name = routes.name_of(address)
        kind = (name, *sorted(parse_qs(urlsplit(address).query)))
        self._asked[kind] += 1
        return bool(name) and self._asked[kind] <= EXAMPLES

    def _ask(self, request: APIRequestContext, routes: Routes, address: str) -> list[str]:
        answer = request.get(address)
        if not answer.ok:
            self.refused.append(f"{answer.status} {address}")
            return []
        self.answered.setdefault(routes.name_of(address), address)
        if not answer.headers["content-type"].startswith("text/html"):
            return []
        path = urlsplit(answer.url).path
        self.pages.setdefault(routes.name_of(path), path)
        return _links(answer.text(), path)


class _Links(HTMLParser):
    """Collects where the links of a page lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def _links(html: str, page: str) -> list[str]:
    links = _Links()
    links.feed(html)
    return [link for found in links.found if (link := urljoin(page, found)).startswith("/")]
