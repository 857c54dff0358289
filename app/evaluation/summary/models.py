"""Tables of the summary: a school's weights over time, and what was decided for a section."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.db import Model
from app.courses.models import Tier


class ScoreWeights(Model):
    """A version of a school's weights; a decision keeps the one it was made with."""

    __tablename__ = "score_weights"
    __table_args__ = (UniqueConstraint("school_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    version: Mapped[int]
    weights: Mapped[dict[str, Any]]  # percent by part
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class Answer(StrEnum):
    """What the office made of a suggestion."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    KEPT = "kept"  # everything stays as it is


class SectionDecision(Model):
    """What was decided for a section's next term; the newest counts, older ones stay.

    `evidence` holds every number the score was made of, so that it can be computed again.
    """

    __tablename__ = "section_decision"
    __table_args__ = (
        Index("ix_section_decision_section", "school_id", "section_id"),
        CheckConstraint("seats >= 1", name="has_seats"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    section_id: Mapped[int] = mapped_column(
        ForeignKey("section.id", ondelete="CASCADE"), index=True
    )
    answer: Mapped[Answer]
    seats: Mapped[int]
    tier: Mapped[Tier]
    note: Mapped[str] = mapped_column(default="")
    weights_version: Mapped[int]
    evidence: Mapped[dict[str, Any]]
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    decided_by: Mapped[Account | None] = relationship(lazy="raise")

    @property
    def score(self) -> float | None:
        """The score it was decided with."""
        value = self.evidence.get("score")
        return None if value is None else float(value)
