"""Undoes the last import as a whole, while nothing was built on it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import (
    Account,
    Guardianship,
    HomeroomMove,
    PriorityMembership,
    Student,
    StudentStatus,
)
from app.accounts.services import students as student_services
from app.audit.services import record
from app.core.batches import batches
from app.core.db import Model
from app.rosters import queries
from app.rosters.errors import NotTheLast, StillNeeded
from app.rosters.models import ImportState, ListKind, RosterImport
from app.rosters.services.applying import Made, rename_account
from app.rosters.services.guardians import change_phone
from app.schools.models import Homeroom

# What an import makes itself; every other row about a new student was built on it.
OWN = frozenset({Guardianship.__tablename__, PriorityMembership.__tablename__})


def undo_import(
    session: Session, kept: RosterImport, *, account_id: int, now: datetime
) -> RosterImport:
    """Undo an import: what it made goes, what it changed is as before.

    Raises:
        NotTheLast: a newer import is in force, or this one is not.
        StillNeeded: new students have already signed in, chosen or moved.
    """
    last = queries.last_applied(session, kept.school_id, ListKind.STUDENTS)
    if last is None or last.id != kept.id:
        raise NotTheLast
    made = Made(**kept.made)
    if count := _built_on(session, made):
        raise StillNeeded(count=count)
    _change_back(session, kept.school_id, made, account_id, now)
    _delete(session, made)
    kept.state, kept.undone_at, kept.made = ImportState.UNDONE, now, {}
    session.flush()
    record(
        session,
        "undo roster import",
        "roster_import",
        kept.id,
        school_id=kept.school_id,
        actor_id=account_id,
        now=now,
        students=len(made.students),
    )
    return kept


def may_undo(session: Session, kept: RosterImport) -> bool:
    """Whether nothing stands in the way of undoing the newest import."""
    return kept.state is ImportState.APPLIED and not _built_on(session, Made(**kept.made))


def _built_on(session: Session, made: Made) -> int:
    """Count the new students, and new people, on whom something was built."""
    found: set[int] = set()
    for some in batches(made.students):
        for table, column in _tables_about_students():
            found.update(session.scalars(select(column).select_from(table).where(column.in_(some))))
    people = sum(
        session.scalar(
            select(func.count()).where(Account.id.in_(some), Account.password_hash.is_not(None))
        )
        or 0
        for some in batches(made.accounts)
    )
    return max(len(found), people)


def _tables_about_students() -> list[tuple[Table, Any]]:
    return [
        (table, key.parent)
        for table in Model.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is Student.__table__ and table.name not in OWN
    ]


def _change_back(
    session: Session, school_id: int, made: Made, actor_id: int, now: datetime
) -> None:
    for student_id, values in made.before.items():
        student = session.get(Student, int(student_id))
        if student is not None:
            if student.id in made.left:
                student_services.come_back(session, student, actor_id=actor_id, now=now)
            _restore(session, school_id, student, values)
    for account_id, phone in made.phones:
        account = session.get(Account, account_id)
        if account is not None:
            change_phone(session, account, phone)
    if made.first_contacts:
        session.execute(
            update(Guardianship)
            .where(Guardianship.id.in_(made.first_contacts))
            .values(is_first_contact=True)
        )


def _restore(session: Session, school_id: int, student: Student, values: dict[str, Any]) -> None:
    for column, value in values.items():
        setattr(student, column, _value(column, value))
    if student.status is StudentStatus.LEFT and student.account_id is not None:
        student_services.end_account(session, school_id, student.account_id)
    rename_account(session, student)


def _value(column: str, value: Any) -> Any:
    if column == "status":
        return StudentStatus(value)
    if column in {"left_on", "born_on"} and value is not None:
        return date.fromisoformat(value)
    return value


def _delete(session: Session, made: Made) -> None:
    """Delete what the import made; homerooms that somebody else uses by now stay."""
    session.flush()
    parts: Sequence[tuple[type[Model], Sequence[int]]] = (
        (Guardianship, made.links),
        (PriorityMembership, made.groups),
        (HomeroomMove, made.moves),
        (Student, made.students),
        (Account, made.accounts),
    )
    for model, ids in parts:
        key = model.__table__.c.id
        for some in batches(ids):
            session.execute(delete(model).where(key.in_(some)))
    used = select(Student.homeroom_id).where(Student.homeroom_id.in_(made.homerooms))
    session.execute(
        delete(Homeroom).where(Homeroom.id.in_(made.homerooms), Homeroom.id.not_in(used))
    )
    session.expire_all()
