"""Lists of diagnoses and one with its numbers, promises and comments, always of one school."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.errors import NotFound
from app.courses.models import Section
from app.evaluation.actions.models import Action, ActionState
from app.evaluation.diagnosis.measures import Amount, Measure, Outlook
from app.evaluation.diagnosis.models import (
    Diagnosis,
    DiagnosisComment,
    DiagnosisLine,
    Promise,
)
from app.schools.models import School

PAST_WEEKS = 10  # that a number is held against, and that a small picture shows


@dataclass(frozen=True)
class Whose:
    """Whose diagnoses somebody sees: all, or of own homerooms and, once published, own clubs."""

    sees_all: bool
    homerooms: frozenset[int] = frozenset()
    sections: frozenset[int] = frozenset()

    def sees(self, one: Diagnosis) -> bool:
        """Whether a diagnosis is among them."""
        is_own_club = one.section_id in self.sections and one.published_at is not None
        return self.sees_all or one.homeroom_id in self.homerooms or is_own_club

    def condition(self) -> ColumnElement[bool]:
        """Say the same to the database."""
        return or_(
            Diagnosis.homeroom_id.in_(self.homerooms),
            Diagnosis.section_id.in_(self.sections) & Diagnosis.published_at.is_not(None),
        )


@dataclass(frozen=True)
class TermRecord:
    """What the weeks of a term say of a club, for its summary."""

    weeks: int
    worse: int
    better: int
    promised: int
    kept_in_time: int


def get_diagnosis(session: Session, school_id: int, diagnosis_id: int) -> Diagnosis:
    """Load a diagnosis with its numbers and promises, or `NotFound`."""
    statement = _whole(school_id).where(Diagnosis.id == diagnosis_id)
    found = session.scalars(statement.options(joinedload(Diagnosis.cause_by))).one_or_none()
    if found is None:
        raise NotFound
    return found


def diagnoses_of_week(
    session: Session, school_id: int, monday: date, whose: Whose
) -> Sequence[Diagnosis]:
    """List the diagnoses of a week that somebody sees; fixed statements."""
    statement = _whole(school_id).where(Diagnosis.week == monday)
    if not whose.sees_all:
        statement = statement.where(whose.condition())
    return session.scalars(statement.order_by(Diagnosis.id)).all()


def weeks_with_diagnoses(session: Session, school_id: int, whose: Whose) -> Sequence[date]:
    """List the Mondays of weeks of which somebody sees a diagnosis, the newest first."""
    statement = select(Diagnosis.week).where(Diagnosis.school_id == school_id).distinct()
    if not whose.sees_all:
        statement = statement.where(whose.condition())
    return session.scalars(statement.order_by(Diagnosis.week.desc())).all()


def is_drafted(session: Session, school_id: int, monday: date) -> bool:
    """Whether a week was drafted."""
    drafted = exists().where(Diagnosis.school_id == school_id, Diagnosis.week == monday)
    return session.scalar(select(drafted)) is True


def pasts(
    session: Session, school_id: int, term_id: int, monday: date
) -> Mapping[tuple[int | None, int | None, Measure], Amount]:
    """Add up each number over the weeks before, by section, homeroom and measure."""
    statement = (
        select(
            Diagnosis.section_id,
            Diagnosis.homeroom_id,
            DiagnosisLine.measure,
            func.sum(DiagnosisLine.value),
            func.sum(DiagnosisLine.of_all),
        )
        .join(DiagnosisLine, DiagnosisLine.diagnosis_id == Diagnosis.id)
        .where(
            Diagnosis.school_id == school_id,
            Diagnosis.term_id == term_id,
            Diagnosis.week >= monday - timedelta(weeks=PAST_WEEKS),
            Diagnosis.week < monday,
        )
        .group_by(Diagnosis.section_id, Diagnosis.homeroom_id, DiagnosisLine.measure)
    )
    return {
        (row[0], row[1], row[2]): Amount(int(row[3]), int(row[4]))
        for row in session.execute(statement)
    }


def courses(
    session: Session, school_id: int, measure: Measure, until: date
) -> Mapping[tuple[int | None, int | None], Sequence[tuple[date, float]]]:
    """Give a share week by week until a week, by section and homeroom, for small pictures."""
    statement = (
        select(
            Diagnosis.section_id,
            Diagnosis.homeroom_id,
            Diagnosis.week,
            DiagnosisLine.value,
            DiagnosisLine.of_all,
        )
        .join(DiagnosisLine, DiagnosisLine.diagnosis_id == Diagnosis.id)
        .where(
            Diagnosis.school_id == school_id,
            Diagnosis.week > until - timedelta(weeks=PAST_WEEKS),
            Diagnosis.week <= until,
            DiagnosisLine.measure == measure,
            DiagnosisLine.of_all > 0,
        )
        .order_by(Diagnosis.week)
    )
    found: dict[tuple[int | None, int | None], list[tuple[date, float]]] = {}
    for section_id, homeroom_id, week, value, of_all in session.execute(statement):
        found.setdefault((section_id, homeroom_id), []).append((week, value / of_all))
    return found


def carried_over(session: Session, school: School, one: Diagnosis) -> Sequence[Action]:
    """List what was promised in earlier weeks and was not looked at before this one began."""
    begins = datetime.combine(one.week, datetime.min.time(), ZoneInfo(school.time_zone))
    statement = (
        select(Action)
        .join(Promise, Promise.action_id == Action.id)
        .join(Diagnosis, Diagnosis.id == Promise.diagnosis_id)
        .where(
            Promise.school_id == one.school_id,
            _same_subject(one),
            Diagnosis.week < one.week,
            (Action.state != ActionState.VERIFIED) | (Action.verified_at >= begins),
        )
        .options(joinedload(Action.owner))
        .order_by(Action.due_on, Action.id)
    )
    return session.scalars(statement).all()


def neighbours(session: Session, one: Diagnosis) -> tuple[Diagnosis | None, Diagnosis | None]:
    """Find the same club's or homeroom's diagnosis before and after."""
    own = (Diagnosis.school_id == one.school_id, _same_subject(one))
    before = select(Diagnosis).where(*own, Diagnosis.week < one.week)
    after = select(Diagnosis).where(*own, Diagnosis.week > one.week)
    return (
        session.scalars(before.order_by(Diagnosis.week.desc()).limit(1)).one_or_none(),
        session.scalars(after.order_by(Diagnosis.week).limit(1)).one_or_none(),
    )


def comments_of(session: Session, one: Diagnosis) -> Sequence[DiagnosisComment]:
    """List what was said to a diagnosis, the first first."""
    statement = (
        select(DiagnosisComment)
        .where(DiagnosisComment.school_id == one.school_id, DiagnosisComment.diagnosis_id == one.id)
        .options(joinedload(DiagnosisComment.by))
        .order_by(DiagnosisComment.id)
    )
    return session.scalars(statement).all()


def records_of_term(
    session: Session, school_id: int, term_id: int, section_ids: Collection[int]
) -> Mapping[int, TermRecord]:
    """Count the weeks, what stood out and what was promised of some clubs; three statements."""
    own = (
        Diagnosis.school_id == school_id,
        Diagnosis.term_id == term_id,
        Diagnosis.section_id.in_(section_ids),
    )
    counted = session.execute(
        select(Diagnosis.section_id, func.count()).where(*own).group_by(Diagnosis.section_id)
    )
    weeks = {section_id: count for section_id, count in counted if section_id is not None}
    outlooks = session.execute(
        select(
            Diagnosis.section_id,
            func.count().filter(DiagnosisLine.outlook == Outlook.WORSE),
            func.count().filter(DiagnosisLine.outlook == Outlook.BETTER),
        )
        .join(DiagnosisLine, DiagnosisLine.diagnosis_id == Diagnosis.id)
        .where(*own)
        .group_by(Diagnosis.section_id)
    ).all()
    promises = session.execute(
        select(Diagnosis.section_id, Action.due_on, Action.done_at)
        .join(Promise, Promise.diagnosis_id == Diagnosis.id)
        .join(Action, Action.id == Promise.action_id)
        .where(*own)
    ).all()
    stood_out = {row[0]: (row[1], row[2]) for row in outlooks}
    return {
        section_id: TermRecord(
            weeks[section_id],
            *stood_out.get(section_id, (0, 0)),
            sum(row[0] == section_id for row in promises),
            sum(
                row[0] == section_id and row[2] is not None and row[2].date() <= row[1]
                for row in promises
            ),
        )
        for section_id in weeks
    }


def _same_subject(one: Diagnosis) -> ColumnElement[bool]:
    if one.section_id is not None:
        return Diagnosis.section_id == one.section_id
    return Diagnosis.homeroom_id == one.homeroom_id


def _whole(school_id: int) -> Select[Diagnosis]:
    return (
        select(Diagnosis)
        .where(Diagnosis.school_id == school_id)
        .options(
            joinedload(Diagnosis.section).joinedload(Section.course),
            joinedload(Diagnosis.homeroom),
            selectinload(Diagnosis.lines),
            selectinload(Diagnosis.promises).joinedload(Promise.action).joinedload(Action.owner),
        )
    )
