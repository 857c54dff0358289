"""Tables of duty: who is on duty when, who stands in, and what was written down meanwhile (R7)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.db import Model
from app.schools.models import Room


class DutyKind(StrEnum):
    """The three rosters of duty a school keeps (R7)."""

    LEADER = "leader"
    TEACHER = "teacher"
    CANTEEN = "canteen"


class DutyPerson(Model):
    """Somebody who is put on duty: with an account, or by name alone, as many in a canteen are."""

    __tablename__ = "duty_person"
    __table_args__ = (
        UniqueConstraint("school_id", "account_id"),
        CheckConstraint("account_id IS NOT NULL OR name <> ''", name="is_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(default="")  # shown when there is no account

    account: Mapped[Account | None] = relationship(lazy="raise")

    @property
    def title(self) -> str:
        """The name; `account` must be loaded."""
        return self.account.name if self.account else self.name

    @property
    def phone(self) -> str:
        """The telephone number, if one is known; `account` must be loaded."""
        return self.account.phone if self.account else ""


class DutyTurn(Model):
    """A line of the plan: a person's weekday in one week of the rotation."""

    __tablename__ = "duty_turn"
    __table_args__ = (
        UniqueConstraint("school_id", "term_id", "kind", "week", "weekday", "person_id"),
        CheckConstraint("week BETWEEN 1 AND 20", name="week_of_rotation"),
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday_iso"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id", ondelete="CASCADE"))
    kind: Mapped[DutyKind]
    week: Mapped[int]  # 1 is the first week of the term; the highest one says how many rotate
    weekday: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("duty_person.id", ondelete="CASCADE"))

    person: Mapped[DutyPerson] = relationship(lazy="raise")


class Duty(Model):
    """A person's duty on a day, as the plan has it; who stands in does so for a reason."""

    __tablename__ = "duty"
    __table_args__ = (
        UniqueConstraint("school_id", "day", "kind", "person_id"),
        CheckConstraint("(stand_in_id IS NULL) = (reason = '')", name="stand_in_with_reason"),
        CheckConstraint("stand_in_id <> person_id", name="stand_in_is_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    day: Mapped[date]
    kind: Mapped[DutyKind]
    person_id: Mapped[int] = mapped_column(ForeignKey("duty_person.id"))
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("duty_person.id"))
    reason: Mapped[str] = mapped_column(default="")

    person: Mapped[DutyPerson] = relationship(foreign_keys=[person_id], lazy="raise")
    stand_in: Mapped[DutyPerson | None] = relationship(foreign_keys=[stand_in_id], lazy="raise")

    @property
    def present(self) -> DutyPerson:
        """Who is on duty; both people must be loaded."""
        return self.stand_in or self.person


class DutyLog(Model):
    """The log of one roster on one day; signed when the day's duty is done."""

    __tablename__ = "duty_log"
    __table_args__ = (
        UniqueConstraint("school_id", "day", "kind"),
        CheckConstraint("signed_at IS NOT NULL OR signed_by_id IS NULL", name="signed_at_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    day: Mapped[date]
    kind: Mapped[DutyKind]
    signed_at: Mapped[datetime | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    signed_by: Mapped[Account | None] = relationship(lazy="raise")
    entries: Mapped[list[DutyEntry]] = relationship(order_by="DutyEntry.id", lazy="raise")


class DutyEntry(Model):
    """One line of a log: when, where, what; never changed."""

    __tablename__ = "duty_entry"
    __table_args__ = (
        Index("ix_duty_entry_log", "school_id", "log_id"),
        CheckConstraint("remark <> '' OR note <> ''", name="says_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    log_id: Mapped[int] = mapped_column(ForeignKey("duty_log.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")  # a key of duty_words.PLACES, where no room is
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id", ondelete="SET NULL"))
    remark: Mapped[str] = mapped_column(default="")  # a key of duty_words.REMARKS
    note: Mapped[str] = mapped_column(default="")
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    room: Mapped[Room | None] = relationship(lazy="raise")
    written_by: Mapped[Account | None] = relationship(lazy="raise")
