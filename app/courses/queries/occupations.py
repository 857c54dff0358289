"""What the sections of a term hold of rooms, teachers and times."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.text import Named
from app.courses.clashes import Bounds, Occupation, Times
from app.courses.models import Course, Section, SectionState, SectionTeacher, SectionTime
from app.schools import queries as schools
from app.schools.models import Room, Slot, Term


def bounds(session: Session, term: Term) -> Bounds:
    """Load when the periods of each band begin in the seasons of a term."""
    return Bounds.of_term(schools.bells(session, term.school_id), term.starts_on, term.ends_on)


def occupations(
    session: Session, school_id: int, term_id: int, states: Collection[SectionState]
) -> Sequence[Occupation]:
    """List what the sections of a term hold, by code; three statements."""
    of_term = (
        Section.school_id == school_id,
        Section.term_id == term_id,
        Section.state.in_(states),
    )
    times: dict[int, list[Times]] = defaultdict(list)
    for row in session.execute(
        select(
            SectionTime.section_id,
            Slot.weekday,
            Slot.period,
            SectionTime.starts_at,
            SectionTime.ends_at,
        )
        .join(Slot, Slot.id == SectionTime.slot_id)
        .join(Section, Section.id == SectionTime.section_id)
        .where(*of_term)
    ):
        times[row[0]].append(Times(*row[1:]))
    teachers: dict[int, dict[int, str]] = defaultdict(dict)
    for section_id, account_id, name in session.execute(
        select(SectionTeacher.section_id, Account.id, Account.name)
        .join(Account, Account.id == SectionTeacher.account_id)
        .join(Section, Section.id == SectionTeacher.section_id)
        .where(*of_term)
    ):
        teachers[section_id][account_id] = name
    rows = session.execute(
        select(
            Section.id,
            Course.title,
            Course.title_en,
            Room.id,
            Room.name,
            Section.grade_from,
            Section.grade_to,
        )
        .join(Course, Course.id == Section.course_id)
        .join(Room, Room.id == Section.room_id, isouter=True)
        .where(*of_term)
        .order_by(Section.code)
    )
    return [
        Occupation(
            section_id=row[0],
            title=Named(row[1], row[2]),
            times=times[row[0]],
            room_id=row[3],
            room=row[4] or "",
            teachers=teachers[row[0]],
            grade_from=row[5],
            grade_to=row[6],
        )
        for row in rows
    ]


def occupation_of(section: Section) -> Occupation:
    """Say what a loaded section holds."""
    return Occupation(
        section_id=section.id,
        title=section.course.named,
        times=[
            Times(time.slot.weekday, time.slot.period, time.starts_at, time.ends_at)
            for time in section.times
        ],
        room_id=section.room_id,
        room=section.room.name if section.room is not None else "",
        teachers={teacher.account_id: teacher.account.name for teacher in section.teachers},
        grade_from=section.grade_from,
        grade_to=section.grade_to,
    )
