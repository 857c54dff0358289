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


class ConditionMissing(Invalid):
    """A question depends on one that is not asked before it."""

    message = N_(
        "“%(question)s” is shown only after another answer: that question has to stand before it."
    )


class NoWording(Invalid):
    """The question says nothing."""

    field = "label"
    message = N_("Write the question in one language at least.")


class TooFewOptions(Invalid):
    """There is nothing to choose from."""

    field = "answers"
    message = N_("Give two to twelve different answers, one on each line.")


class OptionsDiffer(Invalid):
    """The answers in the other language do not match."""

    field = "answers_en"
    message = N_("Give as many lines in English as in Chinese, or none.")


class NoWordsOfAClub(Invalid):
    """Free text about a club would stand for few families."""

    field = "asked_of"
    message = N_("Words are asked for the whole service: those of one club could be recognised.")


class SmallClub(Invalid):
    """What a small club answers is never shown."""

    field = "asked_of"
    message = N_("This club has fewer than five children: what they answer would never be shown.")


class TooManyQuestions(Invalid):
    """The survey is full."""

    message = N_("A survey has thirty questions at most.")


class AlreadyDecided(Conflict):
    """A suggested question was accepted or dropped."""

    message = N_("Somebody has decided about this question already.")
