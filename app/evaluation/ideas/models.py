"""Tables of golden ideas, and who uses which."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.db import Model


class Idea(Model):
    """What somebody found to work, in a line and a few sentences."""

    __tablename__ = "idea"
    __table_args__ = (
        Index("ix_idea_shared", "school_id", "shared_at"),
        CheckConstraint("title <> '' AND text <> ''", name="says_what_and_how"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    title: Mapped[str]
    text: Mapped[str]
    shared_at: Mapped[datetime]
    shared_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    shared_by: Mapped[Account | None] = relationship(lazy="raise")


class IdeaUse(Model):
    """Somebody uses an idea too; each colleague counts once."""

    __tablename__ = "idea_use"
    __table_args__ = (UniqueConstraint("school_id", "idea_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    at: Mapped[datetime]
