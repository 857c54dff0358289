"""Writing a school's own emergency cards (R60)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.services import record
from app.safety.incident_models import EmergencyCard, IncidentKind


def write_card(
    session: Session,
    school_id: int,
    kind: IncidentKind,
    steps: str,
    *,
    actor_id: int,
    now: datetime,
) -> None:
    """Write the steps of a card, a line each; none brings the shipped ones back."""
    lines = [line.strip() for line in steps.splitlines() if line.strip()]
    found = session.scalars(
        select(EmergencyCard).where(
            EmergencyCard.school_id == school_id, EmergencyCard.kind == kind
        )
    ).one_or_none()
    if not lines:
        if found is not None:
            session.delete(found)
    else:
        found = found or EmergencyCard(school_id=school_id, kind=kind)
        found.steps = "\n".join(lines)
        session.add(found)
    session.flush()
    record(
        session,
        "write emergency card",
        "emergency_card",
        school_id=school_id,
        actor_id=actor_id,
        now=now,
        kind=kind.value,
        lines=len(lines),
    )
