"""Tables of imports: what a list would change, and what it takes to undo it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class ImportState(StrEnum):
    """How far an import has come."""

    READ = "read"  # shown, not applied
    APPLIED = "applied"
    UNDONE = "undone"


class ListKind(StrEnum):
    """Whom a list names."""

    STUDENTS = "students"
    STAFF = "staff"


class RosterImport(Model):
    """A list that was read; applied wholly or not at all, undone as a whole.

    `rows` and `issues` are there only until the import is applied: afterwards the school's own
    tables say who belongs to it, and priority groups stand in their own (promise 2).
    """

    __tablename__ = "roster_import"
    __table_args__ = (Index("ix_roster_import_state", "school_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    kind: Mapped[ListKind] = mapped_column(default=ListKind.STUDENTS, server_default="students")
    filename: Mapped[str]
    state: Mapped[ImportState] = mapped_column(default=ImportState.READ)
    read_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    rows: Mapped[list[Any]] = mapped_column(default=list)
    issues: Mapped[list[Any]] = mapped_column(default=list)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what it changed, by kind
    made: Mapped[dict[str, Any]] = mapped_column(default=dict)  # ids and old values, for the undo
