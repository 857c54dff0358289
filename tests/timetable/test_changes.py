"""Cancelling, moving, restoring; standing in; alarms. Everybody concerned is told."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.core.roles import Role
from app.courses.models import Course
from app.enrollment.queries.places import get_section
from app.enrollment.queries.rosters import roster
from app.messages.models import Message
from app.schools.models import School
from app.timetable import errors, services
from app.timetable.jobs import tell_of_missing_adults
from app.timetable.models import MeetingState
from app.timetable.queries.meetings import get_meeting
from app.timetable.queries.people import get_colleague, substitutes
from app.timetable.services.changes import When
from tests import make

ZONE = ZoneInfo("Asia/Shanghai")
THURSDAY = date(2026, 9, 10)
MORNING = datetime(2026, 9, 10, 8, 0, tzinfo=ZONE)
LATE = datetime(2026, 9, 10, 16, 30, tzinfo=ZONE)


@pytest.fixture
def office(session, school):
    return make.account(session, Role.SCHOOL_ADMIN, school=school, name="教务处")


@pytest.fixture
def colleague(session, school):
    return make.account(session, Role.CLUB_TEACHER, school=school, name="何老师")


@pytest.fixture
def meeting(session, chess, teacher):
    return loaded(session, make.meeting(session, chess, teacher, room_id=chess.room_id))


@pytest.fixture
def family(session, school, chess):
    child = make.student(session, school=school)
    guardian = make.guardian(session, child, school=school)
    make.place(session, child, get_section(session, school.id, chess.id))
    return guardian


@pytest.fixture
def by(office):
    return {"actor_id": office.id, "now": MORNING}


def loaded(session, meeting):
    session.flush()
    session.expire_all()
    return get_meeting(session, meeting.school_id, meeting.id)


def told(session, account):
    rows = select(Message).where(Message.account_id == account.id).order_by(Message.id)
    return [row.sentence % row.facts for row in session.scalars(rows)]


def colleague_of(session, account):
    return get_colleague(session, account.school_id, account.id, THURSDAY)


def test_cancelling_tells_families_and_adults_why(session, school, meeting, family, teacher, by):
    services.cancel_meeting(session, school, meeting, reason="停电", **by)

    assert meeting.state is MeetingState.CANCELLED
    assert [text[-9:] for text in told(session, family)] == ["09-10: 停电"]
    assert len(told(session, teacher)) == 1
    with pytest.raises(errors.AlreadyCancelled):
        services.cancel_meeting(session, school, meeting, reason="停电", **by)


def test_what_has_begun_is_not_cancelled_moved_or_left(
    session, school, term, meeting, teacher, office
):
    late = {"actor_id": office.id, "now": LATE}
    when = When(THURSDAY + timedelta(days=1), time(16), time(17), None)

    with pytest.raises(errors.MeetingOver):
        services.cancel_meeting(session, school, meeting, reason="停电", **late)
    with pytest.raises(errors.MeetingOver):
        services.move_meeting(session, school, term, meeting, when, reason="停电", **late)
    with pytest.raises(errors.MeetingOver):
        services.ask_for_cover(
            session, school, [meeting], colleague_of(session, teacher), reason="病假", **late
        )


def test_a_cancelled_meeting_takes_place_after_all(session, school, meeting, family, by):
    services.cancel_meeting(session, school, meeting, reason="停电", **by)

    services.restore_meeting(session, school, meeting, **by)

    assert meeting.takes_place
    assert "after all" in told(session, family)[-1]


def test_moving_checks_room_adults_and_children(
    session, term, slots, chess, meeting, teacher, family, by
):
    school = session.get_one(School, chess.school_id)
    friday = THURSDAY + timedelta(days=1)
    other = make.section(session, term=term, slots=[slots[5, 1]])
    make.meeting(session, other, day=friday, room_id=chess.room_id)
    wanted = When(friday, time(17), time(18), chess.room_id)

    def move(when):
        services.move_meeting(session, school, term, meeting, when, reason="大雨", **by)

    with pytest.raises(errors.RoomTaken):
        move(wanted)
    elsewhere = wanted._replace(room_id=None)
    busy = make.meeting(session, other, teacher, day=friday, planned_on=THURSDAY)
    meeting = loaded(session, meeting)
    with pytest.raises(errors.AdultTaken):
        move(elsewhere)
    session.delete(loaded(session, busy))
    make.place(
        session,
        roster(session, school.id, chess.id)[0].student,
        get_section(session, school.id, other.id),
    )
    meeting = loaded(session, meeting)
    with pytest.raises(errors.ChildrenTaken):
        move(elsewhere)
    later = elsewhere._replace(starts_at=time(17, 20), ends_at=time(18))
    move(later)

    assert (meeting.day, meeting.starts_at, meeting.is_moved) == (friday, time(17, 20), True)
    assert "大雨" in told(session, family)[-1]


@pytest.mark.parametrize(
    ("when", "refusal"),
    [
        (When(THURSDAY, time(17), time(17), None), errors.EndsBeforeStart),
        (When(date(2027, 8, 1), time(16), time(17), None), errors.OutsideTerm),
        (When(date(2026, 9, 9), time(16), time(17), None), errors.DayPast),
    ],
)
def test_a_time_that_is_none_is_refused(session, school, term, meeting, by, when, refusal):
    with pytest.raises(refusal):
        services.move_meeting(session, school, term, meeting, when, reason="大雨", **by)


def test_a_teacher_who_cannot_come_leaves_a_gap_that_the_office_hears_of(
    session, school, meeting, teacher, office
):
    own = {"actor_id": teacher.id, "now": MORNING}

    open_ones = services.ask_for_cover(
        session, school, [meeting], colleague_of(session, teacher), reason="病假", **own
    )

    assert open_ones == 1
    assert meeting.lacks_adult
    assert "病假" in told(session, office)[-1]


def test_a_colleague_stands_in_and_both_are_told(session, school, meeting, teacher, colleague, by):
    away(session, school, meeting, teacher)

    services.assign_cover(
        session, school, meeting, teacher.id, colleague_of(session, colleague), **by
    )

    assert not meeting.lacks_adult
    assert [one.account_id for one in meeting.present] == [colleague.id]
    assert "何老师" in told(session, teacher)[-1]
    assert "陈晓" in told(session, colleague)[-1]


def test_nobody_stands_in_who_is_elsewhere_or_for_somebody_who_comes(
    session, school, term, slots, meeting, teacher, colleague, by
):
    with pytest.raises(errors.NotTheirs):
        services.assign_cover(
            session, school, meeting, teacher.id, colleague_of(session, colleague), **by
        )
    other = make.section(session, term=term, slots=[slots[4, 1]])
    make.meeting(session, other, colleague, starts_at=time(17), ends_at=time(18))
    meeting = loaded(session, meeting)
    away(session, school, meeting, teacher)
    with pytest.raises(errors.AdultTaken):
        services.assign_cover(
            session, school, meeting, teacher.id, colleague_of(session, colleague), **by
        )


def test_who_comes_after_all_sends_the_substitute_home(
    session, school, meeting, teacher, colleague, by
):
    away(session, school, meeting, teacher)
    services.assign_cover(
        session, school, meeting, teacher.id, colleague_of(session, colleague), **by
    )

    services.come_after_all(session, school, meeting, colleague_of(session, teacher), **by)

    assert [one.account_id for one in meeting.present] == [teacher.id]
    assert "need not" in told(session, colleague)[-1]


def test_substitutes_are_free_and_the_best_comes_first(
    session, school, term, slots, chess, meeting, teacher, colleague
):
    expert = make.account(session, Role.CLUB_TEACHER, school=school, name="周")
    busy = make.account(session, Role.CLUB_TEACHER, school=school, name="忙")
    guard = make.account(session, Role.GATEKEEPER, school=school, name="安")
    make.account(session, Role.GUARDIAN, school=school)
    elsewhere = make.section(session, term=term, slots=[slots[4, 1]])
    make.meeting(session, elsewhere, busy, starts_at=time(17), ends_at=time(18))
    once = make.section(
        session, term=term, slots=[slots[1, 1]], course=session.get(Course, chess.course_id)
    )
    make.teaches(session, expert, once)

    found = substitutes(session, loaded(session, meeting), term.starts_on)

    assert [one.account.id for one in found] == [expert.id, colleague.id, guard.id]
    assert found[0].has_taught_course


def test_the_alarm_before_the_bell_rings_once(session, school, meeting, teacher, office):
    away(session, school, meeting, teacher)
    before = len(told(session, office))
    session.commit()

    tell_of_missing_adults(session, now=MORNING)
    assert len(told(session, office)) == before

    tell_of_missing_adults(session, now=LATE - timedelta(hours=1))
    tell_of_missing_adults(session, now=LATE - timedelta(minutes=50))

    assert len(told(session, office)) == before + 1
    assert "no adult" in told(session, office)[-1]


def away(session, school, meeting, teacher):
    services.ask_for_cover(
        session,
        school,
        [meeting],
        colleague_of(session, teacher),
        reason="病假",
        actor_id=teacher.id,
        now=MORNING,
    )
