"""Priority groups: who belongs to one, and who may see it (promise 2).

The audit log holds the row's id and neither the child nor the group.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts.errors import DayGone, GroupThere
from app.accounts.models import (
    Account,
    PriorityGrant,
    PriorityKind,
    PriorityMembership,
    Student,
)
from app.accounts.queries import priority as queries
from app.audit.services import record


def view_groups(
    session: Session, school_id: int, *, actor_id: int, now: datetime
) -> list[PriorityMembership]:
    """List who belongs to which group, and write down that somebody looked."""
    listed = list(queries.memberships(session, school_id))
    record(
        session,
        "view priority groups",
        "school",
        school_id,
        school_id=school_id,
        actor_id=actor_id,
        now=now,
        count=len(listed),
    )
    return listed


def add_to_group(
    session: Session,
    student: Student,
    kind: PriorityKind,
    evidence: str,
    *,
    actor_id: int | None,
    now: datetime,
) -> PriorityMembership:
    """Let a student belong to a group.

    Raises:
        GroupThere: the student belongs to it already.
    """
    if queries.membership(session, student, kind) is not None:
        raise GroupThere
    row = PriorityMembership(
        school_id=student.school_id, student_id=student.id, kind=kind, evidence=evidence
    )
    session.add(row)
    _note(session, "add to priority group", row, actor_id, now)
    return row


def remove_from_group(
    session: Session, row: PriorityMembership, *, actor_id: int | None, now: datetime
) -> None:
    """End a student's membership."""
    session.delete(row)
    _note(session, "remove from priority group", row, actor_id, now)


def grant_view(
    session: Session,
    account: Account,
    reason: str,
    *,
    ends_on: date,
    today: date,
    actor_id: int | None,
    now: datetime,
) -> PriorityGrant:
    """Let somebody see priority groups, for a reason and until a day.

    Raises:
        DayGone: the last day is over already.
    """
    if ends_on < today:
        raise DayGone
    grant = PriorityGrant(
        school_id=account.school_id,
        account_id=account.id,
        reason=reason,
        ends_on=ends_on,
        granted_by_id=actor_id,
    )
    session.add(grant)
    _note(session, "grant view of priority groups", grant, actor_id, now, account_id=account.id)
    return grant


def end_grant(
    session: Session, grant: PriorityGrant, *, actor_id: int | None, now: datetime
) -> None:
    """Let somebody see priority groups no longer."""
    session.delete(grant)
    _note(session, "end view of priority groups", grant, actor_id, now, account_id=grant.account_id)


def _note(
    session: Session,
    act: str,
    row: PriorityMembership | PriorityGrant,
    actor_id: int | None,
    now: datetime,
    **detail: int,
) -> None:
    session.flush()
    record(
        session,
        act,
        row.__tablename__,
        row.id,
        school_id=row.school_id,
        actor_id=actor_id,
        now=now,
        **detail,
    )
