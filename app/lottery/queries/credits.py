"""Reads for fairness credits: what the last two terms were for each child."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Exists, Select, and_, case, exists, func, not_, or_, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Student, StudentStatus
from app.courses.models import Section, SectionState
from app.enrollment.models import Correction, OccupiedSlot, Place
from app.lottery.credits import TERMS, Owed, TermFacts, credits_owed
from app.lottery.models import Choice, ChoiceRound, RoundSection
from app.schools.models import Homeroom, Term

CLOSED = (SectionState.WITHDRAWN, SectionState.CANCELLED)


def owed(
    session: Session, school_id: int, term_id: int, student_ids: Collection[int] | None = None
) -> Mapping[int, Owed]:
    """Give the credits with which children enter the draws of a term; three statements.

    Who handed in nothing in the two terms before it has no entry.
    """
    terms = _terms_before(session, school_id, term_id)
    found: dict[int, dict[int, TermFacts]] = {}
    given_up = _given_up(session, school_id, terms, student_ids)
    for student_id, of_term, ranked, had_first, lost in session.execute(
        _lists(school_id, terms, student_ids)
    ):
        left = (student_id, of_term) in given_up
        facts = TermFacts(ranked, bool(had_first), bool(lost), left)
        found.setdefault(student_id, {})[of_term] = facts
    return {
        student_id: credits_owed(
            [(title, by_term[each]) for each, title in terms.items() if each in by_term]
        )
        for student_id, by_term in found.items()
    }


def students(session: Session, school_id: int, ids: Collection[int]) -> Sequence[Student]:
    """List the enrolled among some children with their homerooms, by homeroom and number."""
    statement = (
        select(Student)
        .join(Student.homeroom)
        .where(Student.school_id == school_id, Student.status == StudentStatus.ENROLLED)
        .options(joinedload(Student.homeroom))
        .order_by(Homeroom.grade, Homeroom.class_no, Student.student_no)
    )
    return [student for student in session.scalars(statement) if student.id in ids]


def _terms_before(session: Session, school_id: int, term_id: int) -> Mapping[int, str]:
    """Give the terms whose credits still count, the oldest first."""
    start = select(Term.starts_on).where(Term.id == term_id).scalar_subquery()
    statement = (
        select(Term.id, Term.title)
        .where(Term.school_id == school_id, Term.starts_on < start)
        .order_by(Term.starts_on.desc())
        .limit(TERMS)
    )
    return {row[0]: row[1] for row in reversed(session.execute(statement).all())}


def _lists(
    school_id: int, terms: Collection[int], student_ids: Collection[int] | None
) -> Select[int, int, int, int, int]:
    """Per child and term: clubs ranked, whether it had a first choice, whether one closed.

    A second round counts by the places it gave; its own lists have no favourites left.
    """
    is_closed = Section.state.in_(CLOSED)
    had_first = and_(Choice.rank == 1, not_(is_closed), _had_place())
    statement = (
        select(
            Choice.student_id,
            ChoiceRound.term_id,
            func.count(),
            func.max(case((had_first, 1), else_=0)),
            func.max(case((is_closed, 1), else_=0)),
        )
        .join(ChoiceRound, ChoiceRound.id == Choice.round_id)
        .join(Section, Section.id == Choice.section_id)
        .where(
            Choice.school_id == school_id,
            ChoiceRound.term_id.in_(terms),
            ChoiceRound.published_at.is_not(None),
            ChoiceRound.earlier_round_id.is_(None),
        )
        .group_by(Choice.student_id, ChoiceRound.term_id)
    )
    if student_ids is not None:
        statement = statement.where(Choice.student_id.in_(student_ids))
    return statement


def _had_place() -> Exists:
    """Whether the child of a line had a place there; one that was corrected away was none."""
    corrected = exists().where(
        Correction.school_id == Place.school_id,
        Correction.student_id == Place.student_id,
        Correction.from_section_id == Place.section_id,
    )
    return exists().where(
        Place.school_id == Choice.school_id,
        Place.student_id == Choice.student_id,
        Place.section_id == Choice.section_id,
        or_(Place.ended_at.is_(None), not_(corrected)),
    )


def _given_up(
    session: Session, school_id: int, terms: Collection[int], student_ids: Collection[int] | None
) -> frozenset[tuple[int, int]]:
    """Give (student, term) where a family gave a place up and took no other on that day."""
    has_another = exists().where(
        OccupiedSlot.school_id == school_id,
        OccupiedSlot.term_id == ChoiceRound.term_id,
        OccupiedSlot.student_id == Place.student_id,
        OccupiedSlot.slot_id == RoundSection.slot_id,
    )
    statement = (
        select(Place.student_id, ChoiceRound.term_id)
        .join(RoundSection, RoundSection.section_id == Place.section_id)
        .join(ChoiceRound, ChoiceRound.id == RoundSection.round_id)
        .where(
            Place.school_id == school_id,
            Place.is_given_up,
            ChoiceRound.term_id.in_(terms),
            not_(has_another),
        )
    )
    if student_ids is not None:
        statement = statement.where(Place.student_id.in_(student_ids))
    return frozenset((row[0], row[1]) for row in session.execute(statement))
