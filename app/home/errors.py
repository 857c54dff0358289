"""What a new term refuses."""

from app.core.errors import Conflict
from app.core.text import N_


class NothingToUndo(Conflict):
    """No term was begun that could be taken back."""

    message = N_("There is no new term that could be taken back.")


class NewTermInUse(Conflict):
    """The new term is no longer empty."""

    message = N_("%(count)d clubs, rounds or places belong to %(title)s already. It stays.")


class HomeroomsInTheWay(Conflict):
    """A homeroom stands where one would move back to."""

    message = N_("%(name)s is there since. Delete it, or take its import back, first.")
