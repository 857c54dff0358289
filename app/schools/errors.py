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


class EndsBeforeStart(Invalid):
    """The last day lies before the first."""

    field = "ends_on"
    message = N_("The last day lies before the first day.")


class TermTooLong(Invalid):
    """A term is a part of a year, on days that the calendar knows."""

    field = "ends_on"
    message = N_("A term lasts a year at most, between 2000 and 2099. Please look at both days.")


class TermsOverlap(Invalid):
    """Two terms share days."""

    field = "starts_on"
    message = N_("These days overlap with %(title)s.")


class DayOutsideTerms(Invalid):
    """A calendar day belongs to a term."""

    field = "day"
    message = N_("%(day)s lies in no term of the school.")


class WeekdayMissing(Invalid):
    """A make-up day must follow a timetable."""

    field = "follows_weekday"
    message = N_("Say which weekday's timetable this day follows.")


class GradesInTwoBands(Invalid):
    """A grade would have two bell times."""

    field = "grade_from"
    message = N_("A grade belongs to one band only: %(name)s has some of these grades already.")


class GradesBackwards(Invalid):
    """The lowest grade lies above the highest."""

    field = "grade_to"
    message = N_("The highest grade lies below the lowest.")


class PeriodEndsBeforeStart(Invalid):
    """A period would end before it starts."""

    message = N_("%(band)s, period %(period)d: it ends at %(ends_at)s, before it starts.")


class PeriodsOverlap(Invalid):
    """The second period would begin before the first has ended."""

    message = N_("%(band)s: period %(period)d begins before the one before it has ended.")


class SeasonsOverlap(Invalid):
    """A day would lie in two seasons."""

    field = "first_day"
    message = N_("A day belongs to one season only: some of these days lie in %(name)s.")


class NoSuchDay(Invalid):
    """A month and day that no year has."""

    field = "first_day"
    message = N_("%(text)s is no day of the year. Write month and day, like 05-01.")


class LastOne(Conflict):
    """A school needs at least one of them."""

    message = N_("This is the last one, and a school needs one. Change it instead.")


class TermStillUsed(Conflict):
    """Clubs or rounds belong to the term."""

    message = N_("%(name)s stays: %(count)d clubs, rounds and lists belong to it.")


class SlotStillUsed(Conflict):
    """Clubs run in the slot."""

    message = N_("The slot stays: %(count)d clubs, lists and places depend on it.")


class RoomStillUsed(Conflict):
    """Clubs meet in the room."""

    message = N_("%(name)s stays: %(count)d clubs use it. Give them another room, or close it.")


class HomeroomStillUsed(Conflict):
    """Students belong to the homeroom, or once did."""

    message = N_("%(name)s stays: %(count)d students belong to it or did so before.")


class EndsInWrongOrder(Invalid):
    """The service would have to end later than it may."""

    message = N_("The service cannot end at %(first)s or later and at %(last)s or earlier.")
