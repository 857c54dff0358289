"""Tables of the monthly survey.

Promise 7 is kept by what these tables cannot hold: an answer has no person, no time, no number in
a row and no tie to the other answers of its ballot; `survey_child` knows that a ballot was used
and nothing of what is in it (docs/decisions/0015).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model
from app.courses.models import Section
from app.evaluation.survey.questions import Question, read


class SurveyKind(StrEnum):
    """Whom a survey is about: how it was, or what pupils would like."""

    MONTHLY = "monthly"
    INTEREST = "interest"  # of pupils, before next term's clubs are fixed (R22)


class SurveyForm(Model):
    """A version of a school's questions; a survey keeps the version it was asked with."""

    __tablename__ = "survey_form"
    __table_args__ = (UniqueConstraint("school_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    version: Mapped[int]
    kind: Mapped[SurveyKind] = mapped_column(default=SurveyKind.MONTHLY)
    questions: Mapped[list[Any]]

    def asked(self) -> list[Question]:
        """Give the questions in their order."""
        return [read(one) for one in self.questions]


class SurveyState(StrEnum):
    """Where a survey is."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Survey(Model):
    """The survey of a month. Its days are all the time that is kept of it."""

    __tablename__ = "survey"
    __table_args__ = (
        UniqueConstraint("school_id", "kind", "month"),
        CheckConstraint("(state = 'draft') = (opened_on IS NULL)", name="draft_until_opened"),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_has_day"),
        CheckConstraint("told >= 0", name="told_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    form_id: Mapped[int] = mapped_column(ForeignKey("survey_form.id"))
    kind: Mapped[SurveyKind] = mapped_column(default=SurveyKind.MONTHLY)
    month: Mapped[date]  # its first day
    state: Mapped[SurveyState] = mapped_column(default=SurveyState.DRAFT)
    closes_on: Mapped[date]  # the last day on which answers are taken
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    told: Mapped[int] = mapped_column(default=0)  # ballots whose alarms were passed on

    form: Mapped[SurveyForm] = relationship(lazy="raise")

    def takes_answers(self, today: date) -> bool:
        """Whether a family may answer on a day."""
        return self.state is SurveyState.OPEN and today <= self.closes_on


class SurveyChild(Model):
    """A child about whom one ballot may be given, and whether it was: nothing else."""

    __tablename__ = "survey_child"
    __table_args__ = (UniqueConstraint("school_id", "survey_id", "student_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(
        ForeignKey("student.id", ondelete="CASCADE"), index=True
    )
    homeroom_id: Mapped[int] = mapped_column(ForeignKey("homeroom.id"))
    is_used: Mapped[bool] = mapped_column(default=False)


class Invitation(Model):
    """A guardian's personal link to a survey, for all children; the token itself is not kept."""

    __tablename__ = "survey_invitation"
    __table_args__ = (UniqueConstraint("school_id", "survey_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    salt: Mapped[str]  # makes the token together with the server's key
    token_hash: Mapped[str] = mapped_column(unique=True)


class SurveyAnswer(Model):
    """One answer to one question, alone: a ballot falls apart when it is handed in.

    The grade stands beside an answer about the service, the section beside an answer about a club,
    nothing beside a text; so no row holds two facts that together point at a child. On SQLite the
    table has no hidden row number; its order is that of the random ids.
    """

    __tablename__ = "survey_answer"
    __table_args__ = (
        Index("ix_survey_answer_survey", "school_id", "survey_id"),
        CheckConstraint("length(id) = 32", name="random_id"),
        CheckConstraint("grade IS NULL OR section_id IS NULL", name="grade_or_club"),
        CheckConstraint(
            "text = '' OR (grade IS NULL AND section_id IS NULL AND value = '')", name="text_alone"
        ),
        CheckConstraint("length(value) <= 120 AND length(text) <= 500", name="short"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(primary_key=True)  # random, new at each mixing
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    key: Mapped[str]  # of the question
    grade: Mapped[int | None]  # none: a grade with fewer than five children, or a club's answer
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)
    value: Mapped[str] = mapped_column(default="")  # values that were tapped, with commas
    text: Mapped[str] = mapped_column(default="")
    is_mixed: Mapped[bool] = mapped_column(default=False)
    is_told: Mapped[bool] = mapped_column(default=False)  # passed on, if it is an alarm

    section: Mapped[Section | None] = relationship(lazy="raise")


class SuggestionState(StrEnum):
    """What became of a suggested question."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DROPPED = "dropped"


class SurveyReply(Model):
    """You said, we did: what families said, and what the school does about it."""

    __tablename__ = "survey_reply"
    __table_args__ = (
        Index("ix_survey_reply_survey", "school_id", "survey_id"),
        CheckConstraint("said <> '' AND done <> ''", name="both_sides"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    said: Mapped[str]
    done: Mapped[str]


class SuggestedQuestion(Model):
    """A question for one club that somebody suggests; who prepares a survey accepts or drops it."""

    __tablename__ = "survey_suggestion"
    __table_args__ = (Index("ix_survey_suggestion_state", "school_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"))
    label: Mapped[str]
    label_en: Mapped[str] = mapped_column(default="")
    why: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")  # the page it comes from, as a path
    state: Mapped[SuggestionState] = mapped_column(default=SuggestionState.WAITING)
    suggested_at: Mapped[datetime]
    suggested_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )

    section: Mapped[Section] = relationship(lazy="raise")
