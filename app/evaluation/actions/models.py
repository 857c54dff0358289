"""Tables of actions: what somebody does about something until a day, and each step of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.db import Model
from app.courses.models import Section
from app.files.models import Photo
from app.schools.models import Room


class Severity(StrEnum):
    """How soon something must be right."""

    NOW = "now"  # stopped or made safe at once
    TODAY = "today"
    WEEK = "week"

    def due_on(self, day: date) -> date:
        """Give the day until which what was found on `day` must be right."""
        return day + timedelta(days=7) if self is Severity.WEEK else day


class ActionState(StrEnum):
    """How far an action is."""

    OPEN = "open"
    DOING = "doing"
    DONE = "done"  # by its owner's word; somebody else has a look
    VERIFIED = "verified"

    @property
    def is_pending(self) -> bool:
        """Whether its owner still has something to do."""
        return self in (ActionState.OPEN, ActionState.DOING)


class Action(Model):
    """What somebody does about a finding, or promised in a diagnosis."""

    __tablename__ = "action"
    __table_args__ = (
        Index("ix_action_state", "school_id", "state", "due_on"),
        Index("ix_action_owner", "school_id", "owner_id", "state"),
        Index("ix_action_section", "school_id", "section_id"),
        CheckConstraint("what <> ''", name="says_what"),
        CheckConstraint("(state = 'verified') = (verified_at IS NOT NULL)", name="verified_when"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    what: Mapped[str]  # what is not right, or what is promised
    what_en: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id", ondelete="SET NULL"))
    link: Mapped[str] = mapped_column(default="")  # the page it comes from, as a path
    severity: Mapped[Severity]
    state: Mapped[ActionState] = mapped_column(default=ActionState.OPEN)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    due_on: Mapped[date]
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id", ondelete="SET NULL"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id", ondelete="SET NULL"))
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    verified_at: Mapped[datetime | None]
    reminded_on: Mapped[date | None]  # its owner, at most once a day

    owner: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[owner_id])
    opened_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[opened_by_id])
    section: Mapped[Section | None] = relationship(lazy="raise")
    room: Mapped[Room | None] = relationship(lazy="raise")

    def is_overdue(self, today: date) -> bool:
        """Whether its owner should have been done before today."""
        return self.state.is_pending and self.due_on < today


class StepKind(StrEnum):
    """What happened to an action."""

    ANSWERED = "answered"  # somebody concerned said something
    BEGUN = "begun"
    DONE = "done"
    VERIFIED = "verified"
    NOT_YET = "not_yet"  # somebody had a look: it is not right
    HANDED_ON = "handed_on"  # somebody else does it, or later


class ActionStep(Model):
    """One step of an action, with who and when; never changed."""

    __tablename__ = "action_step"
    __table_args__ = (Index("ix_action_step_action", "school_id", "action_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"))
    kind: Mapped[StepKind]
    note: Mapped[str] = mapped_column(default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    by: Mapped[Account | None] = relationship(lazy="raise")
    photo: Mapped[Photo | None] = relationship(lazy="raise")
