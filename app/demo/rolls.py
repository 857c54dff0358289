"""Some weeks of handed-in rolls for the demonstration, with patterns that are worth a look.

The same school always gives the same rolls: chance is drawn from the keys of section and day.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.attendance.models import Absence, Mark, MarkState, Outcome, Roll
from app.attendance.services.summaries import sum_up
from app.demo.planted import BEGINS_AFTER, ILL_SHARE, Planted, plant
from app.enrollment.models import Place
from app.schools.models import School
from app.timetable.models import Meeting
from app.timetable.queries.meetings import meetings_between
from app.timetable.rule import week_of

WEEKS = timedelta(weeks=6)
FRIDAY = 5
USUAL = {
    MarkState.ABSENT: 0.015,
    MarkState.LEAVE: 0.03,
    MarkState.LATE: 0.02,
    MarkState.LEFT_EARLY: 0.01,
}
ON_FRIDAYS = USUAL | {MarkState.ABSENT: 0.05, MarkState.LEAVE: 0.08}
MISSED_AT_THE_END = 3  # meetings, by the child that is often away
EVERY_THIRD = 3  # child of a club that shrinks or comes late

Row = dict[str, object]


@dataclass(frozen=True)
class Turn:
    """One child at one meeting of its club: the how-manieth of each."""

    meeting: Meeting
    number: int
    of: int
    place: int
    homeroom_id: int | None
    is_last_week: bool


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
    marks = list(_marks(waiting, children, plant(session, school)))
    for start in range(0, len(marks), 5_000):
        some = marks[start : start + 5_000]
        session.execute(insert(Mark), [_mark(school, rolls, *one) for one in some])
    missing = [one for one in marks if one[2] is MarkState.ABSENT]
    if missing:
        session.execute(insert(Absence), [_absence(school, rolls, *one) for one in missing])
    sum_up(session, school.id, list(rolls.values()))


def _children(session: Session, school_id: int) -> Mapping[int, Sequence[tuple[int, int | None]]]:
    """Give the children of each section with their homerooms."""
    statement = (
        select(Place.section_id, Place.student_id, Student.homeroom_id)
        .join(Student, Student.id == Place.student_id)
        .where(Place.school_id == school_id, Place.ended_at.is_(None))
        .order_by(Place.section_id, Place.student_id)
    )
    found: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for section_id, student_id, homeroom_id in session.execute(statement):
        found[section_id].append((student_id, homeroom_id))
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
    meetings: Sequence[Meeting],
    children: Mapping[int, Sequence[tuple[int, int | None]]],
    planted: Planted,
) -> Iterator[tuple[Meeting, int, MarkState]]:
    """Say where each child was at each meeting."""
    of_section: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        of_section[meeting.section_id].append(meeting)
    last_week = max((week_of(one.day) for one in meetings), default=None)
    for section, held in of_section.items():
        for number, meeting in enumerate(held):
            chance = Random(f"{section} {meeting.day}")  # noqa: S311 -- a made-up school
            is_last = week_of(meeting.day) == last_week
            for place, (child, homeroom_id) in enumerate(children.get(section, ())):
                turn = Turn(meeting, number, len(held), place, homeroom_id, is_last)
                by_chance = _by_chance(
                    chance, ON_FRIDAYS if meeting.day.isoweekday() == FRIDAY else USUAL
                )
                yield meeting, child, _planted_state(planted, turn, chance) or by_chance


def _planted_state(planted: Planted, turn: Turn, chance: Random) -> MarkState | None:
    """Give where a child is by what is planted; none where chance decides."""
    section = turn.meeting.section_id
    is_third = turn.number >= BEGINS_AFTER and turn.place % EVERY_THIRD == 0
    if section == planted.often_away and turn.place == 0:
        misses = turn.number >= turn.of - MISSED_AT_THE_END
        return MarkState.ABSENT if misses else MarkState.PRESENT
    if section == planted.shrinks and is_third:
        return MarkState.LEAVE
    if section == planted.late and is_third:
        return MarkState.LATE
    is_ill = turn.homeroom_id == planted.ill and turn.is_last_week
    return MarkState.ABSENT if is_ill and chance.random() < ILL_SHARE else None


def _by_chance(chance: Random, odds: Mapping[MarkState, float]) -> MarkState:
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
