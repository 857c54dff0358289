from datetime import timedelta
from secrets import token_hex

import pytest
from sqlalchemy import func, select

from app.attendance.errors import (
    DayClosed,
    MeetingCancelled,
    ReasonMissing,
    RollHandedIn,
    RollNotHandedIn,
    RollNotYet,
)
from app.attendance.merging import Tap
from app.attendance.models import (
    Absence,
    AdultPresence,
    ClosedDay,
    LeaveRequest,
    LeaveState,
    Mark,
    MarkEntry,
    MarkState,
    Outcome,
)
from app.attendance.queries.rolls import sheet_of
from app.attendance.services import (
    hand_in_roll,
    open_again,
    settle_absence,
    take_taps,
    tell_of_absences,
)
from app.enrollment.models import Place
from app.enrollment.queries.places import get_section
from app.messages.models import Message
from app.timetable.models import MeetingState
from tests import make
from tests.attendance.conftest import BELL

ABSENT, LATE, PRESENT, LEAVE = (
    MarkState.ABSENT,
    MarkState.LATE,
    MarkState.PRESENT,
    MarkState.LEAVE,
)
MINUTE = timedelta(minutes=1)


def tap(child, state, *, age=0, key=None):
    return Tap(key or token_hex(8), child.id, state, timedelta(seconds=age))


def taps(session, club, *made, now=BELL, by=None):
    actor = (by or club.teacher).id
    return take_taps(session, club.school, club.meeting, made, actor_id=actor, now=now)


def hand_in(session, club, now=BELL + MINUTE):
    return hand_in_roll(session, club.school, club.meeting, actor_id=club.teacher.id, now=now)


def states(session, club):
    session.expire_all()
    sheet = sheet_of(session, club.meeting, zone=club.school.time_zone)
    return [(line.student.name, line.state) for line in sheet.lines]


def told(session):
    return [
        (message.account_id, message.sentence)
        for message in session.scalars(select(Message).order_by(Message.id))
    ]


def leave(session, club, child, **values):
    usual = {"first_day": club.meeting.day, "last_day": club.meeting.day, "reason": "发烧"}
    row = LeaveRequest(
        school_id=club.school.id,
        student_id=child.id,
        asked_at=make.NOON,
        **{"state": LeaveState.APPROVED} | usual | values,
    )
    session.add(row)
    session.flush()
    return row


def test_everybody_is_here_until_somebody_says_otherwise(session, club):
    assert states(session, club) == [("陈一", PRESENT), ("李二", PRESENT), ("王三", PRESENT)]


def test_a_tap_marks_one_child_and_the_hand_in_the_others(session, club):
    taps(session, club, tap(club.children[1], ABSENT))

    roll = hand_in(session, club)

    marks = session.scalars(select(Mark).order_by(Mark.student_id)).all()
    assert [(mark.state, mark.is_tapped) for mark in marks] == [
        (PRESENT, False),
        (ABSENT, True),
        (PRESENT, False),
    ]
    assert roll.handed_in_by_id == club.teacher.id


def test_the_last_tap_of_a_child_counts_whoever_made_it_and_whenever_it_arrives(session, club):
    child = club.children[0]
    taps(session, club, tap(child, LATE, age=5), by=club.leader)

    answer = taps(session, club, tap(child, ABSENT, age=60, key="an-older-tap"))

    assert answer.kept == ["an-older-tap"]
    assert states(session, club)[0] == ("陈一", LATE)


def test_a_tap_that_is_sent_twice_counts_once(session, club):
    child = club.children[0]
    first = tap(child, ABSENT, key="12345678")
    taps(session, club, first)
    taps(session, club, tap(child, PRESENT), now=BELL + MINUTE)

    answer = taps(session, club, first, now=BELL + 2 * MINUTE)

    assert answer.kept == ["12345678"]
    assert states(session, club)[0] == ("陈一", PRESENT)
    assert session.scalar(select(func.count(MarkEntry.id))) == 2


