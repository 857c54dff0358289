"""Tables of people: accounts with roles, students, guardianships."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model
from app.core.roles import STAFF, Role
from app.schools.models import Homeroom, School

AGE_OF_CONSENT = 14


class Account(Model):
    """A person who signs in at one school; may hold several roles."""

    __tablename__ = "account"
    __table_args__ = (Index("ix_account_pinyin", "school_id", "name_pinyin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    name: Mapped[str]
    name_pinyin: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str | None]  # none until the first own password
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    school: Mapped[School] = relationship(lazy="raise")
    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="account", cascade="all, delete-orphan", lazy="raise"
    )
    external: Mapped[ExternalStaff | None] = relationship(viewonly=True, lazy="raise")

    def roles_on(self, day: date) -> frozenset[Role]:
        """Name the roles that are in force on a day; `grants` must be loaded."""
        return frozenset(grant.role for grant in self.grants if grant.is_in_force(day))

    def usable_roles_on(self, day: date) -> frozenset[Role]:
        """Name those that may be used: without valid proof nobody from outside works here (R27).

        `grants` and `external` must be loaded.
        """
        roles = self.roles_on(day)
        has_run_out = self.external is not None and not self.external.is_valid(day)
        return roles - STAFF if has_run_out else roles


class Login(Model):
    """A name somebody signs in with: student number, staff number or telephone."""

    __tablename__ = "login"
    __table_args__ = (UniqueConstraint("school_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    name: Mapped[str]  # half-width, upper case
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )

    account: Mapped[Account] = relationship(lazy="raise")


class RoleGrant(Model):
    """One role of an account, with an end for substitutes."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("school_id", "account_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    role: Mapped[Role]
    ends_on: Mapped[date | None]  # last day in force

    account: Mapped[Account] = relationship(back_populates="grants", lazy="raise")

    def is_in_force(self, day: date) -> bool:
        """Whether the role holds on this day."""
        return self.ends_on is None or day <= self.ends_on


class StudentStatus(StrEnum):
    """Where a student stands with the school."""

    ENROLLED = "enrolled"
    SUSPENDED = "suspended"  # 休学
    LEFT = "left"


class Student(Model):
    """A pupil of the school. Priority groups are stored apart (promise 2)."""

    __tablename__ = "student"
    __table_args__ = (
        UniqueConstraint("school_id", "student_no"),
        Index("ix_student_homeroom", "school_id", "homeroom_id"),
        Index("ix_student_pinyin", "school_id", "name_pinyin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    student_no: Mapped[str]  # trimmed, half-width, upper case
    national_no: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    name_pinyin: Mapped[str] = mapped_column(default="")
    gender: Mapped[str] = mapped_column(default="")  # 男, 女 or not said
    born_on: Mapped[date | None]
    homeroom_id: Mapped[int] = mapped_column(ForeignKey("homeroom.id"))
    seat_no: Mapped[int | None]
    is_boarder: Mapped[bool] = mapped_column(default=False)  # R38
    pickup: Mapped[str] = mapped_column(default="")
    status: Mapped[StudentStatus] = mapped_column(default=StudentStatus.ENROLLED)
    left_on: Mapped[date | None]
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), unique=True
    )

    homeroom: Mapped[Homeroom] = relationship(lazy="raise")

    @property
    def grade(self) -> int | None:
        """The grade of the homeroom, which must be loaded."""
        return self.homeroom.grade

    @property
    def is_enrolled(self) -> bool:
        """Whether the student takes part in school life now."""
        return self.status is StudentStatus.ENROLLED

    def needs_consent(self, day: date) -> bool:
        """Whether a guardian is asked for consent: under 14, or the age is not known."""
        if self.born_on is None:
            return True
        years = day.year - self.born_on.year
        has_had_birthday = (day.month, day.day) >= (self.born_on.month, self.born_on.day)
        return years - (not has_had_birthday) < AGE_OF_CONSENT

    @property
    def no_ending(self) -> str:
        """The last digits of the number, shown beside names that occur twice."""
        return self.student_no[-4:]


