"""Refusals of the summary."""

from app.core.errors import Invalid, NotAllowed
from app.core.text import N_


class WeightsOff(Invalid):
    """The weights are not a whole."""

    message = N_("The weights add up to %(sum)d percent. They must add up to 100.")


class NothingChosen(Invalid):
    """No section was ticked."""

    message = N_("Tick at least one club.")


class NotYourClub(NotAllowed):
    """Another teacher's club."""

    message = N_("This is the summary of another teacher's club.")


class TooManySeats(Invalid):
    """More than any club has."""

    message = N_("A club has between 1 and %(most)d seats.")
    field = "seats"
