"""Lists that were read and wait for a confirmation."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.rosters import queries
from app.rosters.difference import Difference, Stored, difference
from app.rosters.errors import AlreadyApplied, NothingToImport
from app.rosters.models import ImportState, ListKind, RosterImport
from app.rosters.reading.files import read_file
from app.rosters.reading.rows import Contact, Issue, Kind, RosterRow
from app.schools.defaults import entry_year
from app.schools.models import School

LONGEST_FILENAME = 120
MADE_NUMBER = "{year}{class_no:02}{seat:02}"


def keep_list(
    session: Session,
    school: School,
    content: bytes,
    filename: str,
    *,
    account_id: int,
    now: datetime,
) -> RosterImport:
    """Read a file and keep what it says until somebody confirms; an earlier one is put aside.

    Raises:
        CannotRead: the file cannot be used.
        NothingToImport: every row of it is held back.
    """
    known = queries.known_homerooms(session, school.id)
    reading = read_file(content, on=school.today(now), known=known)
    if not reading.rows:
        raise NothingToImport
    rows = [asdict(row) for row in reading.rows]
    kept = RosterImport(kind=ListKind.STUDENTS, rows=rows, account_id=account_id, read_at=now)
    return keep(session, school, kept, filename, reading.issues)


def keep(
    session: Session, school: School, kept: RosterImport, filename: str, issues: Iterable[Issue]
) -> RosterImport:
    """Keep a list until somebody confirms; an earlier one of its kind is put aside."""
    session.execute(
        delete(RosterImport).where(
            RosterImport.school_id == school.id,
            RosterImport.kind == kept.kind,
            RosterImport.state == ImportState.READ,
        )
    )
    kept.school_id, kept.filename = school.id, filename[-LONGEST_FILENAME:]
    kept.issues = [asdict(issue) for issue in issues]
    session.add(kept)
    session.flush()
    return kept


def drop_list(session: Session, kept: RosterImport) -> None:
    """Put a list aside that was not applied."""
    check_unapplied(kept)
    session.delete(kept)
    session.flush()


def check_unapplied(kept: RosterImport) -> None:
    """Go on only with a list that waits.

    Raises:
        AlreadyApplied: it does not.
    """
    if kept.state is not ImportState.READ:
        raise AlreadyApplied


def rows_of(kept: RosterImport) -> list[RosterRow]:
    """Give the rows of a list that waits."""
    return [
        RosterRow(**row | {"guardians": tuple(Contact(**one) for one in row["guardians"])})
        for row in kept.rows
    ]


def issues_of(kept: RosterImport) -> list[Issue]:
    """Give what was odd about a list that waits."""
    return [Issue(**issue | {"kind": Kind(issue["kind"])}) for issue in kept.issues]


def preview(session: Session, kept: RosterImport) -> Difference:
    """Compare a list that waits with the school as it is now."""
    stored = queries.stored_students(session, kept.school_id)
    mentioned = {
        str(issue.facts["number"])
        for issue in issues_of(kept)
        if issue.is_held_back and issue.kind is not Kind.REMARK_TRANSFERRED_OUT
    }
    return difference(rows_of(kept), stored, mentioned=mentioned)


def needs_numbers(kept: RosterImport) -> bool:
    """Whether the list has students without a number."""
    return any(not row["student_no"] for row in kept.rows)


def make_numbers(session: Session, kept: RosterImport, *, today: date) -> None:
    """Give every student of a list a number: the one they have at the school, else a new one.

    Raises:
        AlreadyApplied: the list does not wait.
    """
    check_unapplied(kept)
    stored = queries.stored_students(session, kept.school_id)
    numbered = _numbered(rows_of(kept), stored, today)
    kept.rows = [asdict(row) for row in numbered]
    session.flush()


def _numbered(rows: Sequence[RosterRow], stored: Iterable[Stored], today: date) -> list[RosterRow]:
    people: dict[tuple[Any, ...], list[str]] = {}
    taken = {row.student_no for row in rows}
    for student in stored:
        people.setdefault((student.homeroom, student.name), []).append(student.student_no)
        taken.add(student.student_no)
    numbered = []
    for row in rows:
        known = people.get((row.homeroom, row.name), [])
        if not row.student_no:
            number = known[0] if len(known) == 1 else _free_number(row, taken, today)
            taken.add(number)
            numbered.append(replace(row, student_no=number))
        else:
            numbered.append(row)
    return numbered


def _free_number(row: RosterRow, taken: set[str], today: date) -> str:
    """Make a number of the year of entry, the class and the seat, as schools do."""
    grade, class_no = row.homeroom
    year = entry_year(grade, today)
    numbers = (
        MADE_NUMBER.format(year=year, class_no=class_no, seat=seat)
        for seat in count(row.seat_no or 1)
    )
    return next(number for number in numbers if number not in taken)
