"""Whom to tell about a round."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Student, StudentStatus
from app.accounts.queries.families import accounts_of
from app.lottery.models import Choice, ChoiceList
from app.schools.models import Homeroom


def accounts_with_section(
    session: Session, school_id: int, round_id: int, section_id: int
) -> frozenset[int]:
    """Give the accounts of the families that have a section on a list, saved or handed in."""
    lists = session.execute(
        select(ChoiceList.student_id, ChoiceList.draft).where(
            ChoiceList.school_id == school_id, ChoiceList.round_id == round_id
        )
    )
    students = [
        student_id
        for student_id, draft in lists
        if any(section_id in ids for ids in draft.get("choices", {}).values())
    ]
    handed_in = session.scalars(
        select(Choice.student_id).where(
            Choice.school_id == school_id,
            Choice.round_id == round_id,
            Choice.section_id == section_id,
        )
    )
    return accounts_of(session, school_id, {*students, *handed_in})


def grades_of_enrolled(session: Session, school_id: int) -> Mapping[int, int | None]:
    """Give the grades of the students who are at school, by student."""
    statement = (
        select(Student.id, Homeroom.grade)
        .join(Homeroom, Homeroom.id == Student.homeroom_id)
        .where(Student.school_id == school_id, Student.status == StudentStatus.ENROLLED)
    )
    return {row[0]: row[1] for row in session.execute(statement)}
