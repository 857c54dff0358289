"""Tables of the audit log; triggers of the first migration refuse to change or delete an entry."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class AuditEntry(Model):
    """One act. People appear by id only, so that a deletion leaves the chain whole."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        UniqueConstraint("school_id", "position"),
        CheckConstraint("position >= 1", name="position_from_one"),
        Index("ix_audit_entry_object", "school_id", "object_type", "object_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int]  # 0 for acts on the installation; no key, the log outlives everything
    position: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None]  # account, none for commands
    action: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[int | None]
    detail: Mapped[dict[str, Any]]  # ids, counts and reasons; never a name
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AuditHead(Model):
    """The newest link of one school's chain; locking this row orders the writers."""

    __tablename__ = "audit_head"

    school_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    hash: Mapped[str]
