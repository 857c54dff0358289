"""Tables of exchanges: who holds what, would rather have what, and what the circles gave."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Student
from app.core.db import Model
from app.courses.models import Section

NOT_RUN = "run_at IS NULL"


class ExchangeState(StrEnum):
    """Where an exchange stands."""

    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    RUN = "run"


class Exchange(Model):
    """A window in which children who have a place name what they would rather have."""

    __tablename__ = "exchange"
    __table_args__ = (
        Index(
            "uq_exchange_not_run",
            "school_id",
            "term_id",
            unique=True,
            sqlite_where=text(NOT_RUN),
            postgresql_where=text(NOT_RUN),
        ),
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("(run_at IS NULL) = (record = '')", name="record_when_run"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    announced_at: Mapped[datetime]
    run_at: Mapped[datetime | None]
    record: Mapped[str] = mapped_column(default="")  # canonical JSON: what went in and came out

    def state(self, now: datetime) -> ExchangeState:
        """Say where it stands at a moment."""
        if self.run_at is not None:
            return ExchangeState.RUN
        if now < self.opens_at:
            return ExchangeState.ANNOUNCED
        return ExchangeState.OPEN if now < self.closes_at else ExchangeState.CLOSED


class ExchangeEntry(Model):
    """A place that a child would give for another, and what it got for it."""

    __tablename__ = "exchange_entry"
    __table_args__ = (
        UniqueConstraint("school_id", "exchange_id", "place_id"),
        CheckConstraint("(to_section_id IS NULL) = (circle IS NULL)", name="got_in_a_circle"),
        Index("ix_exchange_entry_student", "school_id", "student_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchange.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id", ondelete="CASCADE"))
    from_section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    handed_in_at: Mapped[datetime]
    to_section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    circle: Mapped[int | None]  # 1 for the first that closed

    student: Mapped[Student] = relationship(lazy="raise")
    from_section: Mapped[Section] = relationship(foreign_keys=[from_section_id], lazy="raise")
    to_section: Mapped[Section | None] = relationship(foreign_keys=[to_section_id], lazy="raise")
    wishes: Mapped[list[ExchangeWish]] = relationship(
        back_populates="entry",
        cascade="all, delete-orphan",
        order_by="ExchangeWish.rank",
        lazy="raise",
    )


class ExchangeWish(Model):
    """A section that a child would rather have; rank 1 is the favourite."""

    __tablename__ = "exchange_wish"
    __table_args__ = (
        UniqueConstraint("school_id", "entry_id", "rank"),
        UniqueConstraint("school_id", "entry_id", "section_id"),
        CheckConstraint("rank >= 1", name="rank_from_one"),
        Index("ix_exchange_wish_entry", "entry_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("exchange_entry.id", ondelete="CASCADE"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    rank: Mapped[int]

    entry: Mapped[ExchangeEntry] = relationship(back_populates="wishes", lazy="raise")
    section: Mapped[Section] = relationship(lazy="raise")
