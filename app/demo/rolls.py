"""Some weeks of handed-in rolls for the demonstration, with patterns that are worth a look.

The same school always gives the same rolls: chance is drawn from the keys of section and day.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.attendance.models import Absence, Mark, MarkState, Outcome, Roll
from app.attendance.services.summaries import sum_up
from app.enrollment.models import Place
from app.schools.models import School
from app.timetable.models import Meeting
from app.timetable.queries.meetings import meetings_between

WEEKS = timedelta(weeks=6)
FRIDAY = 5
USUAL = {
    MarkState.ABSENT: 0.015,
    MarkState.LEAVE: 0.03,
    MarkState.LATE: 0.02,
    MarkState.LEFT_EARLY: 0.01,
}
ON_FRIDAYS = USUAL | {MarkState.ABSENT: 0.05, MarkState.LEAVE: 0.08}
MISSED_AT_THE_END = 3  # meetings, by one child of one club
SHRINKS_AFTER = 3  # meetings, another club
LEAVES_THEN = 3  # every third child of it stays away

Row = dict[str, object]


def call_rolls(session: Session, school: School, *, until: datetime) -> None:
    """Hand in the rolls of every meeting that ended before a moment, where there are none yet."""
    last = school.today(until)
    meetings = [
        one
        for one in meetings_between(session, school.id, last - WEEKS - timedelta(days=1), last)
        if one.takes_place and one.ends(school.time_zone) <= until
    ]
    called = set(session.scalars(select(Roll.meeting_id).where(Roll.school_id == school.id)))
    waiting = [one for one in meetings if one.id not in called]
    children = _children(session, school.id)
    rolls = _hand_in(session, school, waiting)
    marks = list(_marks(waiting, children))
    for start in range(0, len(marks), 5_000):
        some = marks[start : start + 5_000]
        session.execute(insert(Mark), [_mark(school, rolls, *one) for one in some])
    missing = [one for one in marks if one[2] is MarkState.ABSENT]
    if missing:
        session.execute(insert(Absence), [_absence(school, rolls, *one) for one in missing])
    sum_up(session, school.id, list(rolls.values()))


def _children(session: Session, school_id: int) -> Mapping[int, Sequence[int]]:
    statement = (
        select(Place.section_id, Place.student_id)
        .where(Place.school_id == school_id, Place.ended_at.is_(None))
        .order_by(Place.section_id, Place.student_id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for section_id, student_id in session.execute(statement):
        found[section_id].append(student_id)
    return found


def _hand_in(session: Session, school: School, meetings: Sequence[Meeting]) -> dict[int, int]:
    """Write the rolls; gives them by meeting."""
    rows: list[Row] = [
        {
            "school_id": school.id,
            "meeting_id": one.id,
            "begun_at": one.begins(school.time_zone),
            "handed_in_at": one.begins(school.time_zone) + timedelta(minutes=4),
            "handed_in_by_id": one.present[0].account_id if one.present else None,
        }
        for one in meetings
    ]
    if rows:
        session.execute(insert(Roll), rows)
    found = session.execute(
        select(Roll.meeting_id, Roll.id).where(
            Roll.school_id == school.id, Roll.meeting_id.in_([one.id for one in meetings])
        )
    )
    return {row[0]: row[1] for row in found}


def _marks(
    meetings: Sequence[Meeting], children: Mapping[int, Sequence[int]]
) -> Iterator[tuple[Meeting, int, MarkState]]:
    """Say where each child was at each meeting."""
    of_section: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        of_section[meeting.section_id].append(meeting)
    weekly = [section for section, held in of_section.items() if children.get(section)]
    often, shrinks = [*weekly[1:3], 0, 0][:2]
    for section, held in of_section.items():
        for turn, meeting in enumerate(held):
            chance = Random(f"{section} {meeting.day}")  # noqa: S311 -- a made-up school
            for place, child in enumerate(children.get(section, ())):
                state = _state(chance, ON_FRIDAYS if meeting.day.isoweekday() == FRIDAY else USUAL)
                if section == often and place == 0:
                    is_late = turn >= len(held) - MISSED_AT_THE_END
                    state = MarkState.ABSENT if is_late else MarkState.PRESENT
                if section == shrinks and turn >= SHRINKS_AFTER and place % LEAVES_THEN == 0:
                    state = MarkState.LEAVE
                yield meeting, child, state


def _state(chance: Random, odds: Mapping[MarkState, float]) -> MarkState:
    drawn = chance.random()
    for state, share in odds.items():
        if drawn < share:
            return state
        drawn -= share
    return MarkState.PRESENT


def _mark(
    school: School, rolls: Mapping[int, int], meeting: Meeting, child: int, state: MarkState
) -> Row:
    return {
        "school_id": school.id,
        "roll_id": rolls[meeting.id],
        "student_id": child,
        "state": state,
        "is_tapped": state is not MarkState.PRESENT,
        "at": meeting.begins(school.time_zone) + timedelta(minutes=3),
    }


def _absence(
    school: School, rolls: Mapping[int, int], meeting: Meeting, child: int, _state: MarkState
) -> Row:
    at = meeting.begins(school.time_zone) + timedelta(minutes=3)
    return {
        "school_id": school.id,
        "roll_id": rolls[meeting.id],
        "student_id": child,
        "opened_at": at,
        "told_at": at + timedelta(minutes=5),
        "outcome": Outcome.SICK,
        "note": "",
        "settled_at": at + timedelta(minutes=20),
    }
