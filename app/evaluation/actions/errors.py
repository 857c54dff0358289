"""Refusals of actions."""

from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.text import N_


class NotYours(NotAllowed):
    """Somebody else has to do it."""

    message = N_("Only who has to put it right, or the office, says how far it is.")


class NotConcerned(NotAllowed):
    """It is about other people's work."""

    message = N_("Only those concerned see this: who found it, who puts it right, and the leaders.")


class OwnLook(NotAllowed):
    """Who reports it done does not verify it."""

    message = N_("Somebody else than who put it right has the second look.")


class NotThatFar(Conflict):
    """The step does not follow from where it is."""

    message = N_("That has changed meanwhile. Look at how far it is now.")


class SaySomething(Invalid):
    """An empty answer."""

    field = "note"
    message = N_("Write one sentence.")


class NobodyThere(Invalid):
    """The new owner does not work here."""

    field = "owner_id"
    message = N_("Choose somebody who works here.")
