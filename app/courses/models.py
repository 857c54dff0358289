"""Tables of the catalogue: courses over the years, their sections in a term."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.db import Model
from app.core.text import Named
from app.schools.models import Room, Slot, Term


class Track(StrEnum):
    """1 + E + X: what kind of course it is (R11-R16)."""

    BASE = "base"
    E = "e"
    X = "x"


class Domain(StrEnum):
    """The five domains; exactly one for an X course (R16)."""

    ARTS = "arts"  # 审美
    FITNESS = "fit"  # 健体
    MAKER = "maker"  # 创客
    LEADERSHIP = "lead"  # 领袖
    HOME_ECONOMICS = "home"  # 家政


class EKind(StrEnum):
    """The four E kinds (R12-R15)."""

    CLASS_BALL = "class_ball"  # 一班一球
    PARENT_LECTURER = "parent_lecturer"  # 一周一讲师
    LAB_STATION = "lab_station"  # 一站一实验
    BOOK_AND_FILM = "book_and_film"  # 一著一电影


class Tier(StrEnum):
    """Flagship courses lead, emerging ones follow (R17)."""

    FLAGSHIP = "flagship"
    EMERGING = "emerging"


class Risk(StrEnum):
    """How much can happen; it decides how closely a safety note is read (R23)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Course(Model):
    """What a school offers over the years."""

    __tablename__ = "course"
    __table_args__ = (
        UniqueConstraint("school_id", "code"),
        CheckConstraint("(track = 'x') = (domain IS NOT NULL)", name="domain_for_x_only"),
        CheckConstraint("track = 'e' OR e_kind IS NULL", name="e_kind_for_e_only"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    code: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    title_pinyin: Mapped[str] = mapped_column(default="")  # syllables apart: "tong sheng he chang"
    summary: Mapped[str] = mapped_column(default="")
    summary_en: Mapped[str] = mapped_column(default="")
    track: Mapped[Track]
    domain: Mapped[Domain | None]
    e_kind: Mapped[EKind | None]
    tier: Mapped[Tier] = mapped_column(default=Tier.EMERGING)
    activity: Mapped[str] = mapped_column(default="")  # kind of activity (R22)
    rules: Mapped[str] = mapped_column(default="")  # no publishing without these two (R23)
    safety_note: Mapped[str] = mapped_column(default="")
    risk: Mapped[Risk] = mapped_column(default=Risk.LOW)

    picture: Mapped[CoursePicture | None] = relationship(
        back_populates="course", cascade="all, delete-orphan", lazy="raise"
    )

    @property
    def named(self) -> Named:
        """The title in both languages, for sentences."""
        return Named(self.title, self.title_en)


class CoursePicture(Model):
    """A course's picture, re-encoded small on arrival."""

    __tablename__ = "course_picture"

    course_id: Mapped[int] = mapped_column(
        ForeignKey("course.id", ondelete="CASCADE"), primary_key=True
    )
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    content: Mapped[bytes]  # WebP of at most 8 kB
    digest: Mapped[str]

    course: Mapped[Course] = relationship(back_populates="picture", lazy="raise")


class Admission(StrEnum):
    """How places of a section are given."""

    OPEN = "open"  # by choice and draw
    CONTINUING = "continuing"  # open too, former members first up to a share
    SELECTED = "selected"  # by trial
    HOMEROOM = "homeroom"  # the whole class


BY_CHOICE = frozenset({Admission.OPEN, Admission.CONTINUING})


class SectionState(StrEnum):
    """The way of a section into the catalogue."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"  # given up while children had places (app/enrollment, repair)


BEING_WRITTEN = frozenset({SectionState.DRAFT, SectionState.RETURNED})


class Section(Model):
    """A course in one term; families read "club".

    `taken` counts the places in force and the seats held by open offers and by open moves of a
    repair. It changes only together with one of them, by one conditional update in
    `app.enrollment`, so that it can never pass `seats` (promise 3).
    """

    __tablename__ = "section"
    __table_args__ = (
        UniqueConstraint("school_id", "term_id", "code"),
        CheckConstraint("seats >= 0", name="seats_not_negative"),
        CheckConstraint("taken >= 0 AND taken <= seats", name="taken_within_seats"),
        CheckConstraint("min_size >= 0", name="min_size_not_negative"),
        CheckConstraint("grade_from >= 1 AND grade_to >= grade_from", name="grades_in_order"),
        CheckConstraint("continuing_share BETWEEN 0 AND 100", name="share_percent"),
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        CheckConstraint("materials_fee_fen >= 0", name="fee_not_negative"),
        Index("ix_section_course", "school_id", "course_id"),
        Index("ix_section_room", "school_id", "room_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    code: Mapped[str]  # as in the catalogue file and the manifest: "X01"
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    seats: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    min_size: Mapped[int] = mapped_column(default=0)
    runs_anyway: Mapped[bool] = mapped_column(default=False)
    grade_from: Mapped[int]
    grade_to: Mapped[int]
    admission: Mapped[Admission] = mapped_column(default=Admission.OPEN)
    continuing_share: Mapped[int] = mapped_column(default=0)  # percent of the seats
    reserved: Mapped[int] = mapped_column(default=0)  # soft reserved seats; never shown
    materials_fee_fen: Mapped[int] = mapped_column(default=0)
    meetings_planned: Mapped[int] = mapped_column(default=0)
    state: Mapped[SectionState] = mapped_column(default=SectionState.DRAFT)
    review_note: Mapped[str] = mapped_column(default="")
    proposed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    published_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship(lazy="raise")
    term: Mapped[Term] = relationship(lazy="raise")
    room: Mapped[Room | None] = relationship(lazy="raise")
    times: Mapped[list[SectionTime]] = relationship(
        back_populates="section", cascade="all, delete-orphan", lazy="raise"
    )
    teachers: Mapped[list[SectionTeacher]] = relationship(
        back_populates="section", cascade="all, delete-orphan", lazy="raise"
    )

    def accepts(self, grade: int | None) -> bool:
        """Whether the section takes a grade."""
        return grade is not None and self.grade_from <= grade <= self.grade_to

    @property
    def is_by_choice(self) -> bool:
        """Whether its places are given by choice and draw."""
        return self.admission in BY_CHOICE


class SectionTime(Model):
    """A slot that a section occupies, with the section's own times."""

    __tablename__ = "section_time"
    __table_args__ = (
        UniqueConstraint("school_id", "section_id", "slot_id"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_section_time_slot", "school_id", "slot_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    starts_at: Mapped[time]
    ends_at: Mapped[time]

    section: Mapped[Section] = relationship(back_populates="times", lazy="raise")
    slot: Mapped[Slot] = relationship(lazy="raise")


class SectionTeacher(Model):
    """Who teaches a section; the lead is the one families see first."""

    __tablename__ = "section_teacher"
    __table_args__ = (
        UniqueConstraint("school_id", "section_id", "account_id"),
        Index("ix_section_teacher_account", "school_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    is_lead: Mapped[bool] = mapped_column(default=True)

    section: Mapped[Section] = relationship(back_populates="teachers", lazy="raise")
    account: Mapped[Account] = relationship(lazy="raise")


class SectionHomeroom(Model):
    """A homeroom that takes part in a section of admission `homeroom` as a whole."""

    __tablename__ = "section_homeroom"

    section_id: Mapped[int] = mapped_column(
        ForeignKey("section.id", ondelete="CASCADE"), primary_key=True
    )
    homeroom_id: Mapped[int] = mapped_column(
        ForeignKey("homeroom.id", ondelete="CASCADE"), primary_key=True
    )
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)


class Resource(Model):
    """Who or what around the school can offer clubs (R20): a register entry."""

    __tablename__ = "resource"
    __table_args__ = (UniqueConstraint("school_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    name: Mapped[str]
    provider: Mapped[str] = mapped_column(default="")  # kind: parent, community, youth centre ...
    contact: Mapped[str] = mapped_column(default="")
    qualification: Mapped[str] = mapped_column(default="")
    offers: Mapped[str] = mapped_column(default="")
    is_off_site: Mapped[bool] = mapped_column(default=False)


class TrialPass(Model):
    """A student who passed the trial of a section of admission `selected`."""

    __tablename__ = "trial_pass"
    __table_args__ = (Index("ix_trial_pass_student", "school_id", "student_id"),)

    section_id: Mapped[int] = mapped_column(
        ForeignKey("section.id", ondelete="CASCADE"), primary_key=True
    )
    student_id: Mapped[int] = mapped_column(
        ForeignKey("student.id", ondelete="CASCADE"), primary_key=True
    )
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))


class CatalogueImport(Model):
    """A catalogue file that was read: previewed first, then applied, perhaps undone."""

    __tablename__ = "catalogue_import"
    __table_args__ = (Index("ix_catalogue_import_term", "school_id", "term_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    filename: Mapped[str] = mapped_column(default="")
    read_at: Mapped[datetime]
    rows: Mapped[list[Any]]  # what was read, as `app.courses.reading` gives it
    issues: Mapped[list[Any]]
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    made: Mapped[dict[str, Any]] = mapped_column(default=dict)  # ids it made, values it replaced
