"""Comparing the mechanisms on the lists of a round, and the figures of the demonstration."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.core.engine import reading
from app.lottery import downloads
from app.lottery.allocation.comparison import compared
from app.lottery.allocation.problem import read_problem
from app.lottery.models import RoundComparison
from app.lottery.queries import draws as queries

DEMONSTRATION = Path(__file__).resolve().parents[1] / "data" / "demonstration.json"


def compare_round(session: Session, school_id: int, round_id: int, *, now: datetime) -> None:
    """Compare the mechanisms on a drawn round's lists and keep the figures; commits.

    No transaction is open while it computes, which takes a minute for a large school.
    """
    with reading():
        draw = queries.get_draw(session, school_id, round_id, with_texts=True)
        text = downloads.problem_of(draw)
        session.rollback()
    content = compared(read_problem(text))
    session.add(
        RoundComparison(school_id=school_id, round_id=round_id, content=content, computed_at=now)
    )
    session.commit()


@cache
def demonstration() -> dict[str, Any]:
    """Give the figures of the made-up lists of the demonstration, for a school without its own."""
    found: dict[str, Any] = json.loads(DEMONSTRATION.read_text(encoding="utf-8"))
    return found
