"""The sums of rolls always equal their marks, whatever people do and in whatever order."""

from collections import Counter
from datetime import timedelta
from random import Random
from secrets import token_hex

import pytest
from sqlalchemy import func, select, update

from app.attendance.figure_models import COLUMNS, HomeroomDay, RollSummary
from app.attendance.merging import Tap
from app.attendance.models import Mark, MarkState, Roll
from app.attendance.services import hand_in_roll, open_again, take_taps
from app.attendance.services.summaries import sum_up_school
from app.enrollment.queries.places import get_student
from app.timetable.queries.meetings import get_meeting
from tests import make
from tests.attendance.conftest import BELL


def counted(session):
    """Count the marks of handed-in rolls by roll and state, as they stand."""
    statement = (
        select(Mark.roll_id, Mark.state, func.count())
        .join(Roll, Roll.id == Mark.roll_id)
        .where(Roll.handed_in_at.is_not(None))
        .group_by(Mark.roll_id, Mark.state)
    )
    return {(roll, COLUMNS[state]): count for roll, state, count in session.execute(statement)}


def summed(session):
    """Give the same from the sums."""
    rows = session.scalars(select(RollSummary).execution_options(populate_existing=True))
    return {
        (row.roll_id, name): getattr(row, name)
        for row in rows
        for name in COLUMNS.values()
        if getattr(row, name)
    }


def of_days(session):
    rows = session.scalars(select(HomeroomDay).execution_options(populate_existing=True))
    total = Counter()
    for row in rows:
        for name in COLUMNS.values():
            total[name] += getattr(row, name)
    return {name: count for name, count in total.items() if count}


def in_all(counts):
    total = Counter()
    for (_roll, name), count in counts.items():
        total[name] += count
    return dict(total)


class Afternoon:
    """Random acts of several people on the rolls of two clubs."""

    def __init__(self, session, club, chance):
        self.session, self.club, self.chance, self.now = session, club, chance, BELL
        other = make.section(session, term=club.term, course=make.course(session, code="Q"))
        for child in club.children[:2]:
            make.place(session, get_student(session, club.school.id, child.id), other)
        made = make.meeting(session, other, club.teacher, slot_id=club.meeting.slot_id)
        self.ids = [club.meeting.id, made.id]
        self.homerooms = [club.homeroom, make.homeroom(session, school=club.school)]
        session.flush()
        session.expire_all()

    def act(self):
        self.now += timedelta(seconds=self.chance.randint(1, 20))
        self.session.expire_all()
        meeting = get_meeting(self.session, self.club.school.id, self.chance.choice(self.ids))
        by = {"actor_id": self.club.teacher.id, "now": self.now}
        self.chance.choice([self.tap, self.tap, self.tap, self.turn, self.move])(meeting, by)

    def tap(self, meeting, by):
        child, state = self.chance.choice(self.club.children), self.chance.choice([*MarkState])
        age = timedelta(seconds=self.chance.choice([0, 0, 30, 300]))
        tap = Tap(token_hex(8), child.id, state, age)
        take_taps(self.session, self.club.school, meeting, [tap], **by)

    def turn(self, meeting, by):
        row = self.session.scalars(select(Roll).where(Roll.meeting_id == meeting.id)).one_or_none()
        if row is not None and row.is_handed_in:
            open_again(self.session, self.club.school, meeting, reason="x", **by)
        else:
            hand_in_roll(self.session, self.club.school, meeting, **by)

    def move(self, _meeting, _by):
        child, homeroom = self.chance.choice(self.club.children), self.chance.choice(self.homerooms)
        child.homeroom_id = homeroom.id
        self.session.flush()


@pytest.mark.parametrize("seed", range(8))
def test_the_sums_always_equal_the_marks(session, club, seed):
    afternoon = Afternoon(session, club, Random(seed))
    for _ in range(40):
        afternoon.act()

        assert summed(session) == counted(session)
        assert of_days(session) == in_all(counted(session))


def test_a_tap_that_arrives_after_the_hand_in_corrects_the_sum(session, club):
    by = {"actor_id": club.teacher.id}
    hand_in_roll(session, club.school, club.meeting, now=BELL, **by)
    late = Tap(token_hex(8), club.children[0].id, MarkState.ABSENT, timedelta(seconds=90))

    take_taps(session, club.school, club.meeting, [late], now=BELL + timedelta(minutes=1), **by)

    row = session.scalars(select(RollSummary)).one()
    assert (row.present, row.absent, row.section_id) == (2, 1, club.section.id)
    assert of_days(session) == {"present": 2, "absent": 1}


def test_an_open_roll_has_no_sum(session, club):
    by = {"actor_id": club.teacher.id, "now": BELL}
    hand_in_roll(session, club.school, club.meeting, **by)

    open_again(session, club.school, club.meeting, **by)

    assert summed(session) == {}
    assert of_days(session) == {}


def test_a_school_can_be_counted_anew(session, club):
    hand_in_roll(session, club.school, club.meeting, actor_id=club.teacher.id, now=BELL)
    session.execute(update(RollSummary).values(present=99))
    session.execute(update(HomeroomDay).values(present=99))

    assert sum_up_school(session, club.school.id) == 1

    assert summed(session) == counted(session)
    assert of_days(session) == {"present": 3}
