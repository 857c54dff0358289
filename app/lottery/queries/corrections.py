"""How often places of a round were corrected after its draw: counts, never who.

A small count is not told, nor when the last was: together they could point to a child.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.enrollment.models import Cause, Correction
from app.lottery.models import RoundSection


@dataclass(frozen=True)
class Corrections:
    """What everybody may know of them; how many and when only if they are not few."""

    has_any: bool
    count: int | None
    last_at: datetime | None
    causes: Sequence[Cause]


NONE = Corrections(has_any=False, count=None, last_at=None, causes=())


def corrections(
    session: Session, school_id: int, round_id: int, since: datetime | None, *, fewest: int
) -> Corrections:
    """Count the corrections of places in a round's sections since it was published.

    Fewer than `fewest` are said to be there, and no more.
    """
    if since is None:
        return NONE
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
    if len(rows) < fewest:
        return Corrections(bool(rows), None, None, causes)
    return Corrections(has_any=True, count=len(rows), last_at=rows[-1].at, causes=causes)
