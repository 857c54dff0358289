"""Reads of single children over a term: who misses meetings, and counts by child."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Student
from app.attendance.figure_models import COLUMNS, RollSummary
from app.attendance.models import Absence, Mark, MarkState
from app.attendance.numbers import IN_A_ROW, LOOKED_AT, Counts, Streak, streak
from app.attendance.queries.figures import Scope, sections_named
from app.courses.models import Section

LOOKED_BACK = timedelta(weeks=8)


@dataclass(frozen=True)
class MissedOften:
    """A child that misses a section."""

    student: Student
    section: Section
    streak: Streak


def missed_often(session: Session, scope: Scope, last: date) -> list[MissedOften]:
    """List who was absent without leave three times in a row, or of the last six; four statements.

    Looks at the eight weeks before `last`, so that it costs the same all through a term.
    """
    first = last - LOOKED_BACK
    pairs = {(row[0], row[1]) for row in session.execute(_absent_thrice(scope, first, last))}
    lines = _lines(session, scope.school_id, pairs, first, last)
    found = {pair: streak(line) for pair, line in lines.items()}
    worth = {pair: one for pair, one in found.items() if one.is_worth_a_look}
    students = _students(session, scope.school_id, {pair[0] for pair in worth})
    sections = sections_named(session, scope.school_id, {pair[1] for pair in worth})
    listed = [
        MissedOften(students[student_id], sections[section_id], one)
        for (student_id, section_id), one in worth.items()
    ]
    return sorted(listed, key=lambda one: (-one.streak.in_a_row, -one.streak.missed, _name(one)))


def counts_by_child(
    session: Session,
    school_id: int,
    first: date,
    last: date,
    *,
    homeroom_id: int | None = None,
    section_id: int | None = None,
) -> list[tuple[Student, Counts]]:
    """Count each child of a homeroom, or at the meetings of a section; three statements at most.

    The children of a homeroom are named first: marks are found by child then, and not by roll.
    """
    statement = (
        select(Mark.student_id, Mark.state, func.count())
        .join(RollSummary, RollSummary.roll_id == Mark.roll_id)
        .where(
            Mark.school_id == school_id,
            RollSummary.school_id == school_id,
            RollSummary.day.between(first, last),
        )
        .group_by(Mark.student_id, Mark.state)
    )
    if section_id is not None:
        statement = statement.where(RollSummary.section_id == section_id)
    if homeroom_id is not None:
        children = select(Student.id).where(
            Student.school_id == school_id, Student.homeroom_id == homeroom_id
        )
        statement = statement.where(Mark.student_id.in_(session.scalars(children).all()))
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    for student_id, state, count in session.execute(statement):
        counted[student_id][COLUMNS[state]] = count
    students = _students(session, school_id, counted)
    listed = [(students[one], Counts(**counts)) for one, counts in counted.items()]
    return sorted(listed, key=lambda pair: (pair[0].name_pinyin, pair[0].student_no))


def _absent_thrice(scope: Scope, first: date, last: date) -> Select[int, int]:
    """Find who may be meant; an absence that was put right since is still among them."""
    newest = func.row_number().over(
        partition_by=RollSummary.section_id,
        order_by=(RollSummary.day.desc(), RollSummary.roll_id.desc()),
    )
    ranked = select(RollSummary.roll_id, RollSummary.section_id, newest.label("newest")).where(
        *_within(scope.school_id, first, last)
    )
    if scope.sections is not None:
        ranked = ranked.where(RollSummary.section_id.in_(scope.sections))
    lately = ranked.subquery()
    statement = (
        select(Absence.student_id, lately.c.section_id)
        .join(lately, lately.c.roll_id == Absence.roll_id)
        .where(Absence.school_id == scope.school_id, lately.c.newest <= LOOKED_AT)
        .group_by(Absence.student_id, lately.c.section_id)
        .having(func.count() >= IN_A_ROW)
    )
    if scope.homerooms is not None:
        children = select(Student.id).where(
            Student.school_id == scope.school_id, Student.homeroom_id.in_(scope.homerooms)
        )
        statement = statement.where(Absence.student_id.in_(children))
    return statement


def _lines(
    session: Session, school_id: int, pairs: Collection[tuple[int, int]], first: date, last: date
) -> dict[tuple[int, int], list[bool]]:
    """Say for each meeting of some children in some sections whether it was missed, in order."""
    statement = (
        select(Mark.student_id, RollSummary.section_id, Mark.state)
        .join(RollSummary, RollSummary.roll_id == Mark.roll_id)
        .where(
            *_within(school_id, first, last),
            Mark.school_id == school_id,
            Mark.student_id.in_({pair[0] for pair in pairs}),
            RollSummary.section_id.in_({pair[1] for pair in pairs}),
        )
        .order_by(RollSummary.day, RollSummary.roll_id)
    )
    lines: dict[tuple[int, int], list[bool]] = defaultdict(list)
    for student_id, section_id, state in session.execute(statement):
        if (student_id, section_id) in pairs:
            lines[student_id, section_id].append(state is MarkState.ABSENT)
    return lines


def _within(school_id: int, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return RollSummary.school_id == school_id, RollSummary.day.between(first, last)


def _students(session: Session, school_id: int, ids: Collection[int]) -> dict[int, Student]:
    statement = (
        select(Student)
        .where(Student.school_id == school_id, Student.id.in_(ids))
        .options(joinedload(Student.homeroom))
    )
    return {student.id: student for student in session.scalars(statement)}


def _name(one: MissedOften) -> tuple[str, str]:
    return one.student.name_pinyin, one.student.student_no