def test_a_tap_made_before_the_hand_in_counts_though_it_arrives_later(session, club):
    hand_in(session, club)

    taps(session, club, tap(club.children[2], ABSENT, age=300), now=BELL + 5 * MINUTE)

    assert states(session, club)[2] == ("王三", ABSENT)
    assert session.scalar(select(func.count(Absence.id))) == 1


def test_a_tap_made_after_the_hand_in_is_refused(session, club):
    hand_in(session, club)

    late = tap(club.children[2], ABSENT, age=10)
    answer = taps(session, club, late, now=BELL + 5 * MINUTE)

    assert (answer.kept, answer.refused) == ([], [late.key])
    assert states(session, club)[2] == ("王三", PRESENT)


def test_a_tap_on_a_child_of_another_club_is_refused(session, club):
    stranger = tap(make.student(session, school=club.school), ABSENT)

    assert taps(session, club, stranger).refused == [stranger.key]


def test_a_phone_whose_clock_runs_ahead_cannot_mark_the_future(session, club):
    taps(session, club, tap(club.children[0], ABSENT, age=-600))

    mark = session.scalars(select(Mark)).one()
    assert mark.at == BELL


def test_approved_leave_is_on_the_roll_before_the_bell(session, club):
    leave(session, club, club.children[1])
    leave(session, club, club.children[2], state=LeaveState.ASKED)

    assert states(session, club) == [("陈一", PRESENT), ("李二", LEAVE), ("王三", PRESENT)]


def test_leave_for_one_meeting_covers_no_other(session, club):
    other = make.meeting(
        session, club.section, slot_id=make.slot(session, school=club.school, weekday=7).id
    )
    leave(session, club, club.children[1], meeting_id=other.id)

    assert states(session, club)[1] == ("李二", PRESENT)


def test_a_child_with_a_new_place_stands_on_the_roll_at_once(session, club):
    newcomer = make.student(
        session, school=club.school, homeroom=club.homeroom, name="赵新", name_pinyin="zhao"
    )
    section = get_section(session, club.school.id, club.section.id)
    make.place(session, newcomer, section).began_at = BELL + MINUTE
    for place in session.scalars(select(Place).where(Place.student_id != newcomer.id)):
        place.began_at = BELL - timedelta(days=20)
    session.flush()

    sheet = sheet_of(session, club.meeting, zone=club.school.time_zone)
    assert [(line.student.name, line.is_new) for line in sheet.lines] == [
        ("陈一", False),
        ("李二", False),
        ("王三", False),
        ("赵新", True),
    ]


def test_where_all_places_are_new_nobody_is_called_new(session, club):
    sheet = sheet_of(session, club.meeting, zone=club.school.time_zone)

    assert not any(line.is_new for line in sheet.lines)


def test_a_roll_taken_back_within_five_minutes_needs_no_reason_and_later_one(session, club):
    hand_in(session, club)
    by = {"actor_id": club.teacher.id}
    open_again(session, club.school, club.meeting, now=BELL + 6 * MINUTE, **by)
    hand_in(session, club, now=BELL + 7 * MINUTE)

    with pytest.raises(ReasonMissing):
        open_again(session, club.school, club.meeting, now=BELL + 13 * MINUTE, **by)
    open_again(session, club.school, club.meeting, now=BELL + 13 * MINUTE, reason="看错", **by)

    with pytest.raises(RollNotHandedIn):
        open_again(session, club.school, club.meeting, now=BELL + 14 * MINUTE, **by)


def test_there_is_no_roll_to_call_too_early_cancelled_or_on_a_closed_day(session, club):
    with pytest.raises(RollNotYet):
        hand_in(session, club, now=BELL - 31 * MINUTE)
    hand_in(session, club)
    with pytest.raises(RollHandedIn):
        hand_in(session, club)
    session.add(ClosedDay(school_id=club.school.id, day=club.meeting.day, closed_at=BELL))
    session.flush()
    with pytest.raises(DayClosed):
        taps(session, club, tap(club.children[0], ABSENT))
    club.meeting.state, club.meeting.reason = MeetingState.CANCELLED, "停电"
    with pytest.raises(MeetingCancelled):
        taps(session, club, tap(club.children[0], ABSENT))


