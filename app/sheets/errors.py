"""Why a file cannot be used; each sentence says what to do."""

from app.core.errors import Invalid
from app.core.text import N_


class CannotRead(Invalid):
    """The file is no table that can be read."""

    field = "file"
    message = N_("This file cannot be read. Save the list as .xlsx or .csv and choose it again.")


class FileEmpty(CannotRead):
    """There is nothing in the file."""

    message = N_("The file is empty. Choose the file that holds the list.")


class NoTable(CannotRead):
    """The content is something else: a picture, a letter, a program."""

    message = N_("This file holds no table. Save the list as .xlsx or .csv and choose it again.")


class Damaged(CannotRead):
    """It begins like a table and does not go on like one."""

    message = N_("The file is damaged. Open it in Excel or WPS, save it again and choose it again.")


class FileProtected(CannotRead):
    """Nobody can open it without its password."""

    message = N_(
        "The file is protected by a password. Remove the password in Excel or WPS and choose it"
        " again."
    )


class FileTooLarge(CannotRead):
    """The file, or what it unpacks to, is larger than any list of a school."""

    message = N_(
        "The file is too large. Keep only the list itself, without pictures, and choose it again."
    )


class TooManyRows(CannotRead):
    """A sheet goes on below every list of a school."""

    message = N_(
        "The sheet has more than %(limit)d rows. Delete what stands below the list, or divide it."
    )


class TooManyColumns(CannotRead):
    """A sheet goes on to the right of every list of a school."""

    message = N_(
        "The sheet has more than %(limit)d columns. Delete what stands to the right of the list."
    )
