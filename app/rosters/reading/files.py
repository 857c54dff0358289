"""Reads whatever file a school hands in as its roster."""

from collections.abc import Collection
from datetime import date

from app.rosters.reading.oneroster import USERS, read_oneroster
from app.rosters.reading.roster import read_roster
from app.rosters.reading.rows import Reading
from app.schools.defaults import school_year
from app.sheets import archives, read_sheets


def read_file(content: bytes, *, on: date, known: Collection[tuple[int, int]] = ()) -> Reading:
    """Read a roster: any table, or the zip of a OneRoster set.

    Args:
        content: the file.
        on: a day of the school year that the list is of.
        known: the (grade, class_no) of the homerooms that the school has.

    Raises:
        CannotRead: the file cannot be used; the sentence says what to do.
    """
    year = school_year(on)
    if archives.is_archive(content):
        members = archives.unpack(content, ".csv")
        if USERS in members:
            return read_oneroster(members, year=year, known=known)
    return read_roster(read_sheets(content), year=year, known=known)
