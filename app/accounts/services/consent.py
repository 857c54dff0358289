"""Consent of guardians, for each purpose apart (promise 18)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Account, Consent, ConsentPurpose, Student
from app.accounts.queries import consent as queries


def answer_consent(
    session: Session,
    account: Account,
    student: Student,
    answers: Mapping[ConsentPurpose, bool],
    *,
    now: datetime,
) -> list[Consent]:
    """Keep a guardian's answers for one child; one that changes nothing is not written again."""
    known = queries.answers_for(session, [student])[student.id]
    changed = [
        Consent(
            school_id=student.school_id,
            account_id=account.id,
            student_id=student.id,
            purpose=purpose,
            is_given=is_given,
            at=now,
        )
        for purpose, is_given in answers.items()
        if known.get(purpose) is not is_given
    ]
    session.add_all(changed)
    session.flush()
    return changed
