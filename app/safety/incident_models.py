"""Tables of incidents: the four times, who is concerned, what follows; and the school's cards."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account, Student
from app.core.db import Model
from app.schools.models import Room
from app.timetable.models import Meeting


class IncidentKind(StrEnum):
    """What may happen, each with a card that says what to do (R60)."""

    INJURY = "injury"
    ALLERGY = "allergy"
    ILLNESS = "illness"
    MISSING = "missing"
    FIGHT = "fight"
    STRANGER = "stranger"
    FIRE = "fire"
    FOOD = "food"
    WEATHER = "weather"
    OTHER = "other"


class Step(StrEnum):
    """What is timed of an incident itself; the guardian is told for each child (R59)."""

    HAPPENED = "happened"
    TREATED = "treated"
    LEADER_TOLD = "leader_told"


class Incident(Model):
    """Something that happened, with when, where, and who did what about it (R59)."""

    __tablename__ = "incident"
    __table_args__ = (
        Index("ix_incident_day", "school_id", "day"),
        CheckConstraint("treated_at >= happened_at", name="treated_after_happened"),
        CheckConstraint("leader_told_at >= happened_at", name="told_after_happened"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    day: Mapped[date]
    kind: Mapped[IncidentKind]
    what: Mapped[str] = mapped_column(default="")
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id", ondelete="SET NULL"))
    started_at: Mapped[datetime]
    happened_at: Mapped[datetime]
    happened_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    treated_at: Mapped[datetime | None]
    treated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    leader_told_at: Mapped[datetime | None]
    leader_told_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    afterword: Mapped[str] = mapped_column(default="")  # what was learnt from it
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id", ondelete="SET NULL"))

    meeting: Mapped[Meeting | None] = relationship(lazy="raise")
    room: Mapped[Room | None] = relationship(lazy="raise")
    happened_by: Mapped[Account | None] = relationship(foreign_keys=[happened_by_id], lazy="raise")
    treated_by: Mapped[Account | None] = relationship(foreign_keys=[treated_by_id], lazy="raise")
    leader_told_by: Mapped[Account | None] = relationship(
        foreign_keys=[leader_told_by_id], lazy="raise"
    )
    children: Mapped[list[IncidentChild]] = relationship(
        order_by="IncidentChild.id", cascade="all, delete-orphan", lazy="raise"
    )
    adults: Mapped[list[IncidentAdult]] = relationship(
        order_by="IncidentAdult.id", cascade="all, delete-orphan", lazy="raise"
    )
    follow_ups: Mapped[list[FollowUp]] = relationship(
        order_by="FollowUp.id", cascade="all, delete-orphan", lazy="raise"
    )

    def at(self, step: Step) -> datetime | None:
        """Give when a step was done."""
        return {
            Step.HAPPENED: self.happened_at,
            Step.TREATED: self.treated_at,
            Step.LEADER_TOLD: self.leader_told_at,
        }[step]

    def by(self, step: Step) -> Account | None:
        """Give who did a step; the three people must be loaded."""
        return {
            Step.HAPPENED: self.happened_by,
            Step.TREATED: self.treated_by,
            Step.LEADER_TOLD: self.leader_told_by,
        }[step]

    @property
    def untold(self) -> list[IncidentChild]:
        """The children whose guardians nobody has told; `children` must be loaded."""
        return [child for child in self.children if child.told_at is None]

    @property
    def is_open(self) -> bool:
        """Whether nobody treated it yet, or a guardian is not told."""
        return self.treated_at is None or bool(self.untold)


class IncidentChild(Model):
    """A child whom an incident concerns, and what its own family was told."""

    __tablename__ = "incident_child"
    __table_args__ = (
        UniqueConstraint("school_id", "incident_id", "student_id"),
        Index("ix_incident_child_student", "school_id", "student_id"),
        CheckConstraint("sentence = '' OR told_at IS NOT NULL", name="sentence_was_told"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    sentence: Mapped[str] = mapped_column(default="")  # as it was sent; empty: told by telephone
    told_at: Mapped[datetime | None]
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    incident: Mapped[Incident] = relationship(back_populates="children", lazy="raise")
    student: Mapped[Student] = relationship(lazy="raise")
    told_by: Mapped[Account | None] = relationship(lazy="raise")


class IncidentAdult(Model):
    """One of the staff whom an incident concerns."""

    __tablename__ = "incident_adult"
    __table_args__ = (UniqueConstraint("school_id", "incident_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))

    account: Mapped[Account] = relationship(lazy="raise")


class FollowUp(Model):
    """What is still to be done after an incident, by whom and until when."""

    __tablename__ = "follow_up"
    __table_args__ = (
        Index("ix_follow_up_owner", "school_id", "owner_id", "done_at"),
        Index("ix_follow_up_incident", "school_id", "incident_id"),
        CheckConstraint("what <> ''", name="says_what"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"))
    what: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]

    owner: Mapped[Account] = relationship(lazy="raise")


class EmergencyCard(Model):
    """What a school wrote on a card in place of what is shipped; a line is a step."""

    __tablename__ = "emergency_card"
    __table_args__ = (
        UniqueConstraint("school_id", "kind"),
        CheckConstraint("steps <> ''", name="has_steps"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    kind: Mapped[IncidentKind]
    steps: Mapped[str]
