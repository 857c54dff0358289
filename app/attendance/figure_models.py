"""Tables of sums, so that pages over a term read thousands of rows and not its marks."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.attendance.models import MarkState
from app.core.db import Model

COLUMNS = {
    MarkState.PRESENT: "present",
    MarkState.LATE: "late",
    MarkState.LEAVE: "on_leave",
    MarkState.ABSENT: "absent",
    MarkState.LEFT_EARLY: "left_early",
}


class RollSummary(Model):
    """How many were where at a meeting: its handed-in roll, counted.

    `homerooms` says of how many of each homeroom that was made up (by state, in the order of
    `COLUMNS`), so that a correction takes away exactly what it had added to `HomeroomDay`.
    """

    __tablename__ = "roll_summary"
    __table_args__ = (
        UniqueConstraint("school_id", "roll_id"),
        Index("ix_roll_summary_day", "school_id", "day"),
        Index("ix_roll_summary_section", "school_id", "section_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    roll_id: Mapped[int] = mapped_column(ForeignKey("roll.id", ondelete="CASCADE"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"))
    day: Mapped[date]
    present: Mapped[int]
    late: Mapped[int]
    on_leave: Mapped[int]
    absent: Mapped[int]
    left_early: Mapped[int]
    homerooms: Mapped[dict[str, Any]]


class HomeroomDay(Model):
    """The marks of a homeroom's children on a day, counted over all handed-in rolls."""

    __tablename__ = "homeroom_day"
    __table_args__ = (
        UniqueConstraint("school_id", "homeroom_id", "day"),
        Index("ix_homeroom_day_day", "school_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    homeroom_id: Mapped[int] = mapped_column(ForeignKey("homeroom.id", ondelete="CASCADE"))
    day: Mapped[date]
    present: Mapped[int]
    late: Mapped[int]
    on_leave: Mapped[int]
    absent: Mapped[int]
    left_early: Mapped[int]
