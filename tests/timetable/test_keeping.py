"""Meetings as the rule of the week wants them; what has begun or was changed by hand stays."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.core.roles import Role
from app.courses.models import SectionState, SectionTeacher, SectionTime
from app.schools.models import BellTime, CalendarDay, Season
from app.schools.queries import bands, seasons
from app.timetable.jobs import keep_all_meetings
from app.timetable.models import Meeting, MeetingState
from app.timetable.queries.meetings import meetings_of_section
from app.timetable.services import cancel_meeting, difference, keep_meetings
from tests import make

BEFORE = datetime(2026, 8, 25, 4, 0, tzinfo=ZoneInfo("UTC"))


@pytest.fixture
def keep(session, school, term):
    def keep(now=BEFORE):
        session.flush()
        return keep_meetings(session, school, term, actor_id=None, now=now)

    return keep


def days(session, section, state=MeetingState.PLANNED):
    found = meetings_of_section(session, section.school_id, section.id)
    return [meeting.day for meeting in found if meeting.state is state]


def test_a_section_meets_on_its_weekday_except_on_holidays(session, term, chess, keep):
    keep()

    found = days(session, chess)
    assert {day.isoweekday() for day in found} == {4}
    assert date(2026, 9, 3) in found
    assert date(2026, 10, 1) not in found
    assert (found[0] >= term.starts_on, found[-1] <= term.ends_on) == (True, True)


def test_a_meeting_has_the_times_the_room_and_the_teachers_of_its_section(
    session, chess, teacher, keep
):
    keep()

    first = meetings_of_section(session, chess.school_id, chess.id)[0]
    assert (first.starts_at, first.ends_at) == (time(16, 25), time(17, 20))
    assert first.room_id == chess.room_id
    assert [(one.account_id, one.is_lead) for one in first.adults] == [(teacher.id, True)]


def test_a_make_up_day_runs_the_weekday_that_the_school_says(session, school, chess, keep):
    day = date(2026, 9, 20)  # a Sunday
    mark = session.scalars(
        select(CalendarDay).where(CalendarDay.school_id == school.id, CalendarDay.day == day)
    ).one()
    keep()
    assert day not in days(session, chess)

    mark.follows_weekday = 4
    keep()

    assert day in days(session, chess)


def test_the_service_begins_on_the_first_day_of_the_school(session, school, chess, keep):
    school.starts_on = date(2026, 9, 14)

    keep()

    assert days(session, chess)[0] == date(2026, 9, 17)


def test_clubs_of_grades_outside_a_pilot_do_not_meet(session, school, chess, keep):
    school.pilot_grades, chess.grade_from = "1,2", 3

    keep()

    assert days(session, chess) == []


def test_keeping_twice_changes_nothing(session, school, term, chess, keep):
    assert keep().added
    session.expire_all()

    again = keep()

    assert again.is_empty
    assert difference(session, school, term, now=BEFORE).is_empty


def test_a_change_of_the_section_moves_what_is_ahead_and_nothing_that_was(
    session, school, chess, slots, keep
):
    keep()
    noon_of_third_week = datetime(2026, 9, 17, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    the_time = session.scalars(select(SectionTime)).one()
    the_time.slot_id = slots[1, 1].id
    session.flush()
    session.expire_all()

    keep(noon_of_third_week)

    found = days(session, chess)
    assert found[:3] == [date(2026, 9, 3), date(2026, 9, 10), date(2026, 9, 21)]
    assert {day.isoweekday() for day in found[2:]} == {1}
    assert days(session, chess, MeetingState.CANCELLED) == [date(2026, 9, 17)]


def test_a_meeting_that_runs_is_left_alone(session, chess, keep):
    keep()
    session.expire_all()
    while_it_runs = datetime(2026, 9, 3, 16, 40, tzinfo=ZoneInfo("Asia/Shanghai"))
    chess.room_id, chess.state = None, SectionState.WITHDRAWN

    keep(while_it_runs)

    assert days(session, chess) == [date(2026, 9, 3)]
    assert meetings_of_section(session, chess.school_id, chess.id)[0].room_id is not None


def test_what_was_cancelled_by_hand_stays_cancelled(session, school, chess, keep):
    keep()
    actor = make.account(session, Role.SCHOOL_ADMIN, school=school)
    first = meetings_of_section(session, chess.school_id, chess.id)[0]
    cancel_meeting(session, school, first, reason="停电", actor_id=actor.id, now=BEFORE)

    assert keep().is_empty
    assert days(session, chess, MeetingState.CANCELLED) == [first.day]


def test_meetings_of_a_withdrawn_section_fall_away_those_changed_by_hand_too(
    session, school, chess, keep
):
    keep()
    actor = make.account(session, Role.SCHOOL_ADMIN, school=school)
    first = meetings_of_section(session, chess.school_id, chess.id)[0]
    cancel_meeting(session, school, first, reason="停电", actor_id=actor.id, now=BEFORE)
    chess.state = SectionState.WITHDRAWN

    keep()

    assert session.scalars(select(Meeting)).all() == []


def test_a_new_teacher_takes_over_what_is_ahead(session, school, chess, teacher, keep):
    keep()
    successor = make.account(session, Role.CLUB_TEACHER, school=school)
    session.delete(session.scalars(select(SectionTeacher)).one())
    make.teaches(session, successor, chess)
    session.expire_all()

    keep(BEFORE + timedelta(days=14))

    found = meetings_of_section(session, chess.school_id, chess.id)
    assert [one.account_id for one in found[0].adults] == [teacher.id]
    assert {one.account_id for later in found[1:] for one in later.adults} == {successor.id}


def test_in_another_season_the_times_move_with_the_bell(session, school, term, chess, keep):
    band = next(one for one in bands(session, school.id) if one.has_grade(chess.grade_from))
    autumn = next(one for one in seasons(session, school.id) if one.has_day(term.starts_on))
    autumn.first_day, autumn.last_day = "03-01", "10-31"
    winter = Season(school_id=school.id, name="冬", first_day="11-01", last_day="02-28")
    session.add(winter)
    others = [one for one in seasons(session, school.id) if one not in (autumn, winter)]
    for one in others:
        session.delete(one)
    session.flush()
    usual = session.scalars(
        select(BellTime).where(
            BellTime.season_id == autumn.id, BellTime.band_id == band.id, BellTime.period == 1
        )
    ).one()
    earlier = datetime.combine(term.starts_on, usual.starts_at) - timedelta(minutes=20)
    session.add(
        BellTime(
            school_id=school.id,
            season_id=winter.id,
            band_id=band.id,
            period=1,
            starts_at=earlier.time(),
            ends_at=usual.ends_at,
        )
    )

    keep()

    found = meetings_of_section(session, chess.school_id, chess.id)
    by_month = {one.day.month: (one.starts_at, one.ends_at) for one in found}
    assert by_month[10] == (time(16, 25), time(17, 20))
    assert by_month[11] == (time(16, 5), time(17, 0))


def test_the_job_keeps_the_meetings_of_every_school(session, school, chess):
    session.commit()

    keep_all_meetings(session, now=BEFORE)

    assert date(2026, 9, 3) in days(session, chess)
