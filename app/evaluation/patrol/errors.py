"""Refusals of patrols."""

from app.core.errors import Conflict, Invalid
from app.core.text import N_


class NothingToSee(Conflict):
    """The meeting was cancelled or lies ahead."""

    message = N_("This meeting does not take place now. Look at another one.")


class UnknownItem(Invalid):
    """Not a line of the form."""

    message = N_("The form has changed meanwhile. Open the meeting again and tap once more.")


class NoItems(Invalid):
    """An empty form."""

    message = N_("A form needs at least one line.")


class NoPoints(Invalid):
    """All lines count nothing."""

    message = N_("At least one line must count points, or no visit has a score.")
