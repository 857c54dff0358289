"""What is known of somebody from outside: from a list, from the school, kept for an undo."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from app.accounts.facts import ExternalFacts
from app.accounts.models import ExternalKind, ExternalStaff
from app.rosters.reading.staff_rows import Outside


def outside_of(known: ExternalStaff | None) -> Outside:
    """Write what the school knows as a list says it."""
    if known is None:
        return Outside()
    days = (_iso(known.qualified_until), _iso(known.cleared_on))
    return Outside(known.kind.value, known.organisation, known.qualification, *days)


def said_over(said: Outside, known: ExternalStaff | None) -> ExternalFacts:
    """Put what a list says over what the school knows; what it does not say stays."""
    told = {name: text for name, text in asdict(said).items() if text}
    kept = asdict(outside_of(known)) | told
    kind = ExternalKind(kept["kind"])
    may_be_paid = known is not None and kind is not ExternalKind.PARENT_LECTURER
    return from_json(kept | {"is_paid": may_be_paid and known is not None and known.is_paid})


def to_json(known: ExternalStaff | None) -> dict[str, Any] | None:
    """Keep what the school knows, for an undo."""
    return None if known is None else asdict(outside_of(known)) | {"is_paid": known.is_paid}


def from_json(kept: Mapping[str, Any]) -> ExternalFacts:
    """Read what `to_json` kept."""
    return ExternalFacts(
        ExternalKind(kept["kind"]),
        kept["organisation"],
        kept["qualification"],
        _day(kept["qualified_until"]),
        _day(kept["cleared_on"]),
        kept["is_paid"],
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
