"""Who is looking: the signed-in account behind a request, and the child in question.

A sign-in is a row of the server; the cookie only carries its random token, so that signing out
ends every copy of the cookie.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from flask import g, session
from flask_login import LoginManager, UserMixin, current_user

from app.accounts.hashing import keyed_hash
from app.accounts.models import Account, Student
from app.accounts.queries import viewers
from app.core import clock
from app.core.db import db
from app.core.errors import NotAllowed
from app.core.roles import STAFF, Role
from app.schools.models import School

login_manager = LoginManager()
CHILD = "child_id"


@dataclass(frozen=True)
class Viewer(UserMixin):  # type: ignore[misc]  # -- Flask-Login has no types
    """The signed-in person of this request."""

    token: str = field(repr=False)
    account: Account
    school: School
    roles: frozenset[Role]

    def get_id(self) -> str:
        """Give Flask-Login what it keeps in the cookie."""
        return self.token

    @property
    def account_id(self) -> int:
        """The account's id, as the audit log names people."""
        return self.account.id

    @property
    def school_id(self) -> int:
        """The school every query of this request is bound to."""
        return self.school.id

    @property
    def name(self) -> str:
        """The person's name."""
        return self.account.name

    @property
    def is_staff(self) -> bool:
        """Whether the person works at the school."""
        return bool(self.roles & STAFF)


def viewer() -> Viewer:
    """Give the signed-in person; only for views that are not public."""
    return cast("Viewer", current_user._get_current_object())


def token_hash(token: str) -> str:
    """Hash a sign-in token with the server's key."""
    return keyed_hash(token)


@login_manager.user_loader  # type: ignore[untyped-decorator]  # -- Flask-Login has no types
def _load(token: str) -> Viewer | None:
    found = viewers.sign_in_by_token(db.session(), token_hash(token), now=clock.now())
    if found is None:
        return None
    account = found.account
    roles = account.usable_roles_on(account.school.today(clock.now()))
    return Viewer(token, account, account.school, roles)


def remember(token: str) -> None:
    """Let the browser of this request carry a sign-in, from its next request on."""
    session["_user_id"] = token  # where Flask-Login looks for it
    session["_fresh"] = True


def children() -> Sequence[Student]:
    """List the viewer's children (a student's own row for a student), loaded once a request."""
    if "children" not in g:
        g.children = viewers.children_of(db.session(), viewer().account)
    return cast("Sequence[Student]", g.children)


def current_child() -> Student:
    """Give the child the family is looking at: the one last chosen, else the first.

    Raises:
        NotAllowed: the account has no child and is no student.
    """
    mine = children()
    if not mine:
        raise NotAllowed
    chosen = session.get(CHILD)
    return next((child for child in mine if child.id == chosen), mine[0])


def choose_child(student_id: int) -> None:
    """Remember which child the family looks at; only one of theirs.

    Raises:
        NotAllowed: it is not their child.
    """
    if student_id not in {child.id for child in children()}:
        raise NotAllowed
    session[CHILD] = student_id
