"""Tables of inboxes and of what goes out besides."""

from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.db import Model


class Message(Model):
    """One sentence to one person. The sentence is kept unfilled, so it is read in any language."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_account", "school_id", "account_id", "sent_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    sentence: Mapped[str]  # a marked sentence with named holes
    facts: Mapped[dict[str, Any]]  # what fills the holes
    link: Mapped[str] = mapped_column(default="")  # a path of this site
    sent_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    is_urgent: Mapped[bool] = mapped_column(default=False)  # goes out in quiet hours too
    announcement_id: Mapped[int | None] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), index=True
    )


class Announcement(Model):
    """One sentence that somebody wrote to many."""

    __tablename__ = "announcement"
    __table_args__ = (
        UniqueConstraint("school_id", "key"),
        CheckConstraint("text <> ''", name="has_text"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    text: Mapped[str]
    link: Mapped[str] = mapped_column(default="")
    key: Mapped[str]  # of the preview it was sent from: once and no more
    sent_at: Mapped[datetime]

    sender: Mapped[Account | None] = relationship(lazy="raise")


class MailAddress(Model):
    """Where a person has messages sent besides the inbox; confirmed by a code that was mailed."""

    __tablename__ = "mail_address"
    __table_args__ = (CheckConstraint("wrong_codes >= 0", name="wrong_codes_from_zero"),)

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    address: Mapped[str]
    language: Mapped[str]  # of the mails, as the person read when asking
    asked_at: Mapped[datetime]  # the code of this moment confirms the address
    wrong_codes: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None]
    is_on: Mapped[bool] = mapped_column(default=True)


class DeliveryState(StrEnum):
    """What became of a message that goes out."""

    WAITING = "waiting"
    SENT = "sent"
    NOT_NEEDED = "not_needed"  # read in the inbox before, or mails are off by now
    FAILED = "failed"


class Delivery(Model):
    """A message on its way to a mail address."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("message_id"),
        Index("ix_delivery_due", "state", "due_at"),
        Index("ix_delivery_school", "school_id", "state"),
        CheckConstraint("attempts >= 0", name="attempts_from_zero"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="waiting_until_ended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    message: Mapped[Message] = relationship(lazy="raise")


class QuietHours(Model):
    """The hours of a school in which nothing is mailed but what is urgent."""

    __tablename__ = "quiet_hours"

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    begins_at: Mapped[time]
    ends_at: Mapped[time]

    def has(self, at: time) -> bool:
        """Whether a time of day is quiet, also over midnight; equal ends mean no hours at all."""
        if self.begins_at <= self.ends_at:
            return self.begins_at <= at < self.ends_at
        return at >= self.begins_at or at < self.ends_at


USUAL_QUIET_HOURS = (time(21), time(7))


class RobotKind(StrEnum):
    """Messengers with group robots; each has one host that its plugin knows."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


class Robot(Model):
    """A group robot of the staff; only its key is entered, never an address."""

    __tablename__ = "robot"
    __table_args__ = (UniqueConstraint("school_id", "kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    kind: Mapped[RobotKind]
    name: Mapped[str]
    key: Mapped[str]  # a secret: never shown again whole, never logged


class RobotPost(Model):
    """A sentence on its way to a robot; no child is named in it."""

    __tablename__ = "robot_post"
    __table_args__ = (
        Index("ix_robot_post_due", "state", "due_at"),
        Index("ix_robot_post_robot", "school_id", "robot_id"),
        CheckConstraint("attempts >= 0", name="attempts_from_zero"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="waiting_until_ended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    robot_id: Mapped[int] = mapped_column(ForeignKey("robot.id", ondelete="CASCADE"))
    sentence: Mapped[str]  # a marked sentence with named holes
    facts: Mapped[dict[str, Any]]
    link: Mapped[str] = mapped_column(default="")
    is_urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    robot: Mapped[Robot] = relationship(lazy="raise")
