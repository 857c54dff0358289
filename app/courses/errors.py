"""What the catalogue refuses."""

from app.core.errors import Conflict, Invalid
from app.core.text import N_


class CourseCodeTaken(Invalid):
    """Another course of the school has this code."""

    field = "code"
    message = N_("The code %(code)s belongs to another club. Choose another one.")


class DomainMissing(Invalid):
    """An X course has exactly one domain, the others none (R16)."""

    field = "domain"
    message = N_("An X club has exactly one of the five domains; other clubs have none.")


class KindMissing(Invalid):
    """An E course is of one of the four kinds, the others of none (R12-R15)."""

    field = "e_kind"
    message = N_("An E club is of exactly one of the four E kinds; other clubs of none.")


class SectionCodeTaken(Invalid):
    """Another club of the term has this code."""

    field = "code"
    message = N_("The code %(code)s belongs to %(title)s this term. Choose another one.")


class GradesBackwards(Invalid):
    """The lowest grade lies above the highest, or there are no such grades."""

    field = "grade_to"
    message = N_("The highest grade lies below the lowest.")


class SeatsMissing(Invalid):
    """A club without seats."""

    field = "seats"
    message = N_("A club has at least one seat.")


class MinimumAboveSeats(Invalid):
    """It could never open."""

    field = "min_size"
    message = N_("It needs %(least)d children to open, but has only %(seats)d seats.")


class ReservedAboveSeats(Invalid):
    """More seats are reserved than there are."""

    field = "reserved"
    message = N_("%(reserved)d seats cannot be reserved: there are only %(seats)d.")


class SeatsBelowMembers(Invalid):
    """Children have places already."""

    field = "seats"
    message = N_("%(taken)d children have a place already: fewer seats are not possible.")


class TimesMissing(Invalid):
    """A club without a time."""

    field = "times"
    message = N_("Say when the club meets.")


class SameSlotTwice(Invalid):
    """A club meets once in a slot."""

    field = "times"
    message = N_("The same time of the week stands there twice.")


class InLessons(Invalid):
    """A grade still has lessons then."""

    field = "times"
    message = N_("%(band)s has lessons until %(ends_at)s. %(starts_at)s is too early.")


class EndsBeforeStart(Invalid):
    """A time that runs backwards."""

    field = "times"
    message = N_("%(starts_at)s to %(ends_at)s: it ends before it starts.")


class RoomNotInUse(Invalid):
    """The room was closed for clubs."""

    field = "room_id"
    message = N_("%(room)s is not in use for clubs. Choose another room.")


class RoomTaken(Invalid):
    """Two clubs in one room at once."""

    field = "room_id"
    message = N_(
        "%(room)s is taken: %(title)s meets there on %(day)s from %(starts_at)s to %(ends_at)s."
    )


class TeacherTaken(Invalid):
    """One teacher in two clubs at once."""

    field = "teacher_ids"
    message = N_(
        "%(teacher)s is busy: %(title)s meets on %(day)s from %(starts_at)s to %(ends_at)s."
    )


class BeforeBandTime(Invalid):
    """It would start while children of a band have lessons."""

    field = "times"
    message = N_(
        "%(day)s: it starts at %(starts_at)s, but %(band)s comes at %(band_time)s only. "
        "Start at most 15 minutes before."
    )


class IntoNextPeriod(Invalid):
    """It would still run when the band's next period begins."""

    field = "times"
    message = N_(
        "%(day)s: it ends at %(ends_at)s, but the next period of %(band)s begins at %(band_time)s. "
        "Let it take up both periods, or end earlier."
    )


class RulesMissing(Invalid):
    """No publishing without rules (R23)."""

    message = N_("%(title)s has no rules yet. Families read them before they choose.")


class SafetyNoteMissing(Invalid):
    """No publishing without a safety note (R23)."""

    message = N_("%(title)s has no safety note yet.")


