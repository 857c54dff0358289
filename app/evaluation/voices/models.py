"""Tables of the suggestion box (意见箱) and of confidential complaints (保密投诉)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.db import Model


class Suggestion(Model):
    """One suggestion, with its author or with the hash of a code, never both.

    Ids are drawn at random, days are the finest time; those without a name are written anew in one
    transaction each hour before anybody reads them (docs/decisions/0016).
    """

    __tablename__ = "suggestion"
    __table_args__ = (
        Index("ix_suggestion_due", "school_id", "answered_on", "due_on"),
        Index("ix_suggestion_code", "school_id", "code_hash"),
        CheckConstraint("(sender_id IS NULL) OR code_hash = ''", name="author_or_code"),
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint("(answer = '') = (answered_on IS NULL)", name="answered_when"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # random
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    text: Mapped[str]
    sender_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    code_hash: Mapped[str] = mapped_column(default="")  # of who has no name here
    sent_on: Mapped[date]
    due_on: Mapped[date]  # the day until which the school answers
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    answer: Mapped[str] = mapped_column(default="")
    answered_on: Mapped[date | None]
    is_public: Mapped[bool] = mapped_column(default=False)  # families read both
    is_mixed: Mapped[bool] = mapped_column(default=False)
    reminded_on: Mapped[date | None]

    sender: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[sender_id])
    owner: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[owner_id])

    def is_overdue(self, today: date) -> bool:
        """Whether the school should have answered before today."""
        return self.answered_on is None and self.due_on < today


class Category(StrEnum):
    """What a complaint is about."""

    CONDUCT = "conduct"  # of staff (R92)
    SAFETY = "safety"
    FORCED = "forced"
    LESSONS = "lessons"
    FEES = "fees"
    OTHER = "other"


class Complaint(Model):
    """A complaint told in confidence; only the named leaders read it, each look is recorded."""

    __tablename__ = "complaint"
    __table_args__ = (
        Index("ix_complaint_open", "school_id", "closed_at"),
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint("(outcome = '') = (closed_at IS NULL)", name="closed_with_outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    category: Mapped[Category]
    text: Mapped[str]
    about_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    sender_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    sent_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    reminded_on: Mapped[date | None]

    about: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[about_id])
    sender: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[sender_id])


class ComplaintReader(Model):
    """A leader who is named to read complaints; without any, the administrators read them."""

    __tablename__ = "complaint_reader"
    __table_args__ = (UniqueConstraint("school_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))

    account: Mapped[Account] = relationship(lazy="raise")
