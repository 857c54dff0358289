"""Tables of closed days: what was left open with a reason, and what was corrected afterwards."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.db import Model


class ItemKind(StrEnum):
    """What keeps a day from being closed (R58)."""

    NOT_OVER = "not_over"  # a meeting still runs or lies ahead
    NO_ADULT = "no_adult"  # a meeting took place without an adult written down
    NO_ROLL = "no_roll"  # its roll was not handed in
    NO_OUTCOME = "no_outcome"  # a child was missing, and nobody knows why
    NO_SIGNATURE = "no_signature"  # the log of the day's duty is not signed
    NOT_RELEASED = "not_released"  # a child has not left the school, where the gate counts
    INCIDENT_OPEN = "incident_open"  # nobody treated it, or a guardian is not told


class OpenItem(Model):
    """Something that was not right when a day was closed, and why it was closed all the same."""

    __tablename__ = "open_item"
    __table_args__ = (
        UniqueConstraint("school_id", "day", "kind", "object_id"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    day: Mapped[date]
    kind: Mapped[ItemKind]
    object_id: Mapped[int]  # the meeting, or the absence
    reason: Mapped[str]


class DayCorrection(Model):
    """What turned out otherwise after a day was closed: an entry of its own, never a change."""

    __tablename__ = "day_correction"
    __table_args__ = (
        Index("ix_day_correction_day", "school_id", "day"),
        CheckConstraint("what <> '' AND reason <> ''", name="says_what_and_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    day: Mapped[date]
    what: Mapped[str]
    reason: Mapped[str]
    written_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    written_by: Mapped[Account | None] = relationship(lazy="raise")
