"""The table of jobs; a row is its own place in the queue (docs/decisions/0008)."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class Job(Model):
    """One piece of work for the worker.

    It waits from `due_at` on. A worker holds it until `held_until`; a job whose worker died is
    done by another after that. `key` keeps two from asking for the same thing.
    """

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("attempts >= 0", name="attempts_from_zero"),
        Index("ix_job_waiting", "ended_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    key: Mapped[str]
    facts: Mapped[dict[str, Any]]  # ids and numbers that the task is called with
    due_at: Mapped[datetime]
    held_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(default="")  # the kind of error of the last attempt
