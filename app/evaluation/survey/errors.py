"""Refusals of the monthly survey."""

from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.text import N_


class NoQuestions(Invalid):
    """Nothing was chosen to be asked."""

    message = N_("Choose at least one question.")


class MonthTaken(Invalid):
    """The month has its survey already."""

    message = N_("This month already has its survey.")


class ClosesTooEarly(Invalid):
    """The last day has passed."""

    field = "closes_on"
    message = N_("The last day cannot lie in the past.")


class NotADraft(Conflict):
    """The survey was opened meanwhile."""

    message = N_("This survey has been opened already.")


class NotOpen(Conflict):
    """The survey takes no answers."""

    message = N_("This survey is closed. Thank you all the same.")


class NobodyToAsk(Conflict):
    """There is no guardian who could be asked."""

    message = N_(
        "No guardian can be asked: link guardians with the roster, and ask for their consent first."
    )


class AlreadyAnswered(Conflict):
    """The child's one ballot was used."""

    message = N_("This child's survey was answered already, perhaps by another guardian.")


class Unanswered(Invalid):
    """A question that needs an answer has none."""

    message = N_("One answer is missing: %(question)s")


class NotAnAnswer(Invalid):
    """What was sent does not belong to the question."""

    message = N_("This answer cannot be taken: %(question)s")


class EmptyReply(Invalid):
    """One of the two sides is empty."""

    message = N_("Write both: what families said, and what the school does.")


class ResultsNotYet(NotAllowed):
    """Results of an open survey would tell the last answer by subtraction."""

    message = N_("Results are shown when the survey is closed, so that no single answer shows.")
