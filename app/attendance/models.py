"""Tables of the roll: marks and the taps behind them, absences, leave, presence of adults."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account, Student
from app.attendance.periods import Period
from app.core.db import Model
from app.timetable.models import Meeting

OPENS_BEFORE = timedelta(minutes=30)  # before the meeting
TAKEN_BACK_WITHIN = timedelta(minutes=5)


class MarkState(StrEnum):
    """Where a student was at a meeting."""

    PRESENT = "present"
    LATE = "late"
    LEAVE = "leave"
    ABSENT = "absent"
    LEFT_EARLY = "left_early"

    @property
    def is_there(self) -> bool:
        """Whether the student came."""
        return self not in (MarkState.ABSENT, MarkState.LEAVE)


class AttendanceRule(Model):
    """What a school decided about absences and leave; without a row the usual values hold."""

    __tablename__ = "attendance_rule"
    __table_args__ = (
        CheckConstraint("grace_minutes BETWEEN 0 AND 30", name="grace_of_minutes"),
        CheckConstraint("alarm_minutes BETWEEN 1 AND 30", name="alarm_of_minutes"),
        CheckConstraint("late_minutes BETWEEN 0 AND 120", name="late_of_minutes"),
    )

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    grace_minutes: Mapped[int] = mapped_column(default=5)  # before guardians hear of an absence
    alarm_minutes: Mapped[int] = mapped_column(default=3)  # after the bell, without a roll
    confirms_leave: Mapped[bool] = mapped_column(default=True)  # by the homeroom teacher
    counts_at_gate: Mapped[bool] = mapped_column(default=False)  # each child until it is released
    late_minutes: Mapped[int] = mapped_column(default=15)  # after its wave a child is late


class Roll(Model):
    """The roll of one meeting, from its first mark on."""

    __tablename__ = "roll"
    __table_args__ = (UniqueConstraint("school_id", "meeting_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    begun_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    handed_in_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )

    meeting: Mapped[Meeting] = relationship(lazy="raise")
    handed_in_by: Mapped[Account | None] = relationship(lazy="raise")

    @property
    def is_handed_in(self) -> bool:
        """Whether it is complete; nothing tapped afterwards counts."""
        return self.handed_in_at is not None

    def may_be_taken_back(self, now: datetime) -> bool:
        """Whether it was handed in a moment ago: then it opens again without a reason."""
        return self.handed_in_at is not None and now - self.handed_in_at <= TAKEN_BACK_WITHIN


class Mark(Model):
    """Where one student was: the last tap that counts, or what the hand-in filled in."""

    __tablename__ = "mark"
    __table_args__ = (
        UniqueConstraint("school_id", "roll_id", "student_id"),
        Index("ix_mark_student", "school_id", "student_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    roll_id: Mapped[int] = mapped_column(ForeignKey("roll.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    state: Mapped[MarkState]
    is_tapped: Mapped[bool]  # by a person, else filled in at the hand-in
    at: Mapped[datetime]  # when it was tapped, by the server's clock
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    student: Mapped[Student] = relationship(lazy="raise")
    by: Mapped[Account | None] = relationship(lazy="raise")


class MarkEntry(Model):
    """A tap as it was acknowledged; never changed. Its key makes sending it twice harmless."""

    __tablename__ = "mark_entry"
    __table_args__ = (
        UniqueConstraint("school_id", "key"),
        Index("ix_mark_entry_roll", "school_id", "roll_id", "student_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    roll_id: Mapped[int] = mapped_column(ForeignKey("roll.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    key: Mapped[str]  # random, of the phone that was tapped
    state: Mapped[MarkState]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class Outcome(StrEnum):
    """What became of an absence that nobody had explained (R51)."""

    CAME = "came"  # the mark was changed: late, or a slip
    ON_LEAVE = "on_leave"  # leave was approved afterwards
    SICK = "sick"
    COLLECTED = "collected"  # a guardian had taken the child home
    FOUND = "found"  # elsewhere in the school
    OTHER = "other"


class Absence(Model):
    """A child who was not there without leave: a task until its outcome is known (R51)."""

    __tablename__ = "absence"
    __table_args__ = (
        UniqueConstraint("school_id", "roll_id", "student_id"),
        Index("ix_absence_open", "school_id", "settled_at", "opened_at"),
        CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled_with_outcome"),
        CheckConstraint("outcome <> 'other' OR note <> ''", name="other_needs_note"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    roll_id: Mapped[int] = mapped_column(ForeignKey("roll.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    opened_at: Mapped[datetime]
    told_at: Mapped[datetime | None]  # when guardian, homeroom teacher and duty leader were told
    outcome: Mapped[Outcome | None]
    note: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    roll: Mapped[Roll] = relationship(lazy="raise")
    student: Mapped[Student] = relationship(lazy="raise")
    settled_by: Mapped[Account | None] = relationship(lazy="raise")


class LeaveState(StrEnum):
    """How far a request for leave is."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class LeaveRequest(Model):
    """A guardian asks leave for a day, some days, or one meeting (R52)."""

    __tablename__ = "leave_request"
    __table_args__ = (
        Index("ix_leave_request_student", "school_id", "student_id", "last_day"),
        Index("ix_leave_request_state", "school_id", "state", "first_day"),
        CheckConstraint("last_day >= first_day", name="days_in_order"),
        CheckConstraint("meeting_id IS NULL OR first_day = last_day", name="meeting_on_one_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    reason: Mapped[str]
    state: Mapped[LeaveState] = mapped_column(default=LeaveState.ASKED)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")  # why it was declined

    student: Mapped[Student] = relationship(lazy="raise")
    meeting: Mapped[Meeting | None] = relationship(lazy="raise")
    asked_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[asked_by_id])

    @property
    def period(self) -> Period:
        """The time it is for."""
        return Period(self.first_day, self.last_day, self.meeting_id)

    @property
    def stands(self) -> bool:
        """Whether it waits for an answer or was approved."""
        return self.state in (LeaveState.ASKED, LeaveState.APPROVED)

    def covers(self, meeting: Meeting) -> bool:
        """Whether approved leave stands for a meeting."""
        is_approved = self.state is LeaveState.APPROVED
        return is_approved and self.period.touches(meeting.day, meeting.id)


class AdultPresence(Model):
    """When an adult came to a meeting and left it, for the workload later."""

    __tablename__ = "adult_presence"
    __table_args__ = (
        UniqueConstraint("school_id", "meeting_id", "account_id"),
        CheckConstraint("left_at IS NULL OR left_at >= came_at", name="left_after_came"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    came_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class CareNote(Model):
    """A child's need as an instruction to who teaches it ("allergy: nuts"), never its cause."""

    __tablename__ = "care_note"
    __table_args__ = (
        UniqueConstraint("school_id", "student_id"),
        CheckConstraint("instruction <> ''", name="says_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    instruction: Mapped[str]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    written_at: Mapped[datetime]


class ClosedDay(Model):
    """A day whose books are closed: its rolls are frozen, corrections are entries of their own."""

    __tablename__ = "closed_day"
    __table_args__ = (UniqueConstraint("school_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    day: Mapped[date]
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    closed_by: Mapped[Account | None] = relationship(lazy="raise")