def test_families_hear_of_an_absence_after_the_grace_and_only_once(session, club):
    taps(session, club, tap(club.children[0], ABSENT))

    assert tell_of_absences(session, club.school, now=BELL + 4 * MINUTE) == 0
    assert tell_of_absences(session, club.school, now=BELL + 5 * MINUTE) == 1
    assert tell_of_absences(session, club.school, now=BELL + 6 * MINUTE) == 0

    assert {account for account, _ in told(session)} == {
        club.guardian.id,
        club.leader.id,
        club.lead.id,
    }


def test_a_slip_corrected_within_the_grace_is_heard_by_nobody(session, club):
    taps(session, club, tap(club.children[0], ABSENT))
    taps(session, club, tap(club.children[0], PRESENT), now=BELL + MINUTE)

    assert tell_of_absences(session, club.school, now=BELL + 20 * MINUTE) == 0
    assert (told(session), session.scalar(select(func.count(Absence.id)))) == ([], 0)


def test_nobody_hears_before_the_meeting_has_begun_for_the_grace(session, club):
    taps(session, club, tap(club.children[0], ABSENT), now=BELL - 20 * MINUTE)

    assert tell_of_absences(session, club.school, now=BELL + 4 * MINUTE) == 0
    assert tell_of_absences(session, club.school, now=BELL + 5 * MINUTE) == 1


def test_a_child_who_comes_late_ends_the_search_and_the_family_hears(session, club):
    taps(session, club, tap(club.children[0], ABSENT))
    tell_of_absences(session, club.school, now=BELL + 5 * MINUTE)

    taps(session, club, tap(club.children[0], LATE), now=BELL + 8 * MINUTE)

    absence = session.scalars(select(Absence)).one()
    assert absence.outcome is Outcome.CAME
    assert told(session)[-1] == (club.guardian.id, "%(child)s has come to %(title)s.")


def test_a_child_who_came_and_is_gone_again_is_looked_for_again(session, club):
    taps(session, club, tap(club.children[0], ABSENT))
    tell_of_absences(session, club.school, now=BELL + 5 * MINUTE)
    taps(session, club, tap(club.children[0], LATE), now=BELL + 8 * MINUTE)

    taps(session, club, tap(club.children[0], ABSENT), now=BELL + 9 * MINUTE)

    assert session.scalars(select(Absence)).one().outcome is None
    assert tell_of_absences(session, club.school, now=BELL + 14 * MINUTE) == 1


def test_an_absence_on_approved_leave_is_no_task(session, club):
    leave(session, club, club.children[0])

    taps(session, club, tap(club.children[0], ABSENT))

    assert session.scalar(select(func.count(Absence.id))) == 0


def test_an_outcome_settles_an_absence(session, club):
    taps(session, club, tap(club.children[0], ABSENT))
    absence = session.scalars(select(Absence)).one()

    settle_absence(
        session, absence, club.meeting, Outcome.SICK, actor_id=club.lead.id, now=BELL + MINUTE
    )

    assert tell_of_absences(session, club.school, now=BELL + 9 * MINUTE) == 0
    assert (absence.outcome, absence.settled_by_id) == (Outcome.SICK, club.lead.id)


def test_calling_the_roll_records_that_the_adult_is_there_and_nobody_else(session, club):
    taps(session, club, tap(club.children[0], ABSENT), by=club.leader)
    taps(session, club, tap(club.children[0], PRESENT), now=BELL + MINUTE)
    hand_in(session, club, now=BELL + 2 * MINUTE)

    presence = session.scalars(select(AdultPresence)).one()
    assert (presence.account_id, presence.came_at) == (club.teacher.id, BELL + MINUTE)


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_roll_takes_a_fixed_number_of_statements(session, club, count_queries, how_many):
    taps(session, club, *(tap(child, ABSENT) for child in club.children[:how_many]))
    session.expire_all()
    meeting = club.meeting
    _loaded = (meeting.id, meeting.section_id, meeting.school_id, club.school.time_zone)
    count_queries.clear()

    sheet_of(session, meeting, zone="Asia/Shanghai")

    assert len(count_queries) == 7  # roll, marks, places, leave, notes, students, closed day
