"""Tables of a school: terms, calendar, bands, bells, slots, rules, rooms, homerooms."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model

LOWEST_GRADE, HIGHEST_GRADE = 1, 9


def grades_of(stored: str) -> tuple[int, ...]:
    """Read grades as they are stored: "1,2"."""
    return tuple(int(grade) for grade in stored.split(",") if grade)


class School(Model):
    """The tenant: every row of school data carries its id."""

    __tablename__ = "school"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # short, in addresses: "shifan"
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str] = mapped_column(default="Asia/Shanghai")
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    allows_paid_agencies: Mapped[bool] = mapped_column(default=False)  # R27
    starts_on: Mapped[date | None]  # first day of the service here (R85)
    pilot_grades: Mapped[str] = mapped_column(default="")  # "1,2"; empty: every grade (R85)
    created_at: Mapped[datetime]

    def today(self, now: datetime) -> date:
        """Give the school's own date at a moment."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()

    def has_begun(self, day: date) -> bool:
        """Whether the service runs here on a day, or does not begin before a later one (R85)."""
        return self.starts_on is None or day >= self.starts_on

    def takes_part(self, grade: int | None) -> bool:
        """Whether a grade takes part in the service (R85: a pilot begins with some grades)."""
        return not self.pilot_grades or grade in self.grades_that_take_part

    @property
    def grades_that_take_part(self) -> tuple[int, ...]:
        """The pilot's grades; empty when every grade takes part."""
        return grades_of(self.pilot_grades)


