"""Refusals of golden ideas."""

from app.core.errors import Invalid, NotAllowed
from app.core.text import N_


class NotYourIdea(NotAllowed):
    """It is another colleague's."""

    message = N_("Only who shared an idea, or the office, takes it back.")


class OwnIdea(Invalid):
    """Using one's own idea counts nothing."""

    message = N_("This is your own idea; what counts is who else uses it.")
