"""Refusals of the diagnosis."""

from app.core.errors import Invalid, NotAllowed
from app.core.text import N_


class NotConcerned(NotAllowed):
    """It is about another club or homeroom."""

    message = N_("Only those concerned see this diagnosis: its teachers and the leaders.")


class NothingHeld(Invalid):
    """A week without meetings."""

    message = N_("No meeting was planned in this week; there is nothing to diagnose.")


class WeekNotOver(Invalid):
    """Meetings of the week are still to come."""

    message = N_("This week has meetings to come. It can be drafted after the last one.")


class NothingSaid(Invalid):
    """An empty comment."""

    field = "text"
    message = N_("Write one sentence.")


class PromisedTooEarly(Invalid):
    """A promise for a day that has passed."""

    field = "due_on"
    message = N_("Choose today or a later day.")
