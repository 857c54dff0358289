"""The way home: sections are brought and counted, children released, nobody is lost on the way."""

from datetime import time, timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.queries.students import get_student
from app.attendance.errors import (
    CollectorMissing,
    DayClosed,
    GoneAlready,
    NobodyToBring,
    NotBroughtYet,
    RollNotHandedIn,
    TooLateToTakeBack,
    WithNurseAlready,
)
from app.attendance.gate_models import Release, ReleaseWay
from app.attendance.merging import Tap
from app.attendance.models import Absence, AdultPresence, AttendanceRule, ClosedDay, MarkState
from app.attendance.queries.balance import balance_at
from app.attendance.queries.gate import group_of, late_children, wave_of, waves
from app.attendance.services import hand_in_roll, take_taps, tell_of_absences
from app.attendance.services.gate import (
    bring,
    count_at_gate,
    let_in,
    let_out,
    release,
    take_release_back,
    take_wave_back,
)
from app.attendance.services.nurse import back_from_nurse, send_to_nurse
from app.core import clock
from app.core.roles import Role
from app.messages.models import Message
from app.schools.queries import bands
from app.timetable.queries.meetings import get_meeting
from tests import make
from tests.attendance.conftest import BELL

MINUTE = timedelta(minutes=1)
OVER = BELL + 55 * MINUTE


def by(club, now=OVER):
    return {"actor_id": club.leader.id, "now": now}


def call(session, club, *absent):
    taps = [
        Tap(f"aaaaaaa{n}", child.id, MarkState.ABSENT, timedelta())
        for n, child in enumerate(absent)
    ]
    take_taps(session, club.school, club.meeting, taps, **by(club, BELL))
    hand_in_roll(session, club.school, club.meeting, **by(club, BELL))


def fresh(session, club):
    session.expire_all()
    return get_meeting(session, club.school.id, club.meeting.id)


def group(session, club):
    return group_of(session, club.school, fresh(session, club))


def names(listed):
    return [one.student.name for one in listed]


def test_counts_that_agree_release_everybody_who_came(session, club):
    call(session, club, club.children[0])
    bring(session, club.school, club.meeting, [], **by(club))

    count_at_gate(session, club.school, fresh(session, club), 2, **by(club))

    found = group(session, club)
    assert (names(found.gone), names(found.elsewhere)) == (["李二", "王三"], ["陈一"])
    assert found.is_confirmed
    with pytest.raises(NobodyToBring):
        count_at_gate(session, club.school, fresh(session, club), 2, **by(club))


def test_who_brings_a_section_has_ended_its_meeting(session, club):
    by_teacher = {"actor_id": club.teacher.id}
    hand_in_roll(session, club.school, club.meeting, **by_teacher, now=BELL)

    bring(session, club.school, club.meeting, [], **by_teacher, now=OVER)

    presence = session.scalars(select(AdultPresence)).one()
    session.refresh(presence)
    assert (presence.came_at, presence.left_at) == (BELL, OVER)


def test_counts_that_differ_release_nobody_and_stay_on_the_board(session, club):
    call(session, club)
    bring(session, club.school, club.meeting, [], **by(club))

    count_at_gate(session, club.school, fresh(session, club), 2, **by(club))

    found = group(session, club)
    assert (found.handover.differs, found.gone) == (True, [])
    bring(session, club.school, fresh(session, club), [club.children[1].id], **by(club))
    count_at_gate(session, club.school, fresh(session, club), 2, **by(club))
    solved = group(session, club)
    assert (names(solved.gone), names(solved.behind)) == (["陈一", "王三"], ["李二"])


def test_a_child_released_on_the_way_is_not_counted_with_its_section(session, club):
    call(session, club)
    bring(session, club.school, club.meeting, [], **by(club))
    child = club.children[0]
    release(session, club.school, child, ReleaseWay.COLLECTED, collector="外婆", **by(club))

    count_at_gate(session, club.school, fresh(session, club), 2, **by(club))

    ways = session.execute(select(Release.student_id, Release.way)).all()
    assert dict(map(tuple, ways))[child.id] is ReleaseWay.COLLECTED
    assert len(ways) == 3


