"""Tables of discipline: what a child did, warnings, and the proposal to end a place (R37)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account, Student
from app.core.db import Model
from app.enrollment.models import Place


class ConductKind(StrEnum):
    """What a record is about."""

    DISTURBS = "disturbs"
    HURTS = "hurts"
    RUNS_AWAY = "runs_away"
    DAMAGES = "damages"
    REFUSES = "refuses"
    OTHER = "other"


class ConductRecord(Model):
    """Something a child did, written down by one of the staff; a warning is told to the family."""

    __tablename__ = "conduct_record"
    __table_args__ = (
        Index("ix_conduct_record_student", "school_id", "student_id", "day"),
        CheckConstraint("what <> ''", name="says_what"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    day: Mapped[date]
    kind: Mapped[ConductKind]
    what: Mapped[str]
    is_warning: Mapped[bool] = mapped_column(default=False)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    written_at: Mapped[datetime]

    student: Mapped[Student] = relationship(lazy="raise")
    written_by: Mapped[Account | None] = relationship(lazy="raise")


class ProposalState(StrEnum):
    """How far a proposal is."""

    PROPOSED = "proposed"
    DECLINED = "declined"  # by the office, before the family heard of it
    NOTICED = "noticed"  # approved; the family knows and is heard
    DROPPED = "dropped"  # after the family was heard
    ENDED = "ended"


class EndProposal(Model):
    """A proposal to end a child's place after warnings, until it is decided (R37)."""

    __tablename__ = "end_proposal"
    __table_args__ = (
        Index(
            "uq_end_proposal_open",
            "school_id",
            "place_id",
            unique=True,
            sqlite_where=text("state IN ('proposed', 'noticed')"),
            postgresql_where=text("state IN ('proposed', 'noticed')"),
        ),
        Index("ix_end_proposal_student", "school_id", "student_id"),
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint("(heard_at IS NULL) = (said = '')", name="heard_with_words"),
        CheckConstraint(
            "state NOT IN ('noticed', 'dropped', 'ended') OR heard_until IS NOT NULL",
            name="family_is_heard",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id", ondelete="CASCADE"))
    reason: Mapped[str]
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.PROPOSED)
    proposed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    proposed_at: Mapped[datetime]
    heard_until: Mapped[date | None]  # the last day on which the family is waited for
    said: Mapped[str] = mapped_column(default="")  # by the family
    heard_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")  # why it was declined or dropped

    student: Mapped[Student] = relationship(lazy="raise")
    place: Mapped[Place] = relationship(lazy="raise")
    proposed_by: Mapped[Account | None] = relationship(foreign_keys=[proposed_by_id], lazy="raise")

    @property
    def is_open(self) -> bool:
        """Whether it still has to be decided."""
        return self.state in (ProposalState.PROPOSED, ProposalState.NOTICED)

    def was_heard(self, today: date) -> bool:
        """Whether the family has spoken, or its time to do so is over."""
        is_over = self.heard_until is not None and today > self.heard_until
        return self.heard_at is not None or is_over
