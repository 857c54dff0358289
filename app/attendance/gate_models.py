"""Tables of the way home: releases, the nurse, sections at the gate, late calls, visitors."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account, Student
from app.core.db import Model

TAKEN_BACK_WITHIN = timedelta(minutes=5)


class ReleaseWay(StrEnum):
    """How a child left the school."""

    WAVE = "wave"  # with its section, counted at the gate (R56)
    COLLECTED = "collected"  # handed over to an adult (R55)
    ALONE = "alone"
    DORMITORY = "dormitory"  # a boarder: the school stays responsible (R38)
    EARLY = "early"  # before its club ended, with an authorised adult (R53)


class Release(Model):
    """A child left the school on a day; responsibility is the family's from `at` on (R38)."""

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("school_id", "day", "student_id"),
        CheckConstraint(
            "way NOT IN ('early', 'collected') OR collector <> ''", name="collected_by_somebody"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    student_id: Mapped[int] = mapped_column(
        ForeignKey("student.id", ondelete="CASCADE"), index=True
    )
    day: Mapped[date]
    at: Mapped[datetime]
    way: Mapped[ReleaseWay]
    collector: Mapped[str] = mapped_column(default="")  # who took the child, as told at the gate
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    student: Mapped[Student] = relationship(lazy="raise")
    by: Mapped[Account | None] = relationship(lazy="raise")

    def may_be_taken_back(self, now: datetime) -> bool:
        """Whether it was a moment ago; afterwards only a correction of the day helps."""
        return now - self.at <= TAKEN_BACK_WITHIN


class NurseVisit(Model):
    """A child is with the nurse from a moment until it is back."""

    __tablename__ = "nurse_visit"
    __table_args__ = (
        Index("ix_nurse_visit_day", "school_id", "day", "student_id"),
        Index(
            "uq_nurse_visit_open",
            "school_id",
            "student_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    day: Mapped[date]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    student: Mapped[Student] = relationship(lazy="raise")


class Handover(Model):
    """A section brought to the gate by its teacher, and counted there (R55)."""

    __tablename__ = "handover"
    __table_args__ = (
        UniqueConstraint("school_id", "meeting_id"),
        CheckConstraint("brought >= 0", name="brought_not_negative"),
        CheckConstraint("counted IS NULL OR counted >= 0", name="counted_not_negative"),
        CheckConstraint("confirmed_at IS NULL OR counted = brought", name="counts_agree"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    brought: Mapped[int]
    brought_at: Mapped[datetime]
    brought_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    counted: Mapped[int | None]  # at the gate, last
    confirmed_at: Mapped[datetime | None]  # the counts agreed, and everybody was released
    confirmed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )

    staying: Mapped[list[Staying]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="Staying.id"
    )

    @property
    def differs(self) -> bool:
        """Whether the gate counted another number than was brought."""
        return self.counted is not None and self.counted != self.brought


class Staying(Model):
    """A child that its section left behind on the way to the gate."""

    __tablename__ = "staying"
    __table_args__ = (UniqueConstraint("school_id", "handover_id", "student_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(
        ForeignKey("student.id", ondelete="CASCADE"), index=True
    )


class LateCall(Model):
    """Somebody called the family of a child that nobody had collected."""

    __tablename__ = "late_call"
    __table_args__ = (Index("ix_late_call_day", "school_id", "day", "student_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    day: Mapped[date]
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    by: Mapped[Account | None] = relationship(lazy="raise")


class GateEntry(Model):
    """A visitor, from the gate in to the gate out (R57)."""

    __tablename__ = "gate_entry"
    __table_args__ = (
        Index("ix_gate_entry_day", "school_id", "day"),
        CheckConstraint("name <> '' AND purpose <> ''", name="says_who_and_why"),
        CheckConstraint("left_at IS NULL OR left_at >= came_at", name="left_after_came"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    day: Mapped[date]
    name: Mapped[str]
    purpose: Mapped[str]
    came_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    by: Mapped[Account | None] = relationship(lazy="raise")
