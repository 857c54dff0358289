"""Who may open which view: every view states it, or the app does not start (promise 1).

`@allow(...)` names roles, `@public` everybody, `@signed_in` any account. A view without one of
them is a configuration fault. `access_policy()` is the whole policy as data; `flask access`
prints it as one table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import Flask, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.errors import NotAllowed
from app.core.roles import Role

P = ParamSpec("P")
R = TypeVar("R")

_RULE = "access_rule"


@dataclass(frozen=True)
class Access:
    """Who a view is for; `records` marks a page whose viewing is written to the audit log."""

    roles: frozenset[Role] = frozenset()
    is_public: bool = False
    records: bool = False

    def admits(self, roles: frozenset[Role]) -> bool:
        """Whether a person with these roles may open the view."""
        return self.is_public or not self.roles or bool(self.roles & roles)

    def describe(self) -> str:
        """Say it in one cell of the policy table."""
        if self.is_public:
            return "everybody"
        return ", ".join(sorted(self.roles)) or "signed in"


class MissingAccess(RuntimeError):
    """A view does not say who may open it."""


def allow(*roles: Role, records: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Admit signed-in people who hold one of `roles`.

    Args:
        roles: who may; name at least one.
        records: the view writes down that it was seen, so even a GET runs in a writing transaction.
    """
    if not roles:
        raise MissingAccess("allow() needs a role; use signed_in for every account")
    return _guard(Access(frozenset(roles), records=records))


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Admit every signed-in account."""
    return _guard(Access())(view)


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Admit everybody."""
    return _guard(Access(is_public=True))(view)


def require(granted: bool) -> None:
    """Go on only if the policy said yes.

    Raises:
        NotAllowed: it said no.
    """
    if not granted:
        raise NotAllowed


def access_of(app: Flask, endpoint: str) -> Access:
    """Look up the rule of an endpoint."""
    if endpoint == "static":
        return Access(is_public=True)
    rule = getattr(app.view_functions[endpoint], _RULE, None)
    if rule is None:
        raise MissingAccess(f"{endpoint} does not say who may open it")
    return cast("Access", rule)


def access_policy(app: Flask) -> list[tuple[str, str, str, Access]]:
    """List (path, methods, endpoint, access) of every route, by path."""
    rows = [
        (rule.rule, ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})), rule.endpoint)
        for rule in app.url_map.iter_rules()
    ]
    return [(*row, access_of(app, row[2])) for row in sorted(rows)]


def _guard(access: Access) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if access.is_public:
                return view(*args, **kwargs)
            if not current_user.is_authenticated:
                return cast("R", _to_sign_in())
            if not access.admits(current_user.roles):
                raise NotAllowed
            return view(*args, **kwargs)

        setattr(guarded, _RULE, access)
        return guarded

    return decorate


def _to_sign_in() -> Response:
    """Send to sign-in and back; htmx is told to load a whole page."""
    wanted = request.full_path if request.method == "GET" else None
    target = url_for(current_app.config["SIGN_IN_ENDPOINT"], next=wanted)
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": target})
    return redirect(target)