class Term(Model):
    """A school term with first and last day."""

    __tablename__ = "term"
    __table_args__ = (
        UniqueConstraint("school_id", "starts_on"),
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    title: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    catalogue_version: Mapped[int] = mapped_column(default=1)  # bumped by every catalogue edit


class DayKind(StrEnum):
    """What a day of the calendar is, when it is not an ordinary one."""

    HOLIDAY = "holiday"
    MAKE_UP = "make_up"  # a school day in place of another weekday
    NO_SERVICE = "no_service"  # lessons, but no after-school service


class CalendarDay(Model):
    """A day on which the service differs from its weekday (R47)."""

    __tablename__ = "calendar_day"
    __table_args__ = (UniqueConstraint("school_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    day: Mapped[date]
    kind: Mapped[DayKind]
    follows_weekday: Mapped[int | None]  # make-up days run the timetable of this weekday, 1..7
    label: Mapped[str] = mapped_column(default="")


class Band(Model):
    """A group of grades with its own bell times (R39)."""

    __tablename__ = "band"
    __table_args__ = (
        UniqueConstraint("school_id", "name"),
        CheckConstraint("grade_from >= 1 AND grade_to >= grade_from", name="grades_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    name: Mapped[str]
    grade_from: Mapped[int]
    grade_to: Mapped[int]
    dismissal_at: Mapped[time | None]  # the band's wave at the gate

    def has_grade(self, grade: int) -> bool:
        """Whether the grade belongs to this band."""
        return self.grade_from <= grade <= self.grade_to


class Season(Model):
    """A part of the year with its own bell times, by month and day (R41)."""

    __tablename__ = "season"
    __table_args__ = (UniqueConstraint("school_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    name: Mapped[str]
    first_day: Mapped[str]  # "MM-DD"
    last_day: Mapped[str]  # "MM-DD"; may lie in the next year

    def has_day(self, day: date) -> bool:
        """Whether the day lies in this season, also over New Year."""
        month_day = day.strftime("%m-%d")
        if self.first_day <= self.last_day:
            return self.first_day <= month_day <= self.last_day
        return month_day >= self.first_day or month_day <= self.last_day


class BellTime(Model):
    """When a period starts and ends for a band in a season (R40)."""

    __tablename__ = "bell_time"
    __table_args__ = (
        UniqueConstraint("school_id", "season_id", "band_id", "period"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id", ondelete="CASCADE"))
    band_id: Mapped[int] = mapped_column(ForeignKey("band.id", ondelete="CASCADE"))
    period: Mapped[int]
    starts_at: Mapped[time]
    ends_at: Mapped[time]

    season: Mapped[Season] = relationship(lazy="raise")
    band: Mapped[Band] = relationship(lazy="raise")


class ServiceKind(StrEnum):
    """What the service is at a time of the day (R43)."""

    BREAKFAST = "breakfast"
    LUNCH = "lunch"
    NOON_REST = "noon_rest"
    AFTERNOON_1 = "afternoon_1"
    AFTERNOON_2 = "afternoon_2"
    EXTENDED = "extended"
    EVENING = "evening"
    SATURDAY = "saturday"

    @property
    def follows_lessons(self) -> bool:
        """Whether it comes after the last lesson, which it must not shorten (R45)."""
        return self in AFTER_LESSONS


AFTER_LESSONS = frozenset(
    {
        ServiceKind.AFTERNOON_1,
        ServiceKind.AFTERNOON_2,
        ServiceKind.EXTENDED,
        ServiceKind.EVENING,
    }
)


class ServiceRule(Model):
    """What a school's plan has to keep on all its days (R42); what is none is not asked."""

    __tablename__ = "service_rule"
    __table_args__ = (
        CheckConstraint("days_per_week BETWEEN 1 AND 7", name="days_of_a_week"),
        CheckConstraint("minutes_per_day BETWEEN 1 AND 720", name="minutes_of_a_day"),
    )

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    days_per_week: Mapped[int | None]
    minutes_per_day: Mapped[int | None]


class BandRule(Model):
    """When the last lesson of a band ends in a season, and the service has to (R42, R45)."""

    __tablename__ = "band_rule"
    __table_args__ = (
        UniqueConstraint("school_id", "season_id", "band_id"),
        CheckConstraint("end_not_after >= end_not_before", name="ends_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id", ondelete="CASCADE"))
    band_id: Mapped[int] = mapped_column(ForeignKey("band.id", ondelete="CASCADE"))
    lessons_end_at: Mapped[time | None]
    end_not_before: Mapped[time | None]
    end_not_after: Mapped[time | None]


class Slot(Model):
    """(weekday, period), where one choice is made; a band gives it its times."""

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("school_id", "weekday", "period"),
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday_iso"),
        CheckConstraint("period >= 1", name="period_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    weekday: Mapped[int]  # 1 Monday .. 7 Sunday
    period: Mapped[int]
    is_club_time: Mapped[bool] = mapped_column(default=True)  # "interest" cells, where X clubs run
    kind: Mapped[ServiceKind] = mapped_column(default=ServiceKind.AFTERNOON_1)

    @property
    def code(self) -> str:
        """The slot's name in manifests and files: "thu", "thu2"."""
        return slot_code(self.weekday, self.period)


def slot_code(weekday: int, period: int) -> str:
    """Name a slot as manifests and files do."""
    day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[weekday - 1]
    return day if period == 1 else f"{day}{period}"


class Room(Model):
    """A place with a number of seats and one responsible person (R87)."""

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("school_id", "name"),
        CheckConstraint("seats >= 0", name="seats_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    name: Mapped[str]
    building: Mapped[str] = mapped_column(default="")
    floor: Mapped[int | None]
    seats: Mapped[int] = mapped_column(default=0)  # 0: not known
    equipment: Mapped[str] = mapped_column(default="")
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    is_in_use: Mapped[bool] = mapped_column(default=True)


class Homeroom(Model):
    """The class a student belongs to; it keeps its row while its grade moves up."""

    __tablename__ = "homeroom"
    __table_args__ = (
        CheckConstraint("class_no >= 1", name="class_no_from_one"),
        Index(
            "uq_homeroom_school_id_grade_class_no",
            "school_id",
            "grade",
            "class_no",
            unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    grade: Mapped[int | None]  # none once it has left the school
    class_no: Mapped[int]
    entry_year: Mapped[int]  # the year of its first school year in grade 1

    @property
    def title(self) -> str:
        """The homeroom as schools write it: 三(2)."""
        return homeroom_title(self.grade, self.class_no, self.entry_year)


CHINESE_GRADES = "一二三四五六七八九"


def homeroom_title(grade: int | None, class_no: int, entry_year: int) -> str:
    """Write a homeroom as schools do: 三(2); one that has left by its first year: 2019级(2)."""
    if grade is None:
        return f"{entry_year}级({class_no})"
    return f"{CHINESE_GRADES[grade - 1]}({class_no})"
