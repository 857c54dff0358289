"""What mail addresses refuse."""

from app.core.errors import Conflict, Invalid
from app.core.text import N_


class MailIsOff(Conflict):
    """Whoever runs the server has not set up mail."""

    message = N_("Mail is not set up on this server. Messages stand in the inbox.")


class WrongCode(Invalid):
    """Not the code of the last mail."""

    message = N_("This is not the code of the last mail. Look again, or have a new one sent.")


class CodeRunOut(Invalid):
    """Too old, or tried too often."""

    message = N_("The code has run out. Have a new one sent.")


class AskedJustNow(Invalid):
    """One mail a minute."""

    message = N_("A mail is on its way. Wait a minute before you ask for another.")


class NoAddress(Conflict):
    """There is no address to confirm or to switch."""

    message = N_("Enter a mail address first.")


class NobodyToTell(Invalid):
    """No account matches."""

    message = N_("Nobody would be told. Choose to whom it goes.")


class NotYourHomeroom(Invalid):
    """Somebody else's to write to."""

    message = N_("You can write to the families of your own homerooms.")


class NoRobotKey(Invalid):
    """Not what the messenger prints for a robot."""

    message = N_(
        "This is not a key of such a robot. Enter the part of its address after the last = or /."
    )


class RobotThere(Invalid):
    """The same one again."""

    message = N_("This robot is entered already.")