def test_nothing_is_brought_before_the_roll_nor_counted_before_it_is_brought(session, club):
    with pytest.raises(RollNotHandedIn):
        bring(session, club.school, club.meeting, [], **by(club))
    call(session, club)
    with pytest.raises(NotBroughtYet):
        count_at_gate(session, club.school, fresh(session, club), 3, **by(club))

    assert session.scalar(select(func.count(Release.id))) == 0


def test_a_count_is_taken_back_for_five_minutes(session, club):
    call(session, club)
    bring(session, club.school, club.meeting, [], **by(club))
    count_at_gate(session, club.school, fresh(session, club), 3, **by(club))

    with pytest.raises(TooLateToTakeBack):
        take_wave_back(session, club.school, fresh(session, club), **by(club, OVER + 6 * MINUTE))
    take_wave_back(session, club.school, fresh(session, club), **by(club, OVER + 5 * MINUTE))

    assert len(group(session, club).here) == 3


def test_early_a_child_leaves_only_with_somebody_named(session, club):
    child = club.children[0]

    with pytest.raises(CollectorMissing):
        release(session, club.school, child, ReleaseWay.EARLY, **by(club))
    release(session, club.school, child, ReleaseWay.EARLY, collector="妈妈", **by(club))
    with pytest.raises(GoneAlready):
        release(session, club.school, child, ReleaseWay.ALONE, **by(club))

    with pytest.raises(TooLateToTakeBack):
        take_release_back(session, club.school, child, **by(club, OVER + 6 * MINUTE))
    take_release_back(session, club.school, child, **by(club, OVER + MINUTE))
    assert session.scalar(select(func.count(Release.id))) == 0


def test_a_closed_day_takes_nothing_any_more(session, club):
    call(session, club)
    session.add(ClosedDay(school_id=club.school.id, day=club.meeting.day, closed_at=OVER))
    session.flush()
    child = club.children[0]

    for act in (
        lambda: bring(session, club.school, club.meeting, [], **by(club)),
        lambda: release(session, club.school, child, ReleaseWay.ALONE, **by(club)),
        lambda: send_to_nurse(session, club.school, child, **by(club)),
    ):
        with pytest.raises(DayClosed):
            act()


def test_the_nurse_has_a_child_once_and_a_forgotten_visit_ends_the_next_day(session, club):
    child = club.children[0]
    send_to_nurse(session, club.school, child, **by(club))

    with pytest.raises(WithNurseAlready):
        send_to_nurse(session, club.school, child, **by(club))
    tomorrow = by(club, OVER + timedelta(days=1))
    send_to_nurse(session, club.school, child, **tomorrow)
    back_from_nurse(session, club.school, child, **tomorrow)
    back_from_nurse(session, club.school, child, **tomorrow)

    assert group(session, club).here == []  # not called: the roll says nothing yet


@pytest.mark.parametrize("where", ["gone", "nurse"])
def test_no_family_is_told_that_a_child_is_missing_whom_the_school_let_go(session, club, where):
    child = club.children[0]
    if where == "gone":
        release(session, club.school, child, ReleaseWay.EARLY, collector="妈妈", **by(club, BELL))
    else:
        send_to_nurse(session, club.school, child, **by(club, BELL))
    call(session, club, child)

    assert tell_of_absences(session, club.school, now=BELL + 20 * MINUTE) == 0
    assert session.scalar(select(func.count(Absence.id))) == 1
    assert session.scalar(select(func.count(Message.id))) == 0


def test_where_the_gate_counts_a_child_is_expected_until_it_has_left(session, club):
    call(session, club)
    late = OVER + 60 * MINUTE
    assert balance_at(session, club.school, late).children == []
    session.add(AttendanceRule(school_id=club.school.id, counts_at_gate=True))
    session.flush()

    assert balance_at(session, club.school, late).known == 3
    assert names(
        late_children([group(session, club)], club.school, {}, after=MINUTE, now=late)
    ) == [
        "陈一",
        "李二",
        "王三",
    ]
    release(session, club.school, club.children[0], ReleaseWay.ALONE, **by(club))
    found = balance_at(session, club.school, late)
    assert sorted(str(one.where) for one in found.children) == ["in_room", "in_room", "released"]


