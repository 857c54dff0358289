"""What the log keeps of acts on meetings."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.services import record
from app.timetable.models import Meeting


def note(
    session: Session,
    action: str,
    meeting: Meeting,
    *,
    actor_id: int | None,
    now: datetime,
    **detail: str | int,
) -> None:
    """Write an act on a meeting down: ids and reasons, never a name."""
    record(
        session,
        action,
        "meeting",
        meeting.id,
        school_id=meeting.school_id,
        actor_id=actor_id,
        now=now,
        **detail,
    )
