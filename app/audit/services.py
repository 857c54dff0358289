"""Writing to the log, and checking that nobody changed it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit import queries
from app.audit.models import AuditEntry, AuditHead

GENESIS = "0" * 64
INSTALLATION = 0


@dataclass(frozen=True)
class BrokenLink:
    """Where a chain stops being true."""

    school_id: int
    position: int
    what: str


def record(
    session: Session,
    action: str,
    object_type: str,
    object_id: int | None = None,
    *,
    school_id: int = INSTALLATION,
    actor_id: int | None,
    now: datetime,
    **detail: str | int | bool | list[int] | None,
) -> AuditEntry:
    """Append one act to the school's chain.

    Args:
        session: the entry is written with the transaction of the act itself.
        action: verb and noun, such as "reset password".
        object_type: the table's word of words.md.
        object_id: the row concerned, if it is one.
        school_id: whose chain; 0 for the installation.
        actor_id: account that acted; none for a command.
        now: when.
        detail: ids, counts and reasons, never a name.
    """
    head = session.scalars(
        select(AuditHead).where(AuditHead.school_id == school_id).with_for_update()
    ).one_or_none()
    if head is None:
        head = AuditHead(school_id=school_id, position=0, hash=GENESIS)
        session.add(head)
    entry = AuditEntry(
        school_id=school_id,
        position=head.position + 1,
        at=now.astimezone(UTC),  # hashed as it is read back
        actor_id=actor_id,
        action=action,
        object_type=object_type,
        object_id=object_id,
        detail=detail,
        previous_hash=head.hash,
    )
    entry.hash = entry_hash(entry)
    head.position, head.hash = entry.position, entry.hash
    session.add(entry)
    session.flush()
    return entry


def wait_for_turn(session: Session, school_id: int) -> None:
    """Let the recorded acts of a school that touch many rows follow one another.

    Every recorded act locks the head of its school's chain. An act that locks other rows too calls
    this first, so that two of them cannot wait for each other.
    """
    head = select(AuditHead.position).where(AuditHead.school_id == school_id)
    session.execute(head.with_for_update())


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 (hex) of the previous hash and the entry as canonical JSON."""
    facts = [
        entry.previous_hash,
        entry.school_id,
        entry.position,
        entry.at.isoformat(),
        entry.actor_id,
        entry.action,
        entry.object_type,
        entry.object_id,
        entry.detail,
    ]
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def broken_links(session: Session) -> list[BrokenLink]:
    """Walk every chain and list the first fault of each; an empty list means all are whole."""
    faults = []
    for head in queries.heads(session):
        fault = _first_fault(session, head)
        if fault is not None:
            faults.append(fault)
    return faults


def _first_fault(session: Session, head: AuditHead) -> BrokenLink | None:
    previous, position = GENESIS, 0
    for entry in queries.chain(session, head.school_id):
        position += 1
        if entry.position != position:
            return BrokenLink(head.school_id, position, "an entry is missing")
        if entry.previous_hash != previous or entry.hash != entry_hash(entry):
            return BrokenLink(head.school_id, position, "an entry was changed")
        previous = entry.hash
    if (position, previous) != (head.position, head.hash):
        return BrokenLink(head.school_id, position + 1, "the newest entries are missing")
    return None
