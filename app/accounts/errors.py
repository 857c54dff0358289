"""What accounts refuse."""

from app.core.errors import Conflict, Invalid
from app.core.text import N_


class SignInRefused(Invalid):
    """Nobody is told whether the school, the name or the secret was wrong."""

    message = N_("The school, the number or the password is not right. Please check all three.")


class SignInBraked(Invalid):
    """Too many failures of this account, or of different names from this address (promise 9)."""

    message = N_("Too many attempts. Please wait five minutes and try again.")


class TooManySignIns(Conflict):
    """More people sign in at this moment than the server checks at once."""

    message = N_("Many people are signing in right now. Please try again in a moment.")


class CodeRefused(Invalid):
    """A code opens nothing, was used or has expired; which of them, nobody is told."""

    message = N_(
        "This code is not right, was used already or has expired. "
        "If you have chosen a password already, sign in with your number and that password; "
        "otherwise ask the homeroom teacher for a new card."
    )


class PasswordWrong(Invalid):
    """The present password was not given rightly."""

    field = "present"
    message = N_("This is not your present password.")


class PasswordTooShort(Invalid):
    """A password is long enough not to be guessed."""

    field = "password"
    message = N_("Choose a password of at least %(least)d characters.")


class PasswordGuessable(Invalid):
    """Everybody tries this one first."""

    field = "password"
    message = N_("This password is easy to guess. Choose another one.")


class LoginTaken(Invalid):
    """A name to sign in with belongs to one account of a school."""

    field = "login"
    message = N_("Somebody at this school already signs in with %(name)s.")


class StudentNoTaken(Invalid):
    """A student number belongs to one person of a school."""

    field = "student_no"
    message = N_("The student number %(number)s is somebody else's already.")


class StudentNoMissing(Invalid):
    """A student signs in with the number."""

    field = "student_no"
    message = N_("Enter the student number; the child signs in with it.")


class HomeroomUnchanged(Invalid):
    """A move leads to another homeroom."""

    field = "homeroom"
    message = N_("The child is in this homeroom already.")


class DayAhead(Invalid):
    """What happens on a day is entered on that day or later."""

    field = "on"
    message = N_("This day has not come yet. Enter it on the day itself.")


class DayLongAgo(Invalid):
    """What is entered late happened in this year, not in another one by a slip of the finger."""

    field = "on"
    message = N_("This day lies more than a year back. Please look at the year.")


class TelephoneMissing(Invalid):
    """A guardian signs in with a telephone."""

    field = "phone"
    message = N_("Enter the telephone the guardian signs in with.")


class GuardianThere(Invalid):
    """One guardianship for one person and child."""

    field = "phone"
    message = N_("%(name)s has this telephone and is a guardian of this child already.")


class NotForStaff(Invalid):
    """Students and guardians are added on the students' pages."""

    field = "roles"
    message = N_("Choose roles of the school's staff.")


class LastAdministrator(Conflict):
    """A school always has somebody to administer it."""

    message = N_("This is the only administrator. Make somebody else an administrator first.")


class PaidParent(Invalid):
    """Parent lecturers are volunteers (R27)."""

    field = "is_paid"
    message = N_("Parent lecturers are volunteers and are not paid.")


class NoSuchNumber(Invalid):
    """Nobody at the school has this student number."""

    field = "student_no"
    message = N_("Nobody at this school has this student number.")


class GroupThere(Invalid):
    """One membership for a child and a group."""

    message = N_("The child is in this group already.")


class DayGone(Invalid):
    """A last day lies ahead."""

    field = "ends_on"
    message = N_("This day is over. Choose today or a later day.")