class HomeroomMove(Model):
    """A student changed homeroom on a date; past lists stay as they were."""

    __tablename__ = "homeroom_move"
    __table_args__ = (Index("ix_homeroom_move_student", "school_id", "student_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    from_homeroom_id: Mapped[int] = mapped_column(ForeignKey("homeroom.id"))
    to_homeroom_id: Mapped[int] = mapped_column(ForeignKey("homeroom.id"))
    moved_on: Mapped[date]


class Guardianship(Model):
    """A guardian's account and a child; both sides may have several."""

    __tablename__ = "guardianship"
    __table_args__ = (
        UniqueConstraint("school_id", "account_id", "student_id"),
        Index("ix_guardianship_student", "school_id", "student_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    relation: Mapped[str] = mapped_column(default="")  # 父亲, 母亲, 祖父 ...
    is_first_contact: Mapped[bool] = mapped_column(default=True)

    account: Mapped[Account] = relationship(lazy="raise")
    student: Mapped[Student] = relationship(lazy="raise")


class HomeroomTeacher(Model):
    """Who leads a homeroom."""

    __tablename__ = "homeroom_teacher"
    __table_args__ = (UniqueConstraint("school_id", "homeroom_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    homeroom_id: Mapped[int] = mapped_column(ForeignKey("homeroom.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )


class ExternalKind(StrEnum):
    """Who comes from outside (R27)."""

    RETIRED_TEACHER = "retired_teacher"
    PROFESSIONAL = "professional"
    VOLUNTEER = "volunteer"
    PARENT_LECTURER = "parent_lecturer"
    AGENCY = "agency"


class ExternalStaff(Model):
    """What the school must know of an adult from outside before a club may open (R27)."""

    __tablename__ = "external_staff"
    __table_args__ = (
        CheckConstraint("NOT is_paid OR kind <> 'parent_lecturer'", name="parents_unpaid"),
    )

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    kind: Mapped[ExternalKind]
    organisation: Mapped[str] = mapped_column(default="")
    qualification: Mapped[str] = mapped_column(default="")
    qualified_until: Mapped[date | None]
    cleared_on: Mapped[date | None]
    is_paid: Mapped[bool] = mapped_column(default=False)

    account: Mapped[Account] = relationship(viewonly=True, lazy="raise")

    def is_valid(self, day: date) -> bool:
        """Whether the proof of qualification holds on a day; one without an end always does."""
        return self.qualified_until is None or day <= self.qualified_until


class SignIn(Model):
    """A signed-in device; ending the row ends the sign-in, whatever cookie is left."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(default="other")  # its kind, as in names.device_of

    account: Mapped[Account] = relationship(lazy="raise")


class SignInCode(Model):
    """A printed one-time code: random, expiring, kept as a keyed hash."""

    __tablename__ = "sign_in_code"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)  # alone says which school, like a token
    expires_at: Mapped[datetime]

    account: Mapped[Account] = relationship(lazy="raise")


class SignInFailure(Model):
    """A failed sign-in, kept some minutes to brake guessing (promise 9); names only as hashes."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_name", "name_hash", "at"),
        Index("ix_sign_in_failure_source", "source_hash", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name_hash: Mapped[str]  # school and name
    source_hash: Mapped[str]  # address
    at: Mapped[datetime]


class ConsentPurpose(StrEnum):
    """What a guardian of a pupil under 14 is asked, each apart (promise 18)."""

    SERVICE = "service"  # choosing, rolls, safety: what the service needs
    PHOTOS = "photos"  # works and pictures in the showcase
    SURVEY = "survey"  # being invited to monthly surveys


class Consent(Model):
    """A guardian's answer for one child and purpose; the newest counts."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_student", "school_id", "student_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    purpose: Mapped[ConsentPurpose]
    is_given: Mapped[bool]
    at: Mapped[datetime]


class PriorityKind(StrEnum):
    """Groups with a claim to care first (R36)."""

    MIGRANT_WORKER_CHILD = "migrant_worker_child"
    LEFT_BEHIND = "left_behind"
    SINGLE_PARENT = "single_parent"
    DISABLED = "disabled"
    HARDSHIP = "hardship"


class PriorityMembership(Model):
    """A student's priority group: apart from the student row, read by few (promise 2)."""

    __tablename__ = "priority_membership"
    __table_args__ = (UniqueConstraint("school_id", "student_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    kind: Mapped[PriorityKind]
    evidence: Mapped[str] = mapped_column(default="")

    student: Mapped[Student] = relationship(lazy="raise")


class PriorityGrant(Model):
    """Who may see priority groups, why and until when (promise 2)."""

    __tablename__ = "priority_grant"
    __table_args__ = (Index("ix_priority_grant_account", "school_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    reason: Mapped[str]
    ends_on: Mapped[date]
    granted_by_id: Mapped[int | None]

    account: Mapped[Account] = relationship(lazy="raise")
