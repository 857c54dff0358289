"""Tables of meetings, of the adults at each of them, and of private calendar addresses."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.db import Model
from app.courses.models import Section
from app.schools.models import Room


class MeetingState(StrEnum):
    """Whether a meeting takes place."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Meeting(Model):
    """One dated meeting of a section.

    `planned_on` and `slot_id` say which day of the rule it stands for; `day` and the times say when
    it takes place, which differs once it was moved. What somebody decided (`is_by_hand`) and what
    has begun is never changed by the rule again.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("school_id", "section_id", "planned_on", "slot_id"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("state <> 'cancelled' OR reason <> ''", name="cancelled_needs_reason"),
        Index("ix_meeting_day", "school_id", "day", "starts_at"),
        Index("ix_meeting_room", "school_id", "room_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    planned_on: Mapped[date]
    day: Mapped[date]
    starts_at: Mapped[time]  # by the school's clock
    ends_at: Mapped[time]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.PLANNED)
    is_by_hand: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")  # why it was cancelled or moved
    alarmed_at: Mapped[datetime | None]  # when the duty leader was told that no adult comes
    revision: Mapped[int] = mapped_column(default=0)  # what calendars call SEQUENCE
    revised_at: Mapped[datetime | None]

    section: Mapped[Section] = relationship(lazy="raise")
    room: Mapped[Room | None] = relationship(lazy="raise")
    adults: Mapped[list[MeetingAdult]] = relationship(
        back_populates="meeting", cascade="all, delete-orphan", lazy="raise"
    )

    @property
    def takes_place(self) -> bool:
        """Whether it has not been cancelled."""
        return self.state is MeetingState.PLANNED

    @property
    def is_moved(self) -> bool:
        """Whether it takes place on another day than the rule says."""
        return self.day != self.planned_on

    @property
    def present(self) -> list[MeetingAdult]:
        """The adults who are expected, the lead first; `adults` must be loaded."""
        there = [adult for adult in self.adults if not adult.is_away]
        return sorted(there, key=lambda adult: (not adult.is_lead, adult.id))

    @property
    def away(self) -> list[MeetingAdult]:
        """The adults who said that they cannot come; `adults` must be loaded."""
        return [adult for adult in self.adults if adult.is_away]

    @property
    def lacks_adult(self) -> bool:
        """Whether it would take place without an adult, which must not happen (R8)."""
        return self.takes_place and not self.present

    def revise(self, now: datetime) -> None:
        """Let calendars know that it differs from what they have."""
        self.revision += 1
        self.revised_at = now

    def begins(self, zone: str) -> datetime:
        """Give the moment of its start."""
        return datetime.combine(self.day, self.starts_at, ZoneInfo(zone))

    def ends(self, zone: str) -> datetime:
        """Give the moment of its end."""
        return datetime.combine(self.day, self.ends_at, ZoneInfo(zone))

    def overlaps(self, other: Meeting) -> bool:
        """Whether both run at one moment; one may start when the other ends."""
        return (
            self.day == other.day
            and self.starts_at < other.ends_at
            and other.starts_at < self.ends_at
        )


class MeetingAdult(Model):
    """An adult at a meeting: a teacher of its section, or who stands in for one.

    A teacher who cannot come keeps the row and is away; the substitute's row names who is covered.
    """

    __tablename__ = "meeting_adult"
    __table_args__ = (
        UniqueConstraint("school_id", "meeting_id", "account_id"),
        CheckConstraint("NOT is_away OR away_reason <> ''", name="away_needs_reason"),
        CheckConstraint("covers_id IS NULL OR covers_id <> account_id", name="covers_another"),
        Index("ix_meeting_adult_account", "school_id", "account_id"),
        Index("ix_meeting_adult_meeting", "meeting_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    is_lead: Mapped[bool] = mapped_column(default=True)
    is_away: Mapped[bool] = mapped_column(default=False)
    away_reason: Mapped[str] = mapped_column(default="")
    covers_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    meeting: Mapped[Meeting] = relationship(back_populates="adults", lazy="raise")
    account: Mapped[Account] = relationship(foreign_keys=[account_id], lazy="raise")
    covers: Mapped[Account | None] = relationship(foreign_keys=[covers_id], lazy="raise")


class CalendarFeed(Model):
    """The private address under which a calendar follows somebody's meetings; one an account.

    Whoever has the address reads the meetings, so only a keyed hash of its secret is kept.
    """

    __tablename__ = "calendar_feed"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)  # alone says which school, like a sign-in
    language: Mapped[str]  # a calendar sends no cookie
    made_at: Mapped[datetime]

    account: Mapped[Account] = relationship(lazy="raise")
