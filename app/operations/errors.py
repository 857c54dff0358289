"""What a backup or a restore refuses, in English: it is read on the terminal of an operator."""

from app.core.errors import Conflict, Invalid


class FileIsThere(Conflict):
    """A backup never overwrites a file."""

    message = "%(path)s is there already. Name another file."


class NoBackup(Invalid):
    """The file cannot be read as a backup."""

    message = "%(path)s is no backup of Zouban, or it is damaged: %(why)s."


class NewerBackup(Invalid):
    """The backup's tables are unknown here."""

    message = "The backup was made by a newer Zouban (%(revision)s). Update this one first."


class DatabaseNotEmpty(Conflict):
    """A restore never overwrites a school."""

    message = "The database is not empty. Move it away and restore into a new one."


class NotTheSame(Conflict):
    """What was restored differs from what was backed up."""

    message = "The restored table %(table)s differs from the backup; nothing was kept."


class BrokenChain(Conflict):
    """The restored audit log is not whole."""

    message = "The audit log of school %(school_id)d is broken at entry %(position)d."
