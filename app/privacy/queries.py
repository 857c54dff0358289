"""Reads everything that is stored about a child, whatever package stores it.

Tables are found by their keys: a new table that points to a student is exported from its first day.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Table, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Guardianship, RoleGrant, Student
from app.core.db import Model
from app.core.roles import Role

# What opens an account is nobody's to read, and groups are not exported unless it is asked for.
SECRETS = frozenset({"password_hash", "code_hash", "token_hash", "hand_in_key"})
SECRET_TABLES = frozenset({"sign_in", "sign_in_code"})
PRIORITY_TABLES = frozenset({"priority_membership"})

Rows = dict[str, list[dict[str, Any]]]


def rows_about(session: Session, student: Student, *, with_priority: bool = False) -> Rows:
    """Read every row about a student, by table; empty tables are left out."""
    left_out = SECRET_TABLES if with_priority else SECRET_TABLES | PRIORITY_TABLES
    found: Rows = {}
    for table, conditions in _tables(student):
        if table.name in left_out:
            continue
        columns = [column for column in table.columns if column.name not in SECRETS]
        rows = session.execute(select(*columns).where(*conditions).order_by(*table.primary_key))
        if listed := [dict(row._mapping) for row in rows]:
            found[table.name] = listed
    return found


def _tables(student: Student) -> Iterator[tuple[Table, list[Any]]]:
    """Give each table that holds rows about a student, and which of its rows those are."""
    for table in Model.metadata.sorted_tables:
        column, key = _column_about(table, student)
        if column is not None and key is not None:
            yield table, [table.c.school_id == student.school_id, column == key]


def _column_about(table: Table, student: Student) -> tuple[Column[Any] | None, int | None]:
    """Find the column by which a table says whose row it is, and the child's value of it."""
    if table.name == "student":
        return table.c.id, student.id
    if table.name == "account":
        return table.c.id, student.account_id
    if (column := _key_to(table, "student")) is not None:
        return column, student.id
    column = _key_to(table, "account")
    if column is not None and column.name == "account_id":
        return column, student.account_id
    return None, None


def _key_to(table: Table, target: str) -> Column[Any] | None:
    return next((key.parent for key in table.foreign_keys if key.column.table.name == target), None)


def guardians_left_alone(session: Session, student: Student) -> Sequence[Account]:
    """List the guardians who are nothing else in the school and have no other child there."""
    mine = select(Guardianship.account_id).where(
        Guardianship.school_id == student.school_id, Guardianship.student_id == student.id
    )
    others = select(Guardianship.account_id).where(
        Guardianship.school_id == student.school_id, Guardianship.student_id != student.id
    )
    has_work = select(RoleGrant.account_id).where(
        RoleGrant.school_id == student.school_id, RoleGrant.role != Role.GUARDIAN
    )
    return session.scalars(
        select(Account).where(
            Account.school_id == student.school_id,
            Account.id.in_(mine),
            Account.id.not_in(others),
            Account.id.not_in(has_work),
        )
    ).all()
