"""The table of the inbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

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
