"""Who may collect a child, who must not, and how it goes home."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.attendance.collector_models import Collector, CollectorKind, HomePlan
from app.core.errors import NotFound

WEEKDAYS = (1, 2, 3, 4, 5, 6, 7)


def collectors_of(session: Session, school_id: int, student_id: int) -> Sequence[Collector]:
    """List everybody written down for a child who has not been ended, forbidden ones first."""
    statement = (
        select(Collector)
        .where(
            Collector.school_id == school_id,
            Collector.student_id == student_id,
            Collector.ended_at.is_(None),
        )
        .options(joinedload(Collector.written_by))
        .order_by(Collector.kind.desc(), Collector.id)
    )
    return session.scalars(statement).all()


def get_collector(session: Session, school_id: int, collector_id: int) -> Collector:
    """Load somebody written down, or `NotFound`."""
    statement = select(Collector).where(
        Collector.school_id == school_id, Collector.id == collector_id
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def authorised_on(listed: Sequence[Collector], day: date) -> list[Collector]:
    """Pick who may collect on a day."""
    return [one for one in listed if one.may_collect_on(day)]


def forbidden(listed: Sequence[Collector]) -> list[Collector]:
    """Pick who must not collect."""
    return [one for one in listed if one.kind is CollectorKind.FORBIDDEN]


def home_plans(session: Session, school_id: int, student_id: int) -> Mapping[int, HomePlan]:
    """Give how a child goes home by weekday, where the family said so."""
    statement = select(HomePlan).where(
        HomePlan.school_id == school_id, HomePlan.student_id == student_id
    )
    return {plan.weekday: plan for plan in session.scalars(statement)}


def home_plans_on(
    session: Session, school_id: int, student_ids: Collection[int], day: date
) -> Mapping[int, HomePlan]:
    """Give how some children go home on a day, where their families said so."""
    statement = select(HomePlan).where(
        HomePlan.school_id == school_id,
        HomePlan.weekday == day.isoweekday(),
        HomePlan.student_id.in_(student_ids),
    )
    return {plan.student_id: plan for plan in session.scalars(statement)}
