"""Tables of the daily patrol: the form and its items, visits, findings, praise."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.db import Model
from app.evaluation.actions.models import Action, Severity
from app.timetable.models import Meeting


class OwnerKind(StrEnum):
    """Who puts a failed item right."""

    TEACHER = "teacher"  # who leads the meeting
    KEEPER = "keeper"  # who answers for the room
    OFFICE = "office"


class PatrolForm(Model):
    """A version of a school's form; visits keep the version they were made with."""

    __tablename__ = "patrol_form"
    __table_args__ = (UniqueConstraint("school_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    version: Mapped[int]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    items: Mapped[list[PatrolItem]] = relationship(
        lazy="raise", order_by="PatrolItem.position", cascade="all, delete-orphan"
    )

    @property
    def points(self) -> int:
        """What a visit gets at most."""
        return sum(item.points for item in self.items)


class PatrolItem(Model):
    """One thing a patrol looks at; `key` stays the same over versions."""

    __tablename__ = "patrol_item"
    __table_args__ = (
        UniqueConstraint("school_id", "form_id", "key"),
        CheckConstraint("points BETWEEN 0 AND 100", name="points_of_hundred"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    form_id: Mapped[int] = mapped_column(ForeignKey("patrol_form.id", ondelete="CASCADE"))
    position: Mapped[int]
    key: Mapped[str]
    part: Mapped[str]  # the heading above it
    part_en: Mapped[str] = mapped_column(default="")
    label: Mapped[str]
    label_en: Mapped[str] = mapped_column(default="")
    points: Mapped[int]  # full when done, half when partly
    severity: Mapped[Severity]
    owner_kind: Mapped[OwnerKind]
    is_compliance: Mapped[bool] = mapped_column(default=False)  # R24: no new lessons


class Visit(Model):
    """A patrol's look at one meeting. Its key makes sending it twice harmless."""

    __tablename__ = "visit"
    __table_args__ = (
        UniqueConstraint("school_id", "key"),
        Index("ix_visit_meeting", "school_id", "meeting_id"),
        Index("ix_visit_seen", "school_id", "seen_at"),
        CheckConstraint("got BETWEEN 0 AND full_points", name="points_in_range"),
        CheckConstraint("heads IS NULL OR heads >= 0", name="heads_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    key: Mapped[str]  # random, of the phone that sent it
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    form_id: Mapped[int] = mapped_column(ForeignKey("patrol_form.id"))
    inspector_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    seen_at: Mapped[datetime]
    heads: Mapped[int | None]  # counted, if somebody counted
    heads_by_roll: Mapped[int]  # by the roll at that moment
    got: Mapped[int]  # points
    full_points: Mapped[int]

    meeting: Mapped[Meeting] = relationship(lazy="raise")
    inspector: Mapped[Account | None] = relationship(lazy="raise")
    findings: Mapped[list[Finding]] = relationship(
        back_populates="visit", lazy="raise", order_by="Finding.id"
    )
    praises: Mapped[list[Praise]] = relationship(
        back_populates="visit", lazy="raise", order_by="Praise.id"
    )

    @property
    def score(self) -> int:
        """Points of a hundred."""
        return round(100 * self.got / self.full_points) if self.full_points else 100

    @property
    def miscounted(self) -> int | None:
        """By how many the count differs from the roll; none when nobody counted."""
        return None if self.heads is None else self.heads - self.heads_by_roll


class Finding(Model):
    """An item that was not, or only partly, as it should be; its action says what follows."""

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("school_id", "visit_id", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("patrol_item.id"))
    is_partly: Mapped[bool]
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)

    visit: Mapped[Visit] = relationship(back_populates="findings", lazy="raise")
    item: Mapped[PatrolItem] = relationship(lazy="raise")
    action: Mapped[Action] = relationship(lazy="raise")


class PraiseKind(StrEnum):
    """What deserves praise; counted like findings."""

    ORDER = "order"
    HANDS_ON = "hands_on"
    CARE = "care"
    TIDY = "tidy"
    IDEA = "idea"


class Praise(Model):
    """Something a patrol praises at a meeting."""

    __tablename__ = "praise"
    __table_args__ = (UniqueConstraint("school_id", "visit_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    kind: Mapped[PraiseKind]
    note: Mapped[str] = mapped_column(default="")

    visit: Mapped[Visit] = relationship(back_populates="praises", lazy="raise")
