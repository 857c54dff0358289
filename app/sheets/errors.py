"""Why a file cannot be used; each sentence says what to do."""

from app.core.errors import Invalid
from app.core.text import N_


class CannotRead(Invalid):
    """The file as a whole cannot be used."""

    message = N_("This file cannot be read. Save it as .xlsx or .csv and upload it again.")
    field = "file"


class FileEmpty(CannotRead):
    """There is nothing in it."""

    message = N_("The file is empty. Choose the file with the list in it.")


class FileProtected(CannotRead):
    """It has a password."""

    message = N_("The file is protected by a password. Remove the password and upload it again.")


class FileTooLarge(CannotRead):
    """It holds more than a school's lists ever do."""

    message = N_("The file is too large: at most %(rows)d rows, %(columns)d columns and %(mb)d MB.")


class UnknownText(CannotRead):
    """A text file in no encoding that we know."""

    message = N_("The text of this file cannot be read. Save it as UTF-8 and upload it again.")
