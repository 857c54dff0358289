"""一班一名单: where each child of a homeroom is today (R49); a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Account, Student, StudentStatus
from app.accounts.queries.people import leads_by_homeroom
from app.attendance.balance import Whereabouts
from app.attendance.queries.balance import Expected, expected_at
from app.enrollment.models import Place
from app.schools.models import Homeroom, School
from app.timetable.models import Meeting
from app.timetable.queries.meetings import meetings_between


@dataclass(frozen=True)
class Stop:
    """A meeting of a child on a day; `where` is none as long as it lies ahead."""

    meeting: Meeting
    where: Whereabouts | None


@dataclass(frozen=True)
class ClassLine:
    """A child and its meetings of a day, in the order of time."""

    student: Student
    stops: Sequence[Stop]


@dataclass(frozen=True)
class ClassList:
    """A homeroom with who leads it and a line for each child, by seat and pinyin."""

    homeroom: Homeroom
    leads: Sequence[Account]
    lines: Sequence[ClassLine]

    @property
    def busy(self) -> int:
        """How many children have a meeting."""
        return sum(bool(line.stops) for line in self.lines)


def class_lists(
    session: Session, school: School, now: datetime, *, homerooms: Collection[int] | None = None
) -> list[ClassList]:
    """List where the children are today as the balance knows it; of some homerooms if named."""
    day = school.today(now)
    meetings = [one for one in meetings_between(session, school.id, day, day) if one.takes_place]
    if homerooms is not None:
        sections = _sections_of(session, school.id, homerooms)
        meetings = [one for one in meetings if one.section_id in sections]
    stops: dict[int, list[Stop]] = defaultdict(list)
    for one in expected_at(session, school, meetings, day):
        stops[one.student.id].append(_stop(one, school.time_zone, now))
    lines: dict[Homeroom, list[ClassLine]] = defaultdict(list)
    for student in _students(session, school.id, homerooms):
        lines[student.homeroom].append(ClassLine(student, stops.get(student.id, [])))
    leads = leads_by_homeroom(session, school.id)
    return [ClassList(room, leads.get(room.id, []), listed) for room, listed in lines.items()]


def _stop(one: Expected, zone: str, now: datetime) -> Stop:
    is_ahead = one.where is Whereabouts.NOT_CALLED and now < one.meeting.begins(zone)
    return Stop(one.meeting, None if is_ahead else one.where)


def _sections_of(session: Session, school_id: int, homerooms: Collection[int]) -> frozenset[int]:
    statement = (
        select(Place.section_id)
        .join(Student, Student.id == Place.student_id)
        .where(
            Place.school_id == school_id,
            Student.homeroom_id.in_(homerooms),
            Place.ended_at.is_(None),
        )
    )
    return frozenset(session.scalars(statement))


def _students(
    session: Session, school_id: int, homerooms: Collection[int] | None
) -> Sequence[Student]:
    statement = (
        select(Student)
        .join(Student.homeroom)
        .where(Student.school_id == school_id, Student.status == StudentStatus.ENROLLED)
        .options(joinedload(Student.homeroom))
        .order_by(
            Homeroom.grade,
            Homeroom.class_no,
            Student.seat_no.is_(None),
            Student.seat_no,
            Student.name_pinyin,
            Student.student_no,
        )
    )
    if homerooms is not None:
        statement = statement.where(Student.homeroom_id.in_(homerooms))
    return session.scalars(statement).all()
