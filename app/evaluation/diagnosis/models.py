"""Tables of the weekly diagnosis: whose and which week, its numbers, what was promised and said."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.db import Model
from app.courses.models import Section
from app.evaluation.actions.models import Action
from app.evaluation.diagnosis.measures import Amount, Measure, Outlook
from app.schools.models import Homeroom


class Diagnosis(Model):
    """One week of a section or of a homeroom. Its numbers stay as they were drafted."""

    __tablename__ = "diagnosis"
    __table_args__ = (
        UniqueConstraint("school_id", "week", "section_id"),
        UniqueConstraint("school_id", "week", "homeroom_id"),
        Index("ix_diagnosis_section", "school_id", "section_id", "week"),
        Index("ix_diagnosis_homeroom", "school_id", "homeroom_id", "week"),
        CheckConstraint("(section_id IS NULL) <> (homeroom_id IS NULL)", name="of_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"))
    week: Mapped[date]  # its Monday
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"))
    homeroom_id: Mapped[int | None] = mapped_column(ForeignKey("homeroom.id", ondelete="CASCADE"))
    drafted_at: Mapped[datetime]
    cause: Mapped[str] = mapped_column(default="")
    cause_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )

    section: Mapped[Section | None] = relationship(lazy="raise")
    homeroom: Mapped[Homeroom | None] = relationship(lazy="raise")
    cause_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[cause_by_id])
    lines: Mapped[list[DiagnosisLine]] = relationship(
        lazy="raise", order_by="DiagnosisLine.id", cascade="all, delete-orphan"
    )
    promises: Mapped[list[Promise]] = relationship(lazy="raise", order_by="Promise.id")

    @property
    def last_day(self) -> date:
        """The Sunday of its week."""
        return self.week + timedelta(days=6)

    @property
    def standing_out(self) -> list[DiagnosisLine]:
        """The numbers worth a sentence, what went worse first."""
        told = [line for line in self.lines if line.outlook is not Outlook.USUAL]
        return sorted(told, key=lambda line: line.outlook is not Outlook.WORSE)

    @property
    def worse(self) -> int:
        """How many numbers stand out for the worse."""
        return sum(line.outlook is Outlook.WORSE for line in self.lines)

    def line(self, measure: Measure) -> DiagnosisLine | None:
        """Give one of its numbers."""
        return next((line for line in self.lines if line.measure == measure), None)


class DiagnosisLine(Model):
    """A number of a week, what it was held against, and whether it stands out."""

    __tablename__ = "diagnosis_line"
    __table_args__ = (UniqueConstraint("school_id", "diagnosis_id", "measure"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    diagnosis_id: Mapped[int] = mapped_column(ForeignKey("diagnosis.id", ondelete="CASCADE"))
    measure: Mapped[Measure]
    value: Mapped[int]
    of_all: Mapped[int]
    usual_value: Mapped[int]  # of the earlier weeks together
    usual_of: Mapped[int]
    median: Mapped[float | None]  # share, of all clubs or all homerooms that week
    outlook: Mapped[Outlook]
    detail: Mapped[str] = mapped_column(default="")  # what was found again, or praised
    detail_en: Mapped[str] = mapped_column(default="")

    @property
    def now(self) -> Amount:
        """The number of the week."""
        return Amount(self.value, self.of_all)

    @property
    def before(self) -> Amount:
        """The same of the earlier weeks."""
        return Amount(self.usual_value, self.usual_of)


class Promise(Model):
    """What somebody promised in a diagnosis: an action like those of a patrol."""

    __tablename__ = "promise"
    __table_args__ = (
        UniqueConstraint("school_id", "action_id"),
        Index("ix_promise_diagnosis", "school_id", "diagnosis_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    diagnosis_id: Mapped[int] = mapped_column(ForeignKey("diagnosis.id", ondelete="CASCADE"))
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"))

    action: Mapped[Action] = relationship(lazy="raise")


class DiagnosisComment(Model):
    """What somebody concerned said to a diagnosis."""

    __tablename__ = "diagnosis_comment"
    __table_args__ = (Index("ix_diagnosis_comment_diagnosis", "school_id", "diagnosis_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    diagnosis_id: Mapped[int] = mapped_column(ForeignKey("diagnosis.id", ondelete="CASCADE"))
    text: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    by: Mapped[Account | None] = relationship(lazy="raise")
