"""Tables of repairs: a club is given up, and other places are proposed to its children."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Student
from app.core.db import Model
from app.courses.models import Section

UNDECIDED = "state IN ('draft', 'asked')"
LIVE = "state IN ('proposed', 'asked', 'agreed', 'without')"


class RepairState(StrEnum):
    """Where a repair stands."""

    DRAFT = "draft"  # the administrator alone sees it
    ASKED = "asked"  # the club is cancelled, families were told and asked
    APPLIED = "applied"
    DROPPED = "dropped"


class Repair(Model):
    """A section that cannot go on, and what is proposed instead."""

    __tablename__ = "repair"
    __table_args__ = (
        Index(
            "uq_repair_undecided",
            "school_id",
            "section_id",
            unique=True,
            sqlite_where=text(UNDECIDED),
            postgresql_where=text(UNDECIDED),
        ),
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint(
            "(state IN ('applied', 'dropped')) = (ended_at IS NOT NULL)",
            name="undecided_until_ended",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    reason: Mapped[str]  # families read it
    state: Mapped[RepairState] = mapped_column(default=RepairState.DRAFT)
    made_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    section: Mapped[Section] = relationship(lazy="raise")

    @property
    def is_undecided(self) -> bool:
        """Whether it is neither applied nor dropped."""
        return self.state in {RepairState.DRAFT, RepairState.ASKED}


class MoveState(StrEnum):
    """What became of one proposed move."""

    PROPOSED = "proposed"
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    EXPIRED = "expired"
    RELEASED = "released"  # it fell with another one of its chain, or with the repair
    MOVED = "moved"
    WITHOUT = "without"  # no seat was found


class RepairMove(Model):
    """One child of a repair: where it would go and why, and what hangs on it (`chain`).

    The first of a chain is a child of the section that ends; each next one makes room for the one
    before. While a chain is asked or agreed, its first move holds the free seat at its end.
    """

    __tablename__ = "repair_move"
    __table_args__ = (
        Index(
            "uq_repair_move_live",
            "school_id",
            "repair_id",
            "student_id",
            "from_section_id",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        Index("ix_repair_move_repair", "school_id", "repair_id"),
        Index("ix_repair_move_student", "school_id", "student_id"),
        Index("ix_repair_move_due", "school_id", "state", "answer_until"),
        CheckConstraint("(to_section_id IS NULL) = (state = 'without')", name="without_a_section"),
        CheckConstraint(
            "holds_section_id IS NULL OR (position = 0 AND state IN ('asked', 'agreed'))",
            name="holds_while_open",
        ),
        CheckConstraint("state <> 'asked' OR answer_until IS NOT NULL", name="asked_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    repair_id: Mapped[int] = mapped_column(ForeignKey("repair.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    chain: Mapped[int]
    position: Mapped[int]
    from_section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    to_section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    holds_section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    sentence: Mapped[str]  # why, marked, with named holes
    facts: Mapped[dict[str, Any]]  # what fills them; never a child's name
    state: Mapped[MoveState] = mapped_column(default=MoveState.PROPOSED)
    answer_until: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]

    repair: Mapped[Repair] = relationship(lazy="raise")
    student: Mapped[Student] = relationship(lazy="raise")
    from_section: Mapped[Section] = relationship(lazy="raise", foreign_keys=[from_section_id])
    to_section: Mapped[Section | None] = relationship(lazy="raise", foreign_keys=[to_section_id])

    def waits_for_answer(self, now: datetime) -> bool:
        """Whether the family can say yes at a moment."""
        return (
            self.state is MoveState.ASKED
            and self.answer_until is not None
            and now < self.answer_until
        )
