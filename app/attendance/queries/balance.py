"""Who is expected at this minute, and where each is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Student, StudentStatus
from app.attendance.balance import Facts, Whereabouts, counted, whereabouts
from app.attendance.gate_models import NurseVisit, Release
from app.attendance.models import Absence, Mark, MarkState, Outcome
from app.attendance.queries.days import rolls_of
from app.attendance.queries.rolls import approved_leave, is_day_closed, rule_of
from app.enrollment.models import Place
from app.schools.models import School
from app.timetable.models import Meeting
from app.timetable.queries.meetings import meetings_between


@dataclass(frozen=True)
class Expected:
    """A child who should be at a meeting now, and where it is."""

    student: Student
    meeting: Meeting
    where: Whereabouts


@dataclass(frozen=True)
class Balance:
    """Everybody who is expected at a moment."""

    children: Sequence[Expected]

    @property
    def counts(self) -> Mapping[Whereabouts, int]:
        """How many are where; the numbers add up to everybody."""
        return counted(one.where for one in self.children)

    @property
    def known(self) -> int:
        """Of how many the school knows where they are."""
        return sum(one.where.is_known for one in self.children)

    def of(self, where: Whereabouts) -> list[Expected]:
        """List who is somewhere, by homeroom and pinyin."""
        found = [one for one in self.children if one.where is where]
        return sorted(found, key=_by_homeroom)

    @property
    def not_called(self) -> Mapping[Meeting, list[Expected]]:
        """Give the children nobody called yet, by meeting."""
        found: dict[Meeting, list[Expected]] = {}
        for one in self.of(Whereabouts.NOT_CALLED):
            found.setdefault(one.meeting, []).append(one)
        return found


def balance_at(session: Session, school: School, now: datetime) -> Balance:
    """Say for every child who is expected at a moment where it is; a fixed number of statements.

    Expected is who has a place in a meeting that runs; where the school counts at the gate, also
    whose last meeting of the day has ended, until the day is closed.
    """
    day, zone = school.today(now), school.time_zone
    meetings = [one for one in meetings_between(session, school.id, day, day) if one.takes_place]
    running = [one for one in meetings if one.begins(zone) <= now < one.ends(zone)]
    counts_on = rule_of(session, school.id).counts_at_gate
    if not counts_on or is_day_closed(session, school.id, day):
        return Balance(expected_at(session, school, running, day))
    begun = [one for one in meetings if one.begins(zone) <= now]
    listed = expected_at(session, school, begun, day)
    places = places_by_section(session, school.id, {one.section_id for one in meetings})
    last = last_meetings(meetings, places)
    ids = {one.id for one in running}
    return Balance(
        [one for one in listed if one.meeting.id in ids or last[one.student.id] is one.meeting]
    )


def expected_at(
    session: Session, school: School, meetings: Sequence[Meeting], day: date
) -> list[Expected]:
    """Say where each child with a place in some meetings of a day is; eight statements."""
    places = places_by_section(session, school.id, {one.section_id for one in meetings})
    rolls = rolls_of(session, school.id, [one.id for one in meetings])
    marks = _marks(session, school.id, [roll.id for roll in rolls.values()])
    outcomes = _outcomes(session, school.id, [roll.id for roll in rolls.values()])
    ids = {child.id for found in places.values() for child in found}
    leaves = list(approved_leave(session, school.id, ids, day))
    gone, nursed = released(session, school.id, day), with_nurse(session, school.id, day)
    children = []
    for meeting in meetings:
        on_leave = {leave.student_id for leave in leaves if leave.covers(meeting)}
        roll_id = rolls[meeting.id].id if meeting.id in rolls else 0
        for child in places.get(meeting.section_id, ()):
            key = roll_id, child.id
            facts = Facts(
                marks.get(key),
                child.id in on_leave,
                outcomes.get(key),
                is_released=child.id in gone,
                at_nurse=child.id in nursed,
            )
            children.append(Expected(child, meeting, whereabouts(facts)))
    return children


def last_meetings(
    meetings: Sequence[Meeting], places: Mapping[int, Sequence[Student]]
) -> Mapping[int, Meeting]:
    """Give the meeting after which each child goes home, by student."""
    found: dict[int, Meeting] = {}
    for meeting in sorted(meetings, key=lambda one: (one.ends_at, one.id)):
        for child in places.get(meeting.section_id, ()):
            found[child.id] = meeting
    return found


def released(session: Session, school_id: int, day: date) -> frozenset[int]:
    """Name the students who left the school on a day."""
    statement = select(Release.student_id).where(Release.school_id == school_id, Release.day == day)
    return frozenset(session.scalars(statement))


def with_nurse(session: Session, school_id: int, day: date) -> frozenset[int]:
    """Name the students who are with the nurse."""
    statement = select(NurseVisit.student_id).where(
        NurseVisit.school_id == school_id, NurseVisit.day == day, NurseVisit.until.is_(None)
    )
    return frozenset(session.scalars(statement))


def places_by_section(
    session: Session, school_id: int, section_ids: Collection[int]
) -> dict[int, list[Student]]:
    """Give the children with a place in some sections, by section."""
    statement = (
        select(Place)
        .join(Place.student)
        .where(
            Place.school_id == school_id,
            Place.section_id.in_(section_ids),
            Place.ended_at.is_(None),
            Student.status == StudentStatus.ENROLLED,
        )
        .options(joinedload(Place.student).joinedload(Student.homeroom))
    )
    found: dict[int, list[Student]] = {}
    for place in session.scalars(statement):
        found.setdefault(place.section_id, []).append(place.student)
    return found


def _marks(
    session: Session, school_id: int, roll_ids: Collection[int]
) -> dict[tuple[int, int], MarkState]:
    statement = select(Mark.roll_id, Mark.student_id, Mark.state).where(
        Mark.school_id == school_id, Mark.roll_id.in_(roll_ids)
    )
    return {(row[0], row[1]): row[2] for row in session.execute(statement)}


def _outcomes(
    session: Session, school_id: int, roll_ids: Collection[int]
) -> dict[tuple[int, int], Outcome]:
    statement = select(Absence.roll_id, Absence.student_id, Absence.outcome).where(
        Absence.school_id == school_id, Absence.roll_id.in_(roll_ids)
    )
    rows = session.execute(statement)
    return {(row[0], row[1]): row[2] for row in rows if row[2] is not None}


def _by_homeroom(one: Expected) -> tuple[int, int, str, str]:
    room = one.student.homeroom
    return room.grade or 0, room.class_no, one.student.name_pinyin, one.student.student_no
