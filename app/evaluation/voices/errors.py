"""Refusals of the suggestion box and of complaints."""

from app.core.errors import Conflict, Invalid
from app.core.text import N_


class SaysNothing(Invalid):
    """The text is empty."""

    field = "text"
    message = N_("Write a sentence at least.")


class BoxIsFull(Invalid):
    """Too many without a name on one day."""

    message = N_(
        "So many came without a name today that the box is closed; tell us with your name."
    )


class NobodyMayRead(Invalid):
    """Everybody who reads complaints is who it is about."""

    field = "about_id"
    message = N_("Nobody else reads complaints here: turn to the education bureau, please.")


class UnknownCode(Invalid):
    """No suggestion has this code."""

    field = "code"
    message = N_("This code is unknown. Look for signs that were misread.")


class AnsweredAlready(Conflict):
    """The answer was given."""

    message = N_("This was answered already.")


class AlreadyThere(Conflict):
    """The step was taken by somebody else."""

    message = N_("This step was taken already.")
