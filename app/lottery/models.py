"""Tables of choice rounds, handed-in lists and draws."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Student
from app.core.db import Model
from app.courses.models import Section
from app.schools.models import Slot


class Mechanism(StrEnum):
    """How a draw gives places (docs/draw.md, section 2)."""

    FAIR = "fair"
    FEWEST_UNPLACED = "fewest-unplaced"
    MOST_FIRST = "most-first"


class WhoChooses(StrEnum):
    """Whose word the list is: a switch of the school."""

    STUDENT = "student"
    GUARDIAN = "guardian"
    EITHER = "either"


class RoundState(StrEnum):
    """Where a round stands; it follows from its moments."""

    DRAFT = "draft"
    ANNOUNCED = "announced"  # manifest and commitment are fixed, choosing has not begun
    OPEN = "open"
    CLOSED = "closed"
    FROZEN = "frozen"
    DRAWN = "drawn"
    PUBLISHED = "published"


class ChoiceRound(Model):
    """A window in which families hand in ranked lists for some slots."""

    __tablename__ = "choice_round"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("max_choices BETWEEN 1 AND 10", name="max_choices_one_to_ten"),
        CheckConstraint(
            "earlier_round_id IS NOT NULL OR NOT may_improve", name="improve_in_second_round"
        ),
        CheckConstraint("earlier_round_id IS NULL OR NOT uses_credits", name="credits_in_first"),
        Index("ix_choice_round_term", "school_id", "term_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"))
    title: Mapped[str]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    max_choices: Mapped[int] = mapped_column(default=5)
    mechanism: Mapped[Mechanism] = mapped_column(default=Mechanism.FAIR)
    who_chooses: Mapped[WhoChooses] = mapped_column(default=WhoChooses.EITHER)
    rules: Mapped[str] = mapped_column(default="")  # announced in the school's own words
    asks_wanted: Mapped[bool] = mapped_column(default=False)
    offers_fallback: Mapped[bool] = mapped_column(default=True)
    tells_odds: Mapped[bool] = mapped_column(default=False)  # from the lists of this round itself
    uses_credits: Mapped[bool] = mapped_column(default=False)  # more chances after bad luck
    public_source: Mapped[str]
    earlier_round_id: Mapped[int | None] = mapped_column(  # of a second round: the first one
        ForeignKey("choice_round.id")
    )
    may_improve: Mapped[bool] = mapped_column(default=False)  # who has a club may choose too
    announced_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    drawn_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    slots: Mapped[list[RoundSlot]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="RoundSlot.position"
    )

    @property
    def is_second(self) -> bool:
        """Whether it gives the seats an earlier round left, with its numbers turned round."""
        return self.earlier_round_id is not None

    def is_open(self, now: datetime) -> bool:
        """Whether lists may be handed in at a moment of the server's clock (promise 5)."""
        return (
            self.announced_at is not None
            and self.frozen_at is None
            and self.opens_at <= now < self.closes_at
        )

    def state(self, now: datetime) -> RoundState:
        """Say where the round stands at a moment."""
        if self.published_at is not None:
            return RoundState.PUBLISHED
        if self.drawn_at is not None:
            return RoundState.DRAWN
        if self.frozen_at is not None:
            return RoundState.FROZEN
        if self.announced_at is None:
            return RoundState.DRAFT
        if now < self.opens_at:
            return RoundState.ANNOUNCED
        return RoundState.OPEN if now < self.closes_at else RoundState.CLOSED


class RoundSlot(Model):
    """A slot that a round is about; the order of slots turns the numbers."""

    __tablename__ = "round_slot"
    __table_args__ = (UniqueConstraint("school_id", "round_id", "position"),)

    round_id: Mapped[int] = mapped_column(
        ForeignKey("choice_round.id", ondelete="CASCADE"), primary_key=True
    )
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    position: Mapped[int]

    slot: Mapped[Slot] = relationship(lazy="raise")


