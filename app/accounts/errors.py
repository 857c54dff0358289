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
        "Check it, or ask the homeroom teacher for a new card."
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
