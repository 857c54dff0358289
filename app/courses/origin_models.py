"""Where a draft comes from: the section of an earlier term, and what was decided for it."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model
from app.courses.models import Tier


class SectionOrigin(Model):
    """What a copied section brought along; it stays as it was when the section is changed."""

    __tablename__ = "section_origin"
    __table_args__ = (Index("ix_section_origin_school", "school_id", "section_id"),)

    section_id: Mapped[int] = mapped_column(
        ForeignKey("section.id", ondelete="CASCADE"), primary_key=True
    )
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    from_section_id: Mapped[int | None] = mapped_column(
        ForeignKey("section.id", ondelete="SET NULL"), index=True
    )
    from_term: Mapped[str]  # its title
    seats_before: Mapped[int]
    seats: Mapped[int]
    tier_before: Mapped[Tier]
    tier: Mapped[Tier]
    is_decided: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")  # the page of the evidence, as a path