class RoundSection(Model):
    """A section whose places a round gives, fixed when the round is announced."""

    __tablename__ = "round_section"
    __table_args__ = (Index("ix_round_section_school", "school_id", "round_id"),)

    round_id: Mapped[int] = mapped_column(
        ForeignKey("choice_round.id", ondelete="CASCADE"), primary_key=True
    )
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    other_slot_ids: Mapped[list[Any]]  # a team on several weekdays takes these up too
    withdrawn_at: Mapped[datetime | None]

    section: Mapped[Section] = relationship(lazy="raise")


class RoundManifest(Model):
    """The rules of a draw and the seed that was bound to them before anybody chose.

    The newest counts; an older one stays listed with the reason why it was replaced.
    """

    __tablename__ = "round_manifest"
    __table_args__ = (UniqueConstraint("school_id", "round_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("choice_round.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str]  # canonical JSON
    hash: Mapped[str]
    seed: Mapped[str] = mapped_column(deferred=True)  # 32 random bytes, secret until the draw
    commitment: Mapped[str]
    fixed_at: Mapped[datetime]


class ChoiceList(Model):
    """One student's list in a round: the draft that every tap saves, and what was handed in.

    Only the handed-in part (these columns and the `choice` rows) counts.
    """

    __tablename__ = "choice_list"
    __table_args__ = (
        UniqueConstraint("school_id", "round_id", "student_id"),
        UniqueConstraint("school_id", "round_id", "ticket"),
        CheckConstraint("wanted IS NULL OR wanted >= 1", name="wanted_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("choice_round.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    ticket: Mapped[str]  # 80 random bits, derived from nothing
    draft: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)  # goes up with every saved tap
    saved_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    handed_in_version: Mapped[int | None]  # the version of the draft that was handed in
    handed_in_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    is_on_behalf: Mapped[bool] = mapped_column(default=False)  # entered by the school from paper
    wanted: Mapped[int | None]
    slot_order: Mapped[list[Any]] = mapped_column(default=list)  # slot ids, the favourite first
    accepts_fallback: Mapped[bool] = mapped_column(default=False)
    receipt_hash: Mapped[str] = mapped_column(default="")
    hand_in_key: Mapped[str] = mapped_column(default="")  # of the last hand-in, against doubles
    reminded_at: Mapped[datetime | None]

    student: Mapped[Student] = relationship(lazy="raise")

    @property
    def is_changed(self) -> bool:
        """Whether the draft has moved on since the list was handed in."""
        return self.handed_in_at is not None and self.handed_in_version != self.version

    @property
    def is_waiting(self) -> bool:
        """Whether there is something that is not handed in."""
        return self.handed_in_at is None or self.is_changed


class Choice(Model):
    """One line of one student's handed-in list; rank 1 is the favourite."""

    __tablename__ = "choice"
    __table_args__ = (
        UniqueConstraint("school_id", "round_id", "student_id", "slot_id", "rank"),
        UniqueConstraint("school_id", "round_id", "student_id", "section_id"),
        CheckConstraint("rank >= 1", name="rank_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("choice_round.id", ondelete="CASCADE"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    student_id: Mapped[int] = mapped_column(
        ForeignKey("student.id", ondelete="CASCADE"), index=True
    )
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    rank: Mapped[int]

    section: Mapped[Section] = relationship(lazy="raise")


class NoticeKind(StrEnum):
    """What can happen to an announced round, always in public."""

    EXTENSION = "extension"
    WITHDRAWAL = "withdrawal"
    SECOND_DRAW = "second_draw"


class RoundNotice(Model):
    """A change of an announced round, with the reason that everybody can read."""

    __tablename__ = "round_notice"
    __table_args__ = (
        Index("ix_round_notice_round", "school_id", "round_id"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("choice_round.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind]
    reason: Mapped[str]
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    until: Mapped[datetime | None]  # the new closing time
    at: Mapped[datetime]

    section: Mapped[Section | None] = relationship(lazy="raise")


class Draw(Model):
    """The frozen entries of a round and, once drawn, the result: one draw a manifest."""

    __tablename__ = "draw"
    __table_args__ = (
        UniqueConstraint("school_id", "round_id", "manifest_id"),
        CheckConstraint("(drawn_at IS NULL) = (result_hash = '')", name="drawn_has_result"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("choice_round.id", ondelete="CASCADE"))
    manifest_id: Mapped[int] = mapped_column(ForeignKey("round_manifest.id"), unique=True)
    entries_text: Mapped[str] = mapped_column(deferred=True)  # one canonical row a ticket
    entries_hash: Mapped[str]
    row_count: Mapped[int]
    merkle_root: Mapped[str]
    frozen_at: Mapped[datetime]
    public_text: Mapped[str] = mapped_column(default="")
    result_text: Mapped[str] = mapped_column(default="", deferred=True)  # canonical JSON
    result_hash: Mapped[str] = mapped_column(default="")
    earlier_result_text: Mapped[str] = mapped_column(  # of a second round: whose numbers it turns
        default="", deferred=True
    )
    drawn_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    manifest: Mapped[RoundManifest] = relationship(lazy="raise")


class RoundComparison(Model):
    """What each mechanism would have done with the lists of a published round; no names."""

    __tablename__ = "round_comparison"
    __table_args__ = (Index("ix_round_comparison_school", "school_id", "round_id"),)

    round_id: Mapped[int] = mapped_column(
        ForeignKey("choice_round.id", ondelete="CASCADE"), primary_key=True
    )
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    content: Mapped[dict[str, Any]]  # of app/lottery/allocation/comparison.py
    computed_at: Mapped[datetime]


class DrawnSection(Model):
    """What a draw did with a section: how many it took, its cut-off, or that it closed."""

    __tablename__ = "drawn_section"
    __table_args__ = (Index("ix_drawn_section_school", "school_id", "draw_id"),)

    draw_id: Mapped[int] = mapped_column(
        ForeignKey("draw.id", ondelete="CASCADE"), primary_key=True
    )
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    seats: Mapped[int]
    min_size: Mapped[int]
    taken: Mapped[int]  # for a closed section: how many it would have had
    last_number: Mapped[int | None]
    closed_step: Mapped[int | None]  # 1 for the section that closed first

    section: Mapped[Section] = relationship(lazy="raise")


class Outcome(Model):
    """What a draw gave one ticket in one slot."""

    __tablename__ = "outcome"
    __table_args__ = (
        UniqueConstraint("school_id", "draw_id", "student_id", "slot_id"),
        CheckConstraint("(section_id IS NULL) = (rank IS NULL)", name="place_has_rank"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(
        ForeignKey("student.id", ondelete="CASCADE"), index=True
    )
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    number: Mapped[int]  # the slot's own, turned number
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    rank: Mapped[int | None]
    is_former_member: Mapped[bool] = mapped_column(default=False)  # of the section it got


class OddsSource(StrEnum):
    """Whose lists the trial draws are made with."""

    THIS_ROUND = "this_round"
    LAST_TERM = "last_term"


class RoundOdds(Model):
    """The trial draws of a round, from which families read the odds of a list."""

    __tablename__ = "round_odds"
    __table_args__ = (
        Index("ix_round_odds_school", "school_id", "round_id"),
        CheckConstraint("turns >= 1", name="turns_from_one"),
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("choice_round.id", ondelete="CASCADE"), primary_key=True
    )
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    source: Mapped[OddsSource]
    list_count: Mapped[int]
    turns: Mapped[int]
    computed_at: Mapped[datetime]


class SectionOdds(Model):
    """What each trial draw says of a section (app/lottery/allocation/odds.py)."""

    __tablename__ = "section_odds"
    __table_args__ = (Index("ix_section_odds_school", "school_id", "round_id"),)

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round_odds.round_id", ondelete="CASCADE"), primary_key=True
    )
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    trials: Mapped[list[Any]]
