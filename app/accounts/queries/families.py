"""Whom to tell about a child: its own account and its guardians."""

from collections.abc import Collection

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from app.accounts.models import Account, Guardianship, Student


def accounts_of(session: Session, school_id: int, student_ids: Collection[int]) -> frozenset[int]:
    """Give the accounts of some students and of their guardians that can be signed in to."""
    own = (
        select(Student.account_id)
        .join(Account, Account.id == Student.account_id)
        .where(Student.school_id == school_id, Student.id.in_(student_ids), Account.is_active)
    )
    guarding = (
        select(Guardianship.account_id)
        .join(Guardianship.account)
        .where(
            Guardianship.school_id == school_id,
            Guardianship.student_id.in_(student_ids),
            Account.is_active,
        )
    )
    return frozenset(session.execute(union(own, guarding)).scalars())
