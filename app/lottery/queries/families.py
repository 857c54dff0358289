"""Whom to tell: the accounts of students and their guardians."""

from collections.abc import Collection

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from app.accounts.models import Guardianship, Student
from app.lottery.models import Choice, ChoiceList


def accounts_of(session: Session, school_id: int, student_ids: Collection[int]) -> frozenset[int]:
    """Give the accounts of some students and of their guardians."""
    own = select(Student.account_id).where(
        Student.school_id == school_id,
        Student.id.in_(student_ids),
        Student.account_id.is_not(None),
    )
    guarding = select(Guardianship.account_id).where(
        Guardianship.school_id == school_id, Guardianship.student_id.in_(student_ids)
    )
    return frozenset(session.execute(union(own, guarding)).scalars())


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
