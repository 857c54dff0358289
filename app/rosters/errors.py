"""What imports refuse."""

from app.core.errors import Conflict, Invalid
from app.core.text import N_


class SchoolChanged(Conflict):
    """Between the preview and the confirmation somebody changed the school's students."""

    message = N_("Students have changed since you looked. Check the differences again.")


class StaffChanged(Conflict):
    """Between the preview and the confirmation somebody changed the school's staff."""

    message = N_("Staff have changed since you looked. Check the differences again.")


class AlreadyApplied(Conflict):
    """An import is applied once."""

    message = N_("This list has been imported already, or was put aside.")


class NumbersMissing(Invalid):
    """Every student has a number before anything is written."""

    message = N_("Some students have no number yet. Let numbers be made first.")


class NothingToImport(Invalid):
    """No row of the list can be imported."""

    message = N_("No row of this list can be imported. Correct it and choose it again.")


class NumberElsewhere(Invalid):
    """Somebody who is no student signs in with this number."""

    message = N_("Somebody else at the school signs in with the number %(number)s.")


class NotTheLast(Conflict):
    """Only the newest import can be undone."""

    message = N_("Only the last import can be undone, once.")


class StillNeeded(Conflict):
    """Something was built on what the import brought."""

    message = N_(
        "%(count)d of the new students have already signed in, chosen or moved. The import can no"
        " longer be undone as a whole; change students one by one."
    )


class StaffStillNeeded(Conflict):
    """Something was built on the people that the import brought."""

    message = N_(
        "%(count)d of the new people have already signed in or were given something to do. The"
        " import can no longer be undone as a whole; change people one by one."
    )
