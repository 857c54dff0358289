"""Reads of exchanges, of who takes part, and of what may be wished for."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.models import Student, StudentStatus
from app.core.errors import NotFound
from app.courses.models import BY_CHOICE, Section, SectionState, SectionTime
from app.enrollment.exchange_models import Exchange, ExchangeEntry, ExchangeWish
from app.enrollment.models import Place


def newest_exchange(session: Session, school_id: int, term_id: int) -> Exchange | None:
    """Find the last announced exchange of a term."""
    statement = (
        select(Exchange)
        .where(Exchange.school_id == school_id, Exchange.term_id == term_id)
        .order_by(Exchange.id.desc())
        .limit(1)
    )
    return session.scalars(statement).one_or_none()


def get_exchange(session: Session, school_id: int, exchange_id: int) -> Exchange:
    """Load an exchange, or `NotFound`."""
    statement = select(Exchange).where(Exchange.school_id == school_id, Exchange.id == exchange_id)
    found = session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def due_exchanges(session: Session, now: datetime) -> Sequence[tuple[int, int]]:
    """Give school and id of every exchange that is closed and not run."""
    statement = (
        select(Exchange.school_id, Exchange.id)
        .where(Exchange.run_at.is_(None), Exchange.closes_at <= now)
        .order_by(Exchange.id)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def entries(
    session: Session, exchange: Exchange, student_ids: Iterable[int] | None = None
) -> Sequence[ExchangeEntry]:
    """List who takes part, of some students or of all, each with student, sections and wishes."""
    course = joinedload(Section.course)
    statement = (
        select(ExchangeEntry)
        .where(
            ExchangeEntry.school_id == exchange.school_id,
            ExchangeEntry.exchange_id == exchange.id,
        )
        .options(
            joinedload(ExchangeEntry.student).joinedload(Student.homeroom),
            joinedload(ExchangeEntry.from_section).options(
                course, selectinload(Section.times).joinedload(SectionTime.slot)
            ),
            joinedload(ExchangeEntry.to_section).options(
                course, selectinload(Section.times).joinedload(SectionTime.slot)
            ),
            selectinload(ExchangeEntry.wishes).joinedload(ExchangeWish.section).options(course),
        )
        .order_by(ExchangeEntry.circle.is_(None), ExchangeEntry.circle, ExchangeEntry.id)
    )
    if student_ids is not None:
        statement = statement.where(ExchangeEntry.student_id.in_(list(student_ids)))
    return session.scalars(statement).all()


def places_to_swap(
    session: Session, school_id: int, term_id: int, student_id: int
) -> Sequence[Place]:
    """List the places of a student in sections by choice, which alone can be swapped."""
    statement = (
        select(Place)
        .join(Place.section)
        .where(
            Place.school_id == school_id,
            Place.student_id == student_id,
            Place.ended_at.is_(None),
            Section.term_id == term_id,
            Section.state == SectionState.PUBLISHED,
            Section.admission.in_(BY_CHOICE),
        )
        .options(
            joinedload(Place.section).options(
                joinedload(Section.course),
                selectinload(Section.times).joinedload(SectionTime.slot),
            )
        )
        .order_by(Place.id)
    )
    return session.scalars(statement).all()


def living_places(session: Session, school_id: int, place_ids: Iterable[int]) -> Sequence[Place]:
    """List those of some places that are in force, of enrolled students, by id."""
    statement = (
        select(Place)
        .join(Place.student)
        .where(
            Place.school_id == school_id,
            Place.id.in_(list(place_ids)),
            Place.ended_at.is_(None),
            Student.status == StudentStatus.ENROLLED,
        )
        .options(joinedload(Place.student).joinedload(Student.homeroom))
        .order_by(Place.id)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).all()


def how_many(session: Session, exchange: Exchange) -> int:
    """Count the places that take part."""
    statement = select(func.count()).where(
        ExchangeEntry.school_id == exchange.school_id, ExchangeEntry.exchange_id == exchange.id
    )
    return session.scalar(statement) or 0


def holders_of_places(session: Session, school_id: int, term_id: int) -> Sequence[int]:
    """List the students who have a place that can be swapped."""
    statement = (
        select(Place.student_id)
        .distinct()
        .join(Place.section)
        .where(
            Place.school_id == school_id,
            Place.ended_at.is_(None),
            Section.term_id == term_id,
            Section.admission.in_(BY_CHOICE),
        )
    )
    return session.scalars(statement).all()
