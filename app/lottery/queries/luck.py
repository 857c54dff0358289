"""Whom luck has passed over: children without any first choice, in this and earlier terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Student, StudentStatus
from app.courses.models import Section
from app.enrollment.models import Place, Waiting
from app.lottery.models import Choice, ChoiceRound, Draw, Outcome, RoundSection, RoundSlot
from app.schools.models import Term


@dataclass(frozen=True)
class Unlucky:
    """A child none of whose first choices of a round became a place, by draw or later.

    Attributes:
        student: the child, with its homeroom.
        terms: how many terms in a row it handed in lists and got no first choice; this one too.
        wished: the first choices, one a day.
        places: what it has in this round's slots now.
        waits: on how many waiting lists of this round it stands.
    """

    student: Student
    terms: int
    wished: Sequence[Section]
    places: Sequence[Section]
    waits: int


def without_first_choice(session: Session, choice_round: ChoiceRound) -> Sequence[Unlucky]:
    """List them: the longest without luck first, then those without a place, then by homeroom."""
    terms = _terms_without(session, choice_round)
    found = _students(session, choice_round.school_id, terms)
    wished, places = _wished(session, choice_round), _places(session, choice_round)
    waits = _waits(session, choice_round)
    listed = [
        Unlucky(
            student,
            terms[student.id],
            wished[student.id],
            places.get(student.id, ()),
            waits.get(student.id, 0),
        )
        for student in found
    ]
    return sorted(listed, key=lambda one: (-one.terms, bool(one.places)))


def _terms_without(session: Session, choice_round: ChoiceRound) -> Mapping[int, int]:
    """Count, per child without a first choice in this term, the terms in a row that went so."""
    here = select(Choice.student_id).where(
        Choice.school_id == choice_round.school_id, Choice.round_id == choice_round.id
    )
    this_term = select(Term.starts_on).where(Term.id == choice_round.term_id).scalar_subquery()
    is_lucky = func.max(case((Outcome.id.is_not(None) | Place.id.is_not(None), 1), else_=0))
    statement = (
        select(Choice.student_id, is_lucky)
        .join(ChoiceRound, ChoiceRound.id == Choice.round_id)
        .join(Term, Term.id == ChoiceRound.term_id)
        .outerjoin(Draw, (Draw.round_id == ChoiceRound.id) & Draw.published_at.is_not(None))
        .outerjoin(
            Outcome,
            (Outcome.draw_id == Draw.id)
            & (Outcome.student_id == Choice.student_id)
            & (Outcome.section_id == Choice.section_id),
        )
        .outerjoin(
            Place,
            (Place.student_id == Choice.student_id)
            & (Place.section_id == Choice.section_id)
            & Place.ended_at.is_(None),
        )
        .where(
            Choice.school_id == choice_round.school_id,
            Choice.rank == 1,
            Choice.student_id.in_(here),
            ChoiceRound.published_at.is_not(None),
            ChoiceRound.earlier_round_id.is_(None),  # a second round has no favourites left
            Term.starts_on <= this_term,
        )
        .group_by(Choice.student_id, Term.id, Term.starts_on)
        .order_by(Choice.student_id, Term.starts_on.desc())
    )
    terms: dict[int, int] = {}
    luck_was: set[int] = set()
    for student_id, lucky in session.execute(statement):
        if lucky:
            luck_was.add(student_id)
        elif student_id not in luck_was:
            terms[student_id] = terms.get(student_id, 0) + 1
    return terms


def _students(session: Session, school_id: int, terms: Mapping[int, int]) -> Sequence[Student]:
    statement = (
        select(Student)
        .join(Student.homeroom)
        .where(Student.school_id == school_id, Student.status == StudentStatus.ENROLLED)
        .options(joinedload(Student.homeroom))
    )
    listed = [student for student in session.scalars(statement) if student.id in terms]
    return sorted(
        listed, key=lambda each: (each.homeroom.grade, each.homeroom.class_no, each.student_no)
    )


def _wished(session: Session, choice_round: ChoiceRound) -> Mapping[int, list[Section]]:
    statement = (
        select(Choice.student_id, Section)
        .join(Choice.section)
        .join(
            RoundSlot,
            (RoundSlot.round_id == Choice.round_id) & (RoundSlot.slot_id == Choice.slot_id),
        )
        .where(
            Choice.school_id == choice_round.school_id,
            Choice.round_id == choice_round.id,
            Choice.rank == 1,
        )
        .options(joinedload(Section.course))
        .order_by(RoundSlot.position)
    )
    return _by_student(session, statement)


def _places(session: Session, choice_round: ChoiceRound) -> Mapping[int, list[Section]]:
    statement = (
        select(Place.student_id, Section)
        .join(Place.section)
        .join(RoundSection, RoundSection.section_id == Section.id)
        .where(
            Place.school_id == choice_round.school_id,
            RoundSection.round_id == choice_round.id,
            Place.ended_at.is_(None),
        )
        .options(joinedload(Section.course))
        .order_by(Section.code)
    )
    return _by_student(session, statement)


def _waits(session: Session, choice_round: ChoiceRound) -> Mapping[int, int]:
    statement = (
        select(Waiting.student_id, func.count())
        .join(RoundSection, RoundSection.section_id == Waiting.section_id)
        .where(
            Waiting.school_id == choice_round.school_id,
            RoundSection.round_id == choice_round.id,
        )
        .group_by(Waiting.student_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def _by_student(session: Session, statement: Select[int, Section]) -> Mapping[int, list[Section]]:
    found: dict[int, list[Section]] = {}
    for student_id, section in session.execute(statement):
        found.setdefault(student_id, []).append(section)
    return found
