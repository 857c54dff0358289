"""Reads of attendance over a term from the sums of rolls; each a fixed number of statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Float, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from app.attendance.figure_models import COLUMNS, HomeroomDay, RollSummary
from app.attendance.models import Roll
from app.attendance.numbers import Counts, DayCounts, has_shrunk
from app.courses.models import Section, SectionTeacher
from app.schools.models import Homeroom
from app.timetable.models import Meeting

LATELY = timedelta(weeks=3)
NAMES = tuple(COLUMNS.values())

Source = type[RollSummary] | type[HomeroomDay]


@dataclass(frozen=True)
class Scope:
    """Whose attendance: of all, or of some homerooms or some sections alone."""

    school_id: int
    homerooms: frozenset[int] | None = None
    sections: frozenset[int] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole school's."""
        return self.homerooms is None and self.sections is None

    @property
    def has_sections(self) -> bool:
        """Whether it can be told by section: not for some homerooms, whose children mix there."""
        return self.homerooms is None

    @property
    def has_homerooms(self) -> bool:
        """Whether it can be told by homeroom: not for some sections, where homerooms mix."""
        return self.sections is None


@dataclass(frozen=True)
class SectionFigure:
    """The attendance of a section."""

    section: Section
    rolls: int
    counts: Counts


@dataclass(frozen=True)
class Shrinking:
    """A section to which fewer come: on average before and lately, over so many rolls each."""

    section: Section
    before: float
    lately: float
    rolls_before: int
    rolls_lately: int


@dataclass(frozen=True)
class RollFigure:
    """One handed-in roll and its counts."""

    meeting: Meeting
    counts: Counts


def by_day(session: Session, scope: Scope, first: date, last: date) -> list[DayCounts]:
    """Count each day from `first` to `last`; one statement."""
    table: Source = HomeroomDay if scope.homerooms is not None else RollSummary
    statement = (
        select(table.day, *_sums(table))
        .where(*_within(table, scope, first, last))
        .group_by(table.day)
        .order_by(table.day)
    )
    return [DayCounts(row[0], _counts(row[1:])) for row in session.execute(statement)]


def by_section(session: Session, scope: Scope, first: date, last: date) -> list[SectionFigure]:
    """Count each section, where fewest came first; two statements."""
    statement = (
        select(RollSummary.section_id, func.count(), *_sums(RollSummary))
        .where(*_within(RollSummary, scope, first, last))
        .group_by(RollSummary.section_id)
    )
    rows = session.execute(statement).all()
    sections = sections_named(session, scope.school_id, [row[0] for row in rows])
    found = [SectionFigure(sections[row[0]], row[1], _counts(row[2:])) for row in rows]
    return sorted(found, key=lambda one: (one.counts.share, one.section.code))


def by_homeroom(
    session: Session, scope: Scope, first: date, last: date
) -> list[tuple[Homeroom, Counts]]:
    """Count each homeroom, by grade and number; two statements."""
    statement = (
        select(HomeroomDay.homeroom_id, *_sums(HomeroomDay))
        .where(*_within(HomeroomDay, scope, first, last))
        .group_by(HomeroomDay.homeroom_id)
    )
    rows = {row[0]: _counts(row[1:]) for row in session.execute(statement)}
    rooms = session.scalars(
        select(Homeroom)
        .where(Homeroom.school_id == scope.school_id, Homeroom.id.in_(rows))
        .order_by(Homeroom.grade, Homeroom.class_no)
    )
    return [(room, rows[room.id]) for room in rooms]


def by_grade(homerooms: Sequence[tuple[Homeroom, Counts]]) -> dict[int, Counts]:
    """Put homerooms together by grade; those that left the school have none."""
    found: dict[int, Counts] = {}
    for room, counts in homerooms:
        if room.grade is not None:
            found[room.grade] = found.get(room.grade, Counts()) + counts
    return dict(sorted(found.items()))


def shrinking(session: Session, scope: Scope, first: date, last: date) -> list[Shrinking]:
    """List the sections to which fewer came in the last three weeks than before; two statements."""
    is_late = RollSummary.day > last - LATELY
    there = RollSummary.present + RollSummary.late + RollSummary.left_early
    statement = (
        select(
            RollSummary.section_id,
            func.avg(cast(case((is_late, None), else_=there), Float)),
            func.avg(cast(case((is_late, there)), Float)),
            func.count(case((is_late, None), else_=1)),
            func.count(case((is_late, 1))),
        )
        .where(*_within(RollSummary, scope, first, last))
        .group_by(RollSummary.section_id)
    )
    rows = [
        row
        for row in session.execute(statement)
        if row[3] > 1 and row[4] > 1 and has_shrunk(row[1], row[2])
    ]
    sections = sections_named(session, scope.school_id, [row[0] for row in rows])
    found = [Shrinking(sections[row[0]], row[1], row[2], row[3], row[4]) for row in rows]
    return sorted(found, key=lambda one: (one.lately - one.before, one.section.code))


def rolls_of_section(
    session: Session, school_id: int, section_id: int, first: date, last: date
) -> list[RollFigure]:
    """List the handed-in rolls of a section, the newest first; one statement."""
    statement = (
        select(RollSummary, Meeting)
        .join(Roll, Roll.id == RollSummary.roll_id)
        .join(Meeting, Meeting.id == Roll.meeting_id)
        .where(
            RollSummary.school_id == school_id,
            RollSummary.section_id == section_id,
            RollSummary.day.between(first, last),
        )
        .order_by(RollSummary.day.desc(), Meeting.starts_at.desc())
    )
    return [
        RollFigure(meeting, Counts(*(getattr(row, name) for name in NAMES)))
        for row, meeting in session.execute(statement)
    ]


def sections_taught(session: Session, school_id: int, account_id: int) -> frozenset[int]:
    """Name the sections somebody teaches, by id."""
    statement = select(SectionTeacher.section_id).where(
        SectionTeacher.school_id == school_id, SectionTeacher.account_id == account_id
    )
    return frozenset(session.scalars(statement))


def sections_named(
    session: Session, school_id: int, section_ids: Collection[int]
) -> Mapping[int, Section]:
    """Load some sections with their courses."""
    statement = (
        select(Section)
        .where(Section.school_id == school_id, Section.id.in_(section_ids))
        .options(joinedload(Section.course))
    )
    return {section.id: section for section in session.scalars(statement)}


def _counts(sums: Sequence[Any]) -> Counts:
    return Counts(*map(int, sums))  # PostgreSQL adds up to decimals


def _sums(table: Source) -> list[Any]:
    columns: list[InstrumentedAttribute[int]] = [getattr(table, name) for name in NAMES]
    return [func.sum(column) for column in columns]


def _within(table: Source, scope: Scope, first: date, last: date) -> list[ColumnElement[bool]]:
    asked = [table.school_id == scope.school_id, table.day.between(first, last)]
    if table is RollSummary and scope.sections is not None:
        asked.append(RollSummary.section_id.in_(scope.sections))
    if table is HomeroomDay and scope.homerooms is not None:
        asked.append(HomeroomDay.homeroom_id.in_(scope.homerooms))
    return asked
