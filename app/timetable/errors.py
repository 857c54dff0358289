"""What the timetable refuses."""

from app.core.errors import Conflict, Invalid
from app.core.text import N_


class MeetingOver(Invalid):
    """It has begun already; what happened is not changed."""

    message = N_("This meeting has begun. What has happened stays as it was.")


class AlreadyCancelled(Conflict):
    """Somebody cancelled it a moment ago."""

    message = N_("This meeting is cancelled already.")


class NotCancelled(Conflict):
    """It takes place as planned."""

    message = N_("This meeting takes place as planned.")


class EndsBeforeStart(Invalid):
    """The new times are the wrong way round."""

    message = N_("The end must come after the start.")


class DayPast(Invalid):
    """The new time lies behind."""

    message = N_("Choose a time that has not come yet.")


class OutsideTerm(Invalid):
    """The new day is in no term."""

    message = N_("Choose a day of the term, %(first)s to %(last)s.")


class RoomTaken(Invalid):
    """Another meeting is in the room."""

    message = N_("%(room)s is taken by %(title)s from %(starts_at)s to %(ends_at)s.")


class AdultTaken(Invalid):
    """The person is at another meeting."""

    message = N_("%(name)s is at %(title)s from %(starts_at)s to %(ends_at)s.")


class ChildrenTaken(Invalid):
    """Children of the club are at another meeting."""

    message = N_("%(children)d children of the club are at another club then. Choose another time.")


class AlreadyThere(Conflict):
    """The person is at this meeting already."""

    message = N_("%(name)s is at this meeting already.")


class NotTheirs(Conflict):
    """Somebody else has changed who comes."""

    message = N_("Who comes to this meeting has changed meanwhile. Please look again.")
