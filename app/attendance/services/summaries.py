"""Counts of handed-in rolls, written in the transaction that changes a roll's marks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.attendance.figure_models import COLUMNS, HomeroomDay, RollSummary
from app.attendance.models import Mark, Roll
from app.timetable.models import Meeting

ORDER = {state: place for place, state in enumerate(COLUMNS)}
AT_ONCE = 500  # rolls; a statement of a database takes so many values and no more

Numbers = list[int]  # by state, in the order of COLUMNS
OfDays = dict[tuple[int, date], Numbers]  # by homeroom and day


def sum_up(session: Session, school_id: int, roll_ids: Collection[int]) -> None:
    """Make the sums of some rolls equal to their marks; an open roll has none.

    Rows of homerooms are added to, lowest id first, so that rolls handed in at once wait for one
    another and never in a circle.
    """
    listed = sorted(roll_ids)
    for start in range(0, len(listed), AT_ONCE):
        _sum_up(session, school_id, listed[start : start + AT_ONCE])


def sum_up_school(session: Session, school_id: int) -> int:
    """Count every roll of a school anew, as if there were no sums; gives how many rolls."""
    for table in (RollSummary, HomeroomDay):
        session.execute(delete(table).where(table.school_id == school_id))
    rolls = session.scalars(
        select(Roll.id).where(Roll.school_id == school_id, Roll.handed_in_at.is_not(None))
    ).all()
    sum_up(session, school_id, rolls)
    return len(rolls)


def _sum_up(session: Session, school_id: int, roll_ids: Sequence[int]) -> None:
    session.flush()
    changes: OfDays = defaultdict(lambda: [0] * len(COLUMNS))
    for day, homerooms in _taken_away(session, school_id, roll_ids):
        _add(changes, day, homerooms, -1)
    counts = _counts(session, school_id, roll_ids)
    rows = []
    for roll_id, section_id, day in _handed_in(session, school_id, roll_ids):
        homerooms = counts.get(roll_id, {})
        _add(changes, day, homerooms, 1)
        rows.append(
            {
                "school_id": school_id,
                "roll_id": roll_id,
                "section_id": section_id,
                "day": day,
                "homerooms": homerooms,
                **_named(_total(homerooms.values())),
            }
        )
    if rows:
        session.execute(insert(RollSummary), rows)
    _add_to_days(session, school_id, changes)


def _taken_away(
    session: Session, school_id: int, roll_ids: Sequence[int]
) -> Sequence[Row[date, dict[str, Any]]]:
    """Delete what was summed up of some rolls before; gives what it was."""
    theirs = RollSummary.school_id == school_id, RollSummary.roll_id.in_(roll_ids)
    before = session.execute(select(RollSummary.day, RollSummary.homerooms).where(*theirs)).all()
    if before:
        session.execute(delete(RollSummary).where(*theirs))
    return before


def _counts(
    session: Session, school_id: int, roll_ids: Sequence[int]
) -> dict[int, dict[str, Numbers]]:
    statement = (
        select(Mark.roll_id, Student.homeroom_id, Mark.state, func.count())
        .join(Student, Student.id == Mark.student_id)
        .where(Mark.school_id == school_id, Mark.roll_id.in_(roll_ids))
        .group_by(Mark.roll_id, Student.homeroom_id, Mark.state)
    )
    found: dict[int, dict[str, Numbers]] = {}
    for roll_id, homeroom_id, state, count in session.execute(statement):
        of_roll = found.setdefault(roll_id, {})
        of_roll.setdefault(str(homeroom_id), [0] * len(COLUMNS))[ORDER[state]] = count
    return found


def _handed_in(
    session: Session, school_id: int, roll_ids: Sequence[int]
) -> Sequence[Row[int, int, date]]:
    statement = (
        select(Roll.id, Meeting.section_id, Meeting.day)
        .join(Meeting, Meeting.id == Roll.meeting_id)
        .where(Roll.school_id == school_id, Roll.id.in_(roll_ids), Roll.handed_in_at.is_not(None))
    )
    return session.execute(statement).all()


def _add(changes: OfDays, day: date, homerooms: Mapping[str, Numbers], sign: int) -> None:
    for homeroom_id, numbers in homerooms.items():
        of_day = changes[int(homeroom_id), day]
        for place, number in enumerate(numbers):
            of_day[place] += sign * number


def _add_to_days(session: Session, school_id: int, changes: OfDays) -> None:
    rows = [
        {"school_id": school_id, "homeroom_id": homeroom_id, "day": day, **_named(numbers)}
        for (homeroom_id, day), numbers in sorted(changes.items())
        if any(numbers)
    ]
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        add = (postgresql.insert if is_postgresql else sqlite.insert)(HomeroomDay).values(some)
        adding = {name: HomeroomDay.__table__.c[name] + add.excluded[name] for name in _NAMES}
        session.execute(
            add.on_conflict_do_update(
                index_elements=["school_id", "homeroom_id", "day"], set_=adding
            )
        )


_NAMES = tuple(COLUMNS.values())


def _named(numbers: Iterable[int]) -> dict[str, int]:
    return dict(zip(_NAMES, numbers, strict=True))


def _total(parts: Iterable[Numbers]) -> Numbers:
    return [sum(column) for column in zip(*parts, strict=True)] or [0] * len(COLUMNS)
