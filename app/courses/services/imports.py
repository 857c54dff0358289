"""Importing a catalogue: kept as read, confirmed wholly or not at all, undone while it can be."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.dependants import is_any_used
from app.courses import errors
from app.courses.models import CatalogueImport, Section
from app.courses.queries import imports as queries
from app.courses.queries import sections as section_queries
from app.courses.reading.rows import ClubRow, Issue, Reading
from app.courses.services.import_writer import Writer, restore
from app.courses.services.plans import plan
from app.courses.services.removal import delete_sections, delete_unused, forget_unconfirmed
from app.courses.services.version import bump_catalogue
from app.schools import queries as schools
from app.schools.models import Term

LONGEST_FILENAME = 120


def keep_reading(
    session: Session,
    term: Term,
    reading: Reading,
    *,
    filename: str,
    actor_id: int | None,
    now: datetime,
) -> CatalogueImport:
    """Keep what a file says until somebody confirms it; an earlier one is put aside.

    Raises:
        NoClubs: no row can be imported.
    """
    if not reading.rows:
        raise errors.NoClubs
    forget_unconfirmed(session, term.school_id)
    kept = CatalogueImport(
        school_id=term.school_id,
        term_id=term.id,
        account_id=actor_id,
        filename=filename[:LONGEST_FILENAME],
        read_at=now,
        rows=[row.to_json() for row in reading.rows],
        issues=[issue.to_json() for issue in reading.issues],
        made={},
    )
    session.add(kept)
    session.flush()
    return kept


def drop_import(session: Session, kept: CatalogueImport) -> None:
    """Put a file aside that was not confirmed.

    Raises:
        AlreadyImported: it was confirmed.
    """
    _check_unconfirmed(kept)
    session.delete(kept)
    session.flush()


def apply_import(
    session: Session,
    kept: CatalogueImport,
    *,
    mark: str | None = None,
    actor_id: int | None,
    now: datetime,
) -> int:
    """Write everything that the plan of a kept file names; gives how many clubs.

    New clubs become drafts; rooms and accounts of teachers are made as needed.

    Args:
        session: what the rows are written with.
        kept: the file.
        mark: `Plan.mark` of what a person has seen; None where nobody was shown anything.
        actor_id: who confirms.
        now: when.

    Raises:
        AlreadyImported: it was confirmed before.
        CatalogueChanged: the difference is another one by now.
        NothingToImport: nothing in it differs from what is stored.
    """
    _check_unconfirmed(kept)
    term = schools.get_term(session, kept.school_id, kept.term_id)
    found = plan(session, term, rows_of(kept))
    if mark is not None and mark != found.mark:
        raise errors.CatalogueChanged
    planned = found.planned
    if not planned:
        raise errors.NothingToImport
    writer = Writer(session, term, actor_id=actor_id, now=now)
    for one in planned:
        writer.write(one)
    kept.applied_at, kept.made = now, writer.made
    session.flush()
    _record(session, "import catalogue", kept, actor_id, now, count=len(planned))
    return len(planned)


def undo_import(
    session: Session, kept: CatalogueImport, *, actor_id: int | None, now: datetime
) -> None:
    """Take back the last import: what it made is gone, what it changed is as before.

    Raises:
        NotTheLastImport: it was not confirmed, or another one after it.
        ImportStillUsed: places, rounds or lists depend on a club that it made.
    """
    last = queries.last_import(session, kept.school_id, kept.term_id)
    if last is None or last.id != kept.id:
        raise errors.NotTheLastImport
    made = queries.sections_still_there(session, kept.school_id, kept.made["sections"])
    if _is_used(session, kept, made):
        raise errors.ImportStillUsed
    delete_sections(session, kept.school_id, [section.id for section in made])
    restore(session, kept, actor_id=actor_id, now=now)
    delete_unused(session, kept.school_id, kept.made)
    kept.undone_at = now
    session.flush()
    bump_catalogue(session, kept.school_id, kept.term_id)
    _record(session, "undo import of catalogue", kept, actor_id, now, count=len(made))


def may_undo(session: Session, kept: CatalogueImport) -> bool:
    """Whether nothing stands in the way of undoing the last import."""
    made = queries.sections_still_there(session, kept.school_id, kept.made["sections"])
    return not _is_used(session, kept, made)


def rows_of(kept: CatalogueImport) -> Sequence[ClubRow]:
    """Give the clubs of a kept file."""
    return [ClubRow.from_json(row) for row in kept.rows]


def issues_of(kept: CatalogueImport) -> Sequence[Issue]:
    """Give what was odd about a kept file."""
    return [Issue.from_json(issue) for issue in kept.issues]


def _check_unconfirmed(kept: CatalogueImport) -> None:
    if kept.applied_at is not None:
        raise errors.AlreadyImported


def _is_used(session: Session, kept: CatalogueImport, made: Sequence[Section]) -> bool:
    in_rounds = section_queries.sections_in_rounds(session, kept.school_id, kept.term_id)
    touched = {section.id for section in made} | {one["section_id"] for one in kept.made["before"]}
    return bool(touched & in_rounds) or is_any_used(session, made)


def _record(
    session: Session,
    action: str,
    kept: CatalogueImport,
    actor_id: int | None,
    now: datetime,
    *,
    count: int,
) -> None:
    record(
        session,
        action,
        "catalogue_import",
        kept.id,
        school_id=kept.school_id,
        actor_id=actor_id,
        now=now,
        count=count,
    )
