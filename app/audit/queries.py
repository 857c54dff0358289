"""Reads of the audit log."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry, AuditHead


def latest_entries(session: Session, school_id: int, *, limit: int = 100) -> Sequence[AuditEntry]:
    """List the newest acts of a school, newest first."""
    return session.scalars(
        select(AuditEntry)
        .where(AuditEntry.school_id == school_id)
        .order_by(AuditEntry.position.desc())
        .limit(limit)
    ).all()


def chain(session: Session, school_id: int) -> Iterator[AuditEntry]:
    """Walk a school's chain from its first entry, a thousand rows at a time."""
    statement = (
        select(AuditEntry)
        .where(AuditEntry.school_id == school_id)
        .order_by(AuditEntry.position)
        .execution_options(yield_per=1000)
    )
    yield from session.scalars(statement)


def heads(session: Session) -> Sequence[AuditHead]:
    """List the newest link of every chain, by school."""
    return session.scalars(select(AuditHead).order_by(AuditHead.school_id)).all()
