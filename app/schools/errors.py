"""What a school's settings refuse."""

from app.core.errors import Conflict, Invalid, NotFound
from app.core.text import N_


class NoTerm(NotFound):
    """The school has no term at all."""

    message = N_("There is no term yet. The school's administrator adds one first.")


class SchoolCodeTaken(Invalid):
    """Another school has this code."""

    field = "code"
    message = N_("The code %(code)s is taken. Choose another one.")


class SchoolCodeMalformed(Invalid):
    """A code stands in addresses and on printed cards."""

    field = "code"
    message = N_("A code has 2 to 20 small letters and digits and begins with a letter.")


class UnknownTimeZone(Invalid):
    """There is no such time zone."""

    field = "time_zone"
    message = N_("%(name)s is no time zone. Write one like Asia/Shanghai.")


class NameTaken(Invalid):
    """The name stands already in the same list."""

    field = "name"
    message = N_("%(name)s is there already. Choose another name.")


class StillUsed(Conflict):
    """Something depends on the row that was to be deleted."""

    message = N_("This cannot be deleted: it is still used.")
