"""Reads of discipline: a child's records and proposals, and what waits for the office."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Student
from app.core.errors import NotFound
from app.courses.models import Section, SectionTeacher
from app.enrollment.models import Place
from app.safety.discipline_models import ConductRecord, EndProposal, ProposalState

OPEN = (ProposalState.PROPOSED, ProposalState.NOTICED)


def records_of(
    session: Session, school_id: int, student_ids: Collection[int], *, by: int | None = None
) -> Sequence[ConductRecord]:
    """List the records of some children, the newest first; of one writer, or all."""
    statement = (
        select(ConductRecord)
        .where(ConductRecord.school_id == school_id, ConductRecord.student_id.in_(student_ids))
        .options(joinedload(ConductRecord.student), joinedload(ConductRecord.written_by))
        .order_by(ConductRecord.day.desc(), ConductRecord.id.desc())
    )
    if by is not None:
        statement = statement.where(ConductRecord.written_by_id == by)
    return session.scalars(statement).all()


def warnings_since(session: Session, school_id: int, student_id: int, since: date) -> int:
    """Count the warnings of a child from a day on."""
    statement = select(func.count()).where(
        ConductRecord.school_id == school_id,
        ConductRecord.student_id == student_id,
        ConductRecord.is_warning,
        ConductRecord.day >= since,
    )
    return session.scalar(statement) or 0


def children_with_records(
    session: Session, school_id: int, since: date, *, homerooms: Collection[int] | None
) -> list[tuple[Student, int, int]]:
    """List the children who have records from a day on: child, records, warnings; newest first.

    Of some homerooms, or of all.
    """
    counted = (
        select(
            ConductRecord.student_id,
            func.count().label("records"),
            func.count().filter(ConductRecord.is_warning).label("warnings"),
            func.max(ConductRecord.id).label("newest"),
        )
        .where(ConductRecord.school_id == school_id, ConductRecord.day >= since)
        .group_by(ConductRecord.student_id)
        .subquery()
    )
    statement = (
        select(Student, counted.c.records, counted.c.warnings)
        .join(counted, counted.c.student_id == Student.id)
        .where(Student.school_id == school_id)
        .options(joinedload(Student.homeroom))
        .order_by(counted.c.newest.desc())
    )
    if homerooms is not None:
        statement = statement.where(Student.homeroom_id.in_(homerooms))
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def proposals_of(
    session: Session, school_id: int, student_ids: Collection[int]
) -> Sequence[EndProposal]:
    """List the proposals about some children, the newest first."""
    statement = _proposals(school_id).where(EndProposal.student_id.in_(student_ids))
    return session.scalars(statement).all()


def open_proposals(
    session: Session, school_id: int, *, homerooms: Collection[int] | None
) -> Sequence[EndProposal]:
    """List what is not decided, of some homerooms or of all."""
    statement = _proposals(school_id).where(EndProposal.state.in_(OPEN))
    if homerooms is not None:
        children = select(Student.id).where(
            Student.school_id == school_id, Student.homeroom_id.in_(homerooms)
        )
        statement = statement.where(EndProposal.student_id.in_(children))
    return session.scalars(statement).all()


def get_proposal(session: Session, school_id: int, proposal_id: int) -> EndProposal:
    """Load a proposal with child, place and club, or `NotFound`."""
    found = session.scalars(
        _proposals(school_id).where(EndProposal.id == proposal_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def teaches_child(session: Session, school_id: int, account_id: int, student_id: int) -> bool:
    """Whether a child has a place in a section that somebody teaches."""
    statement = (
        select(Place.id)
        .join(SectionTeacher, SectionTeacher.section_id == Place.section_id)
        .where(
            Place.school_id == school_id,
            Place.student_id == student_id,
            Place.ended_at.is_(None),
            SectionTeacher.account_id == account_id,
        )
    )
    return session.scalar(statement.limit(1)) is not None


def _proposals(school_id: int) -> Select[EndProposal]:
    return (
        select(EndProposal)
        .where(EndProposal.school_id == school_id)
        .options(
            joinedload(EndProposal.student).joinedload(Student.homeroom),
            joinedload(EndProposal.proposed_by),
            joinedload(EndProposal.place).options(
                joinedload(Place.section).joinedload(Section.course), joinedload(Place.student)
            ),
        )
        .order_by(EndProposal.id.desc())
    )
