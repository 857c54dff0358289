"""Refusals: what the product says no to, in four families.

A refusal carries one whole sentence with named holes and the facts that fill them. The web layer
turns the family into a status and the sentence into the reader's language.
"""

from typing import ClassVar

from app.core.text import N_


class DomainError(Exception):
    """Something a person asked for cannot be done; `message` says why and what to do."""

    message: ClassVar[str] = N_("This cannot be done.")

    def __init__(self, **facts: object) -> None:
        super().__init__(self.message % facts if facts else self.message)
        self.facts = facts


class Invalid(DomainError):
    """What was sent breaks a rule; the form shows it (422)."""

    field: ClassVar[str | None] = None


class NotAllowed(DomainError):
    """This person may not do this (403)."""

    message = N_("You do not have access to this page.")


class NotFound(DomainError):
    """There is no such thing in this school (404)."""

    message = N_("This page does not exist, or it is no longer here.")


class Conflict(DomainError):
    """It was possible a moment ago; something else happened meanwhile (409)."""

    message = N_("Something has changed meanwhile. Please look again.")
