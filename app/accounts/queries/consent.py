"""Reads of consents: the newest answer of any guardian counts."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Consent, ConsentPurpose, Student

Answers = dict[ConsentPurpose, bool]


def answers_for(session: Session, students: Sequence[Student]) -> dict[int, Answers]:
    """Map students to what was last answered for each purpose; what was not answered is missing."""
    answers: dict[int, Answers] = {student.id: {} for student in students}
    if not students:
        return answers
    rows = session.execute(
        select(Consent.student_id, Consent.purpose, Consent.is_given)
        .where(Consent.school_id == students[0].school_id, Consent.student_id.in_(list(answers)))
        .order_by(Consent.at, Consent.id)
    )
    for student_id, purpose, is_given in rows:
        answers[student_id][purpose] = is_given
    return answers


def has_consent(session: Session, student: Student, purpose: ConsentPurpose, *, on: date) -> bool:
    """Whether data of a student may be used for a purpose; from 14 on nobody need be asked."""
    if not student.needs_consent(on):
        return True
    return answers_for(session, [student])[student.id].get(purpose, False)


def unanswered(session: Session, students: Sequence[Student], *, on: date) -> list[Student]:
    """Pick the children for whom a guardian has still to answer something."""
    asked = [student for student in students if student.needs_consent(on)]
    answers = answers_for(session, asked)
    return [student for student in asked if set(answers[student.id]) != set(ConsentPurpose)]


def history(session: Session, student: Student) -> Sequence[Consent]:
    """List every answer for a student, newest first."""
    return session.scalars(
        select(Consent)
        .where(Consent.school_id == student.school_id, Consent.student_id == student.id)
        .order_by(Consent.at.desc(), Consent.id.desc())
    ).all()
