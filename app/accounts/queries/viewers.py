"""Reads for every request: who is looking, and for which children."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.accounts.models import Account, Guardianship, SignIn, Student, StudentStatus

# Every page of a signed-in person begins with these, so they are put together once.
_LIVING_SIGN_IN = (
    select(SignIn)
    .join(SignIn.account)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.expires_at > bindparam("now"),
        Account.is_active,
    )
    .options(
        contains_eager(SignIn.account).options(
            joinedload(Account.school), joinedload(Account.grants), joinedload(Account.external)
        )
    )
)
_CHILDREN = (
    select(Student)
    .where(
        Student.school_id == bindparam("of_school"),
        Student.status != StudentStatus.LEFT,
        or_(
            Student.account_id == bindparam("of_account"),
            Student.id.in_(
                select(Guardianship.student_id).where(
                    Guardianship.school_id == bindparam("of_school"),
                    Guardianship.account_id == bindparam("of_account"),
                )
            ),
        ),
    )
    .options(joinedload(Student.homeroom))
    .order_by(Student.student_no)
)


def sign_in_by_token(session: Session, token_hash: str, *, now: datetime) -> SignIn | None:
    """Find a living sign-in with its active account, school and roles."""
    found = session.scalars(_LIVING_SIGN_IN, {"token_hash": token_hash, "now": now})
    return found.unique().one_or_none()


def children_of(session: Session, account: Account) -> Sequence[Student]:
    """List the students an account acts for: its children, or itself; by number."""
    facts = {"of_school": account.school_id, "of_account": account.id}
    return session.scalars(_CHILDREN, facts).all()


def guarded_children(session: Session, school_id: int, account_id: int) -> Sequence[Student]:
    """List the children an account is guardian of, by number."""
    return session.scalars(
        select(Student)
        .join(Guardianship, Guardianship.student_id == Student.id)
        .where(
            Guardianship.school_id == school_id,
            Guardianship.account_id == account_id,
            Student.status != StudentStatus.LEFT,
        )
        .options(joinedload(Student.homeroom))
        .order_by(Student.student_no)
    ).all()
