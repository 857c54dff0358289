"""Tables of who collects a child, and how it goes home by weekday."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.db import Model


class CollectorKind(StrEnum):
    """Whether somebody may collect a child."""

    AUTHORISED = "authorised"
    FORBIDDEN = "forbidden"


class Collector(Model):
    """Somebody besides the guardians who may collect a child, or who must not.

    Guardians may without a row. Why somebody is forbidden is read by the office and the homeroom
    teacher alone; the gate reads only that it is so (promise 2).
    """

    __tablename__ = "collector"
    __table_args__ = (
        Index("ix_collector_student", "school_id", "student_id", "ended_at"),
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("kind <> 'forbidden' OR reason <> ''", name="forbidden_needs_reason"),
        CheckConstraint("kind <> 'forbidden' OR on_day IS NULL", name="forbidden_until_ended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    kind: Mapped[CollectorKind]
    name: Mapped[str]
    relation: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    on_day: Mapped[date | None]  # on this day only
    reason: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    ended_at: Mapped[datetime | None]

    written_by: Mapped[Account | None] = relationship(lazy="raise")

    def may_collect_on(self, day: date) -> bool:
        """Whether this person may collect the child on a day."""
        is_allowed = self.kind is CollectorKind.AUTHORISED and self.ended_at is None
        return is_allowed and self.on_day in (None, day)


class HomeWay(StrEnum):
    """How a child goes home after its last meeting."""

    COLLECTED = "collected"
    ALONE = "alone"
    EXTENDED = "extended"  # stays in extended care until a time (R46)
    BOARDER = "boarder"  # stays in the school's care (R38)


class HomePlan(Model):
    """How a child goes home on a weekday, else collected with its wave (R44, R46)."""

    __tablename__ = "home_plan"
    __table_args__ = (
        UniqueConstraint("school_id", "student_id", "weekday"),
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday_iso"),
        CheckConstraint("(way = 'extended') = (until IS NOT NULL)", name="extended_until_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    student_id: Mapped[int] = mapped_column(
        ForeignKey("student.id", ondelete="CASCADE"), index=True
    )
    weekday: Mapped[int]
    way: Mapped[HomeWay]
    until: Mapped[time | None]
    written_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