def test_a_child_with_a_later_meeting_goes_home_after_that_one(session, club):
    slot = make.slot(session, school=club.school, weekday=7, period=1)
    other = make.section(session, term=club.term, slots=[slot])
    make.place(session, get_student(session, club.school.id, club.children[0].id), other)
    later = make.meeting(
        session,
        other,
        club.teacher,
        slot_id=slot.id,
        starts_at=time(17, 30),
        ends_at=time(18, 20),
    )
    session.flush()
    session.expire_all()

    found = {
        one.meeting.id: names(one.children)
        for wave in waves(session, club.school, club.meeting.day)
        for one in wave.groups
    }

    assert found == {club.meeting.id: ["李二", "王三"], later.id: ["陈一"]}


def test_a_section_goes_with_the_first_wave_of_its_band_after_its_end(session, club):
    meeting = fresh(session, club)
    listed = bands(session, club.school.id)

    assert wave_of(meeting, listed) == time(17, 20)
    meeting.ends_at = time(18, 0)
    assert wave_of(meeting, listed) == time(18, 0)


def test_a_visitor_comes_in_and_leaves_once(session, club):
    entry = let_in(session, club.school, "王师傅", "修空调", **by(club))
    let_out(session, entry, now=OVER + MINUTE)
    let_out(session, entry, now=OVER + 9 * MINUTE)

    assert entry.left_at == OVER + MINUTE


@pytest.fixture
def evening(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: OVER)


def test_a_wave_over_the_pages(session, client, club, evening):
    call(session, club)
    session.commit()
    guard = make.account(session, Role.GATEKEEPER, school=club.school)
    url = f"/meetings/{club.meeting.id}/handover"
    client.sign_in(club.teacher)
    assert client.post(f"{url}/count", data={"counted": 3}).status_code == 403
    client.post(url, data={"staying": [club.children[2].id, "x"]})
    client.sign_in(guard)
    before = client.get("/gate").text

    client.post(f"{url}/count", data={"counted": 2})

    assert "王三" in before
    assert "王三" in client.get("/gate").text
    assert client.get(url).status_code == 200
    assert session.scalar(select(func.count(Release.id))) == 2
    child = f"/gate/children/{club.children[2].id}"
    refused = client.post(f"{child}/release", data={"way": "collected", "collector": " "})
    assert refused.status_code == 422
    client.post(f"{child}/release", data={"way": "collected", "collector": "外婆"})
    client.post(f"{child}/called", data={"note": "五分钟到"})
    book = client.get("/gate/book").text
    assert "外婆" in book
    assert session.scalar(select(func.count(Release.id))) == 3


def test_the_board_never_says_that_all_have_left_while_somebody_is_not_called(
    client, club, evening
):
    client.sign_in(club.leader)

    page = client.get("/gate").text

    assert "都离校了" not in page
    assert "3" in page.partition("<h1>")[2].partition("</h1>")[0]


def test_another_teacher_brings_nobody(session, client, club, evening):
    other = make.account(session, Role.CLUB_TEACHER, school=club.school)
    client.sign_in(other)

    assert client.get(f"/meetings/{club.meeting.id}/handover").status_code == 403
    assert client.get("/gate").status_code == 403
    nurse = f"/meetings/{club.meeting.id}/nurse/{club.children[0].id}"
    assert client.post(nurse).status_code == 403


@pytest.mark.parametrize("how_many", [1, 3])
@pytest.mark.parametrize("path", ["/gate", "/gate/book"])
def test_the_gate_takes_a_fixed_number_of_statements(
    session, client, club, evening, count_queries, how_many, path
):
    call(session, club)
    for child in club.children[:how_many]:
        release(session, club.school, child, ReleaseWay.ALONE, **by(club))
    session.commit()
    client.sign_in(club.leader)
    client.get(path)
    count_queries.clear()

    client.get(path)

    assert len(count_queries) == STATEMENTS[path]


STATEMENTS = {"/gate": 18, "/gate/book": 4}
