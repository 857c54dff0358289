"""The table of photographs."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class Photo(Model):
    """A photograph that a row of another package owns; only the owner's page gives it out."""

    __tablename__ = "photo"
    __table_args__ = (
        Index("ix_photo_school", "school_id", "kept_at"),
        CheckConstraint("width >= 1 AND height >= 1", name="has_size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    content: Mapped[bytes] = mapped_column(deferred=True)  # WebP of at most 150 kB
    width: Mapped[int]
    height: Mapped[int]
    kept_at: Mapped[datetime]
