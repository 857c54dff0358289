from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from app.attendance.models import Absence, Mark, MarkState, Roll
from app.attendance.services.summaries import sum_up
from app.core.roles import Role
from app.schools.services import create_school
from app.timetable.queries.meetings import get_meeting
from tests import make

BELL = datetime(2026, 9, 10, 8, 25, tzinfo=UTC)  # Thursday, 16:25 at the school


@pytest.fixture
def club(session):
    """A meeting of chess this Thursday, with its teacher, three children and a guardian."""
    school = create_school(session, code="shifan", name="示范小学", now=make.NOON)
    term = make.the_term(session, school)
    teacher = make.account(session, Role.CLUB_TEACHER, school=school, name="陈晓")
    leader = make.account(session, Role.DUTY_LEADER, school=school, name="周值")
    homeroom = make.homeroom(session, school=school)
    lead = make.account(session, Role.HOMEROOM_TEACHER, school=school, name="班主任")
    make.homeroom_teacher(session, lead, homeroom)
    course = make.course(session, school=school, title="围棋", title_en="Chess")
    slot = make.the_slot(session, school, weekday=4, period=1)
    section = make.section(session, term=term, slots=[slot], course=course)
    make.teaches(session, teacher, section)
    children = [
        make.student(session, school=school, homeroom=homeroom, name=name, name_pinyin=pinyin)
        for name, pinyin in (("陈一", "chen yi"), ("李二", "li er"), ("王三", "wang san"))
    ]
    for child in children:
        make.place(session, child, section)
    guardian = make.guardian(session, *children[:2], school=school)
    made = make.meeting(session, section, teacher, slot_id=slot.id)
    session.flush()
    session.expire_all()
    return SimpleNamespace(
        school=school,
        term=term,
        section=section,
        meeting=get_meeting(session, school.id, made.id),
        teacher=teacher,
        leader=leader,
        lead=lead,
        children=children,
        guardian=guardian,
        homeroom=homeroom,
    )


def called(session, club, states, *, weeks=0, days=0, section=None):
    """A handed-in roll of another meeting, weeks and days later, by the states of the children."""
    day = BELL.date() + timedelta(weeks=weeks, days=days)
    section = section or club.section
    meeting = make.meeting(
        session, section, club.teacher, slot_id=club.meeting.slot_id, day=day, planned_on=day
    )
    session.flush()
    return handed_in(session, club, meeting, states)


def handed_in(session, club, meeting, states):
    roll = Roll(school_id=club.school.id, meeting_id=meeting.id, begun_at=BELL, handed_in_at=BELL)
    session.add(roll)
    session.flush()
    for child, state in zip(club.children, states, strict=False):
        keys = {"school_id": club.school.id, "roll_id": roll.id, "student_id": child.id}
        session.add(Mark(**keys, state=state, is_tapped=True, at=BELL))
        if state is MarkState.ABSENT:
            session.add(Absence(**keys, opened_at=BELL))
    sum_up(session, club.school.id, [roll.id])
    return roll