class TeacherMissing(Invalid):
    """A meeting without an adult."""

    message = N_("%(title)s has no teacher yet.")


class RoomMissing(Invalid):
    """A club that meets nowhere."""

    message = N_("%(title)s has no room yet.")


class NotQualified(Invalid):
    """An adult from outside without proof of qualification (R27)."""

    message = N_("%(teacher)s comes from outside: enter the qualification before publishing.")


class QualificationExpired(Invalid):
    """The qualification has run out (R27)."""

    message = N_("The qualification of %(teacher)s has run out on %(day)s.")


class NotCleared(Invalid):
    """Nobody has checked whether the adult may work with children (R27)."""

    message = N_("%(teacher)s comes from outside: enter the day of the clearance check.")


class PaidAgency(Invalid):
    """The school does not work with paid agencies (R27)."""

    message = N_("%(teacher)s belongs to a paid agency; the school does not allow that.")


class NoteMissing(Invalid):
    """Who returns a proposal says why."""

    field = "note"
    message = N_("Write what the teacher should change.")


class ReasonMissing(Invalid):
    """Who withdraws a club says why."""

    field = "reason"
    message = N_("Write the reason; families read it.")


class NotEditable(Conflict):
    """A teacher's own club that is under review or published."""

    message = N_("%(title)s is under review or published. Ask the administrator for changes.")


class NotProposed(Conflict):
    """Somebody has decided it meanwhile."""

    message = N_("%(title)s is not waiting for review any more. Please look again.")


class AlreadyProposed(Conflict):
    """It is under review or published."""

    message = N_("%(title)s was handed in already.")


class NotPublished(Conflict):
    """Only what is published can be withdrawn."""

    message = N_("%(title)s is not published.")


class IsCancelled(Invalid):
    """Families were told that it does not take place any more."""

    message = N_("%(title)s was cancelled. Propose it anew as a section of its own.")


class StillHasMembers(Conflict):
    """Children would lose their place without a word."""

    message = N_("%(count)d children have a place in %(title)s. Give them another club first.")


class InRound(Conflict):
    """A round has announced the club; what it announced stays."""

    message = N_(
        "%(title)s is part of a choice round. What was announced stays; withdraw it in the round."
    )


class StillUsed(Conflict):
    """Something depends on it."""

    message = N_("%(title)s stays: %(count)d other entries depend on it.")


class NotSelected(Conflict):
    """Only a club with a trial has a list of who passed."""

    message = N_("%(title)s does not choose by trial.")


class UnknownStudents(Invalid):
    """Numbers that no student has."""

    field = "numbers"
    message = N_("No student of the school has these numbers: %(numbers)s.")


class GradeNotTaken(Invalid):
    """A child of a grade that the club does not take."""

    field = "numbers"
    message = N_("%(title)s does not take the grade of %(names)s.")


class TooManyPassed(Invalid):
    """More passed than there are seats."""

    field = "numbers"
    message = N_("%(count)d children passed, but there are only %(seats)d seats.")


class ResourceNameTaken(Invalid):
    """The register has it already."""

    field = "name"
    message = N_("%(name)s stands in the register already.")


class AlreadyImported(Conflict):
    """Twice the same button."""

    message = N_("This file was imported already.")


class NoClubs(Invalid):
    """Every row of a file is held back."""

    message = N_("No row of this list can be imported. Correct it and choose it again.")


class CatalogueChanged(Conflict):
    """Between the preview and the confirmation somebody changed the catalogue."""

    message = N_("Clubs have changed since you looked. Check the differences again.")


class NothingToImport(Invalid):
    """The file says what is stored."""

    message = N_("There is nothing to import: no row differs from what is stored.")


class NotTheLastImport(Conflict):
    """Only the last import can be taken back."""

    message = N_("Only the last import can be undone.")


class ImportStillUsed(Conflict):
    """Something was built on it."""

    message = N_("The import stays: choice rounds or places depend on its clubs.")
