"""What closing a day refuses."""

from app.core.errors import Conflict, Invalid
from app.core.text import N_


class ClosedAlready(Conflict):
    """Somebody closed it a moment ago."""

    message = N_("This day is closed already.")


class NotClosed(Conflict):
    """An open day is changed in its rolls."""

    message = N_("This day is still open. Change it in its rolls and absences.")


class StillOpen(Invalid):
    """Something is not right yet."""

    message = N_("%(count)d points are still open. The day closes when all are settled.")


class NothingToClose(Invalid):
    """No meeting took place."""

    message = N_("On this day no club met. There is nothing to close.")


class NotOver(Invalid):
    """The last meeting has not ended."""

    message = N_("The last meeting of this day has not ended yet.")


class NobodyNamed(Invalid):
    """A duty needs a person."""

    field = "name"
    message = N_("Choose somebody, or write a name.")


class DutyOver(Invalid):
    """The past is not planned."""

    message = N_("That day is over or closed. What was is not changed any more.")


class OnDutyAlready(Invalid):
    """Nobody is on the same roster twice a day."""

    message = N_("This person is on duty that day already.")


class NotTheirDuty(Invalid):
    """A swap has two sides."""

    field = "in_return"
    message = N_("In return, choose a duty of the person who stands in.")


class NothingSaid(Invalid):
    """An entry says something."""

    field = "note"
    message = N_("Tap a remark, or write one.")


class DayAhead(Invalid):
    """Nothing has happened yet."""

    message = N_("That day has not come yet.")


class NotYetHappened(Invalid):
    """A time of an incident lies ahead, or before it happened."""

    message = N_("That time cannot be: it lies ahead, or before it happened.")


class OtherChildNamed(Invalid):
    """A family reads about its own child alone."""

    field = "words"
    message = N_("These words name %(name)s, another child. A family reads about its own alone.")


class ToldAlready(Conflict):
    """What a family was told is not taken back."""

    message = N_("A family has been told of it, so it stays.")


class ToldTwice(Conflict):
    """Somebody told this family a moment ago."""

    message = N_("This family has been told already.")


class NobodyToTell(Invalid):
    """No guardian has an account."""

    message = N_("No guardian of this child can be written to. Please call.")


class DueInThePast(Invalid):
    """Nobody can keep it."""

    field = "due_on"
    message = N_("Choose a day from today on.")


class NoWarningYet(Invalid):
    """A family hears of it before it is serious."""

    message = N_("A warning comes first. Warn the child, so that its family knows, then propose.")


class ProposedAlready(Invalid):
    """One proposal at a time."""

    message = N_("Ending this place is proposed already.")


class NoSuchPlace(Invalid):
    """The child is not in that club any more."""

    field = "place_id"
    message = N_("The child has no place in this club any more.")


class ProposalDecided(Conflict):
    """Somebody has decided."""

    message = N_("This proposal has been decided meanwhile.")


class StillBeingHeard(Invalid):
    """The family has not spoken, and its time is not over."""

    message = N_("The family may speak until %(day)s. The place ends after that, or once it has.")
