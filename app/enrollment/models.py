"""Tables of places, waiting lists and offers."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Student
from app.core.db import Model
from app.courses.models import Section


class PlaceSource(StrEnum):
    """How a place came to be."""

    DRAW = "draw"
    FALLBACK = "fallback"
    SELECTED = "selected"
    HOMEROOM = "homeroom"
    BY_HAND = "by_hand"
    WAITLIST = "waitlist"
    FIRST_COME = "first_come"
    EXCHANGE = "exchange"  # swapped with other children
    REPAIR = "repair"  # moved when a club was given up
    CHANGE = "change"  # for another club of the same slot, as the family asked
    CORRECTION = "correction"  # found wrong after the draw


class Place(Model):
    """A student's seat in a section; an ended one stays as history."""

    __tablename__ = "place"
    __table_args__ = (
        Index(
            "uq_place_in_force",
            "school_id",
            "section_id",
            "student_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_place_student", "school_id", "student_id"),
        CheckConstraint("source <> 'by_hand' OR reason <> ''", name="by_hand_needs_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    source: Mapped[PlaceSource]
    reason: Mapped[str] = mapped_column(default="")
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")
    is_given_up: Mapped[bool] = mapped_column(default=False)  # ended by the family itself
    is_final: Mapped[bool] = mapped_column(default=False)  # ended by the school, for good (R37)

    section: Mapped[Section] = relationship(lazy="raise")
    student: Mapped[Student] = relationship(lazy="raise")


class OccupiedSlot(Model):
    """A slot that a student's place takes up in a term: two clubs at once cannot be stored."""

    __tablename__ = "occupied_slot"
    __table_args__ = (
        UniqueConstraint("school_id", "term_id", "student_id", "slot_id"),
        Index("ix_occupied_slot_place", "place_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id", ondelete="CASCADE"))


class Waiting(Model):
    """A student on a section's standing waiting list, in the slot's number order."""

    __tablename__ = "waitlist"
    __table_args__ = (
        UniqueConstraint("school_id", "section_id", "student_id"),
        Index("ix_waitlist_student", "school_id", "student_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    number: Mapped[int]  # the slot's rotated number
    rank: Mapped[int]  # where the section stood in the student's list

    student: Mapped[Student] = relationship(lazy="raise")


class FreeSeats(Model):
    """The moment from which free seats of a term are taken, first come, first served."""

    __tablename__ = "free_seats"
    __table_args__ = (UniqueConstraint("school_id", "term_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"))
    opens_at: Mapped[datetime]
    announced_at: Mapped[datetime]


class OfferState(StrEnum):
    """How an offer of a free seat went."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Offer(Model):
    """A free seat offered to the first on a waiting list; while it is open it holds the seat."""

    __tablename__ = "offer"
    __table_args__ = (
        Index(
            "uq_offer_open",
            "school_id",
            "section_id",
            "student_id",
            unique=True,
            sqlite_where=text("state = 'offered'"),
            postgresql_where=text("state = 'offered'"),
        ),
        Index("ix_offer_section", "school_id", "section_id"),
        Index("ix_offer_student", "school_id", "student_id"),
        Index("ix_offer_due", "school_id", "state", "expires_at"),
        CheckConstraint("expires_at > offered_at", name="expires_after_offered"),
        CheckConstraint("(state = 'offered') = (ended_at IS NULL)", name="open_until_ended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    number: Mapped[int]
    rank: Mapped[int]
    state: Mapped[OfferState] = mapped_column(default=OfferState.OFFERED)
    reason: Mapped[str] = mapped_column(default="")  # why it was withdrawn
    offered_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    section: Mapped[Section] = relationship(lazy="raise")
    student: Mapped[Student] = relationship(lazy="raise")

    def is_open(self, now: datetime) -> bool:
        """Whether it can be accepted at a moment."""
        return self.state is OfferState.OFFERED and now < self.expires_at


class PromisedSection(Model):
    """A section whose free seats a choice round is giving: nobody else may take them meanwhile."""

    __tablename__ = "promised_section"

    section_id: Mapped[int] = mapped_column(
        ForeignKey("section.id", ondelete="CASCADE"), primary_key=True
    )
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)


class TrialWeek(Model):
    """Until when the places of a term are on trial: clubs are changed freely until then."""

    __tablename__ = "trial_week"
    __table_args__ = (UniqueConstraint("school_id", "term_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id", ondelete="CASCADE"))
    ends_on: Mapped[date]  # the last day on trial
    reminded_at: Mapped[datetime | None]

    def is_running(self, today: date) -> bool:
        """Whether clubs are changed freely on a day."""
        return today <= self.ends_on


class RequestState(StrEnum):
    """What became of a change that was asked for after the trial week."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ChangeRequest(Model):
    """A family asks, with a reason, for another club after the trial week; the school answers."""

    __tablename__ = "change_request"
    __table_args__ = (
        Index(
            "uq_change_request_open",
            "school_id",
            "section_id",
            "student_id",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
        Index("ix_change_request_student", "school_id", "student_id"),
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint("(state = 'asked') = (answered_at IS NULL)", name="open_until_answered"),
        CheckConstraint("state <> 'declined' OR answer <> ''", name="declining_needs_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    reason: Mapped[str]
    state: Mapped[RequestState] = mapped_column(default=RequestState.ASKED)
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]

    section: Mapped[Section] = relationship(lazy="raise")
    student: Mapped[Student] = relationship(lazy="raise")


class Cause(StrEnum):
    """Why a place was wrong after a draw; everybody may read it."""

    LOST = "lost"
    MISREAD = "misread"
    WRONG_PLACE = "wrong_place"


class Correction(Model):
    """An entry that sets a child's place right after a draw; the draw itself stands."""

    __tablename__ = "correction"
    __table_args__ = (
        Index("ix_correction_section", "school_id", "section_id"),
        Index("ix_correction_from_section", "school_id", "from_section_id"),
        Index("ix_correction_student", "school_id", "student_id"),
        CheckConstraint(
            "section_id IS NOT NULL OR from_section_id IS NOT NULL", name="corrects_something"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"))
    from_section_id: Mapped[int | None] = mapped_column(
        ForeignKey("section.id", ondelete="CASCADE")
    )
    cause: Mapped[Cause]
    reason: Mapped[str]  # for the family and the school; the public reads the cause alone
    has_added_seat: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]

    student: Mapped[Student] = relationship(lazy="raise")
