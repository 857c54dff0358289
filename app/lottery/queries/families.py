"""Whom to tell about a round."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries.families import accounts_of
from app.lottery.models import Choice, ChoiceList


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
