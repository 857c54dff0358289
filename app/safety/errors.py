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
