"""Closing a day: everything settled, or left open with a reason; then only corrections (R58)."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.attendance.models import ClosedDay
from app.audit.services import record
from app.safety.errors import ClosedAlready, NotClosed, NothingToClose, NotOver, StillOpen
from app.safety.models import DayCorrection, ItemKind, OpenItem
from app.safety.queries.days import closing_of, day_book
from app.schools.models import School

Reasons = Mapping[tuple[ItemKind, int], str]


def close_day(
    session: Session,
    school: School,
    day: date,
    reasons: Reasons,
    *,
    actor_id: int,
    now: datetime,
) -> ClosedDay:
    """Close a day: its rolls are frozen from now on.

    Args:
        session: closed with its transaction.
        school: of the day.
        day: one on which clubs met.
        reasons: why an open item is left open, by kind and row; empty when all is settled.
        actor_id: who closes.
        now: when.

    Raises:
        ClosedAlready: somebody did.
        NothingToClose: no club met.
        NotOver: a meeting still runs or lies ahead; no reason helps.
        StillOpen: something is open and no reason says why.
    """
    if closing_of(session, school.id, day) is not None:
        raise ClosedAlready
    book = day_book(session, school, day, now=now)
    if not book.called:
        raise NothingToClose
    if book.of(ItemKind.NOT_OVER):
        raise NotOver
    unexplained = [item for item in book.items if not reasons.get((item.kind, item.object_id))]
    if unexplained:
        raise StillOpen(count=len(unexplained))
    closed = ClosedDay(school_id=school.id, day=day, closed_at=now, closed_by_id=actor_id)
    session.add(closed)
    session.add_all(
        OpenItem(
            school_id=school.id,
            day=day,
            kind=item.kind,
            object_id=item.object_id,
            reason=reasons[item.kind, item.object_id],
        )
        for item in book.items
    )
    session.flush()
    record(
        session,
        "close day",
        "closed_day",
        closed.id,
        school_id=school.id,
        actor_id=actor_id,
        now=now,
        day=day.isoformat(),
        left_open=len(book.items),
    )
    return closed


def correct_day(
    session: Session,
    school: School,
    day: date,
    *,
    what: str,
    reason: str,
    actor_id: int,
    now: datetime,
) -> DayCorrection:
    """Write down what turned out otherwise after a day was closed; its rolls stay as they were.

    Raises:
        NotClosed: the day is open and changed in its rolls.
    """
    if closing_of(session, school.id, day) is None:
        raise NotClosed
    row = DayCorrection(
        school_id=school.id,
        day=day,
        what=what,
        reason=reason,
        written_at=now,
        written_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    record(
        session,
        "correct day",
        "day_correction",
        row.id,
        school_id=school.id,
        actor_id=actor_id,
        now=now,
        day=day.isoformat(),
    )
    return row
