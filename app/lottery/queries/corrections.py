"""How often places of a round were corrected after its draw: counts, never who."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.enrollment.models import Cause, Correction
from app.lottery.models import RoundSection


@dataclass(frozen=True)
class Corrections:
    """What everybody may know of them."""

    count: int
    last_at: datetime | None
    causes: Sequence[Cause]


def corrections(
    session: Session, school_id: int, round_id: int, since: datetime | None
) -> Corrections:
    """Count the corrections of places in a round's sections since it was published."""
    if since is None:
        return Corrections(0, None, ())
    sections = select(RoundSection.section_id).where(
        RoundSection.school_id == school_id, RoundSection.round_id == round_id
    )
    statement = (
        select(Correction.cause, Correction.at)
        .where(
            Correction.school_id == school_id,
            Correction.at >= since,
            Correction.section_id.in_(sections) | Correction.from_section_id.in_(sections),
        )
        .order_by(Correction.at)
    )
    rows = session.execute(statement).all()
    causes = sorted({row.cause for row in rows})
    return Corrections(len(rows), rows[-1].at if rows else None, causes)
