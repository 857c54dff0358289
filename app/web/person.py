"""The signed-in person, as far as packages below `app.accounts` need to know."""

from typing import Protocol, cast

from flask_login import current_user

from app.core.roles import Role


class Person(Protocol):
    """What the viewer of `app.accounts.viewer` offers everywhere."""

    @property
    def account_id(self) -> int:
        """The account's id, as the audit log names people."""

    @property
    def school_id(self) -> int:
        """The school every query of this request is bound to."""

    @property
    def name(self) -> str:
        """The person's name."""

    @property
    def roles(self) -> frozenset[Role]:
        """The roles in force today."""


def person() -> Person:
    """Give the signed-in person; only for views that are not public."""
    return cast("Person", current_user._get_current_object())
