"""Private calendar addresses: what a calendar reads, and that only the living address opens it."""

from datetime import date, datetime, timedelta

import icalendar
import pytest
from sqlalchemy import select

from app.accounts.models import Account, Student
from app.core import clock
from app.core.roles import Role
from app.enrollment.queries.places import get_section
from app.timetable import services
from app.timetable.models import CalendarFeed
from app.timetable.queries.meetings import get_meeting
from app.timetable.services.changes import When
from tests import make

NOW = datetime.fromisoformat("2026-09-09T08:00:00+08:00")


@pytest.fixture(autouse=True)
def morning(session):
    clock.use_shift(lambda: NOW - datetime.now(clock.UTC))
    yield
    clock.use_shift()


@pytest.fixture
def meeting(session, chess, teacher):
    return make.meeting(session, chess, teacher, room_id=chess.room_id)


@pytest.fixture
def child(session, school, chess):
    child = make.student(session, school=school, name="李小雨")
    make.place(session, child, get_section(session, school.id, chess.id))
    return child


@pytest.fixture
def guardian(session, school, child):
    guardian = make.account(session, Role.GUARDIAN, school=school)
    make.guardianship(session, guardian, child)
    return guardian


@pytest.fixture
def feed(session, guardian, client):
    """The path of the guardian's address, opened by a calendar program without a sign-in."""
    return _address(session, guardian)


def _address(session, account: Account, language: str = "zh_Hans_CN") -> str:
    account = session.get_one(Account, account.id)
    return f"/calendar/{services.make_feed(session, account, language=language, now=NOW)}.ics"


def _events(answer) -> list[icalendar.Event]:
    assert answer.status_code == 200
    return list(icalendar.Calendar.from_ical(answer.data).walk("VEVENT"))


def test_a_family_reads_its_clubs_with_time_room_and_teacher(client, feed, meeting):
    (event,) = _events(client.get(feed))

    assert event["SUMMARY"] == "围棋"
    assert event.decoded("DTSTART") == datetime.fromisoformat("2026-09-10T16:25:00+08:00")
    assert event.decoded("DTEND") == datetime.fromisoformat("2026-09-10T17:20:00+08:00")
    assert event["LOCATION"] == "棋室"
    assert event["DESCRIPTION"] == "陈晓"
    assert event["STATUS"] == "CONFIRMED"


def test_only_who_has_several_children_reads_names(
    session, school, client, guardian, feed, meeting
):
    single = client.get(feed).text
    sister = make.student(session, school=school, name="李小雪")
    make.guardianship(session, guardian, session.get_one(Student, sister.id))

    (event,) = _events(client.get(feed))

    assert "李小雨" not in single
    assert event["SUMMARY"] == "李小雨：围棋"


def test_brothers_in_one_club_are_one_event(
    session, school, client, guardian, chess, feed, meeting
):
    brother = make.student(session, school=school, name="李小风")
    make.guardianship(session, guardian, brother)
    make.place(session, brother, get_section(session, school.id, chess.id))

    (event,) = _events(client.get(feed))

    assert {"李小雨", "李小风"} == set(event["SUMMARY"].removesuffix("：围棋").split("、"))


def test_a_moved_and_a_cancelled_meeting_keep_their_event(
    session, school, term, client, feed, meeting
):
    (before,) = _events(client.get(feed))
    by = {"reason": "停电", "actor_id": None, "now": NOW}
    found = get_meeting(session, school.id, meeting.id)
    when = When(date(2026, 9, 11), found.starts_at, found.ends_at, None)
    services.move_meeting(session, school, term, found, when, **by)
    (moved,) = _events(client.get(feed))
    services.cancel_meeting(session, school, get_meeting(session, school.id, meeting.id), **by)
    (cancelled,) = _events(client.get(feed))

    assert before["UID"] == moved["UID"] == cancelled["UID"]
    assert [one["SEQUENCE"] for one in (before, moved, cancelled)] == [0, 1, 2]
    assert moved.decoded("DTSTART").day == 11
    assert "停电" in moved["DESCRIPTION"]
    assert (cancelled["STATUS"], cancelled["SUMMARY"]) == ("CANCELLED", "已取消：围棋")


def test_a_meeting_the_rule_changes_says_so_to_calendars(session, school, term, teacher, chess):
    services.keep_meetings(session, school, term, actor_id=None, now=NOW)
    club = get_section(session, school.id, chess.id)
    club.room_id = make.room(session, school=school, name="礼堂").id
    session.flush()

    changed = services.keep_meetings(session, school, term, actor_id=None, now=NOW).changed

    assert {meeting.revision for meeting, _ in changed.values()} == {1}


def test_a_teacher_reads_the_meetings_that_expect_them(session, school, client, teacher, meeting):
    address = _address(session, teacher, "en")
    expected = _events(client.get(address))
    found = get_meeting(session, school.id, meeting.id)
    by = {"reason": "生病", "actor_id": None, "now": NOW}
    services.ask_for_cover(session, school, [found], session.get_one(Account, teacher.id), **by)

    assert [event["SUMMARY"] for event in expected] == ["Chess"]
    assert _events(client.get(address)) == []


def test_a_calendar_that_has_it_already_gets_nothing_again(client, feed, meeting):
    etag = client.get(feed).headers["ETag"]

    again = client.get(feed, headers={"If-None-Match": etag})

    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "李"])
def test_a_wrong_address_is_none(client, feed, token):
    assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_a_new_address_ends_the_old_and_ending_ends_it(session, client, guardian, feed):
    new = _address(session, guardian)
    old_answer, new_answer = client.get(feed), client.get(new)
    services.end_feed(session, session.get_one(Account, guardian.id), now=NOW)

    assert (old_answer.status_code, new_answer.status_code) == (404, 200)
    assert client.get(new).status_code == 404


def test_the_address_of_who_has_left_is_none(session, client, guardian, feed):
    session.get_one(Account, guardian.id).is_active = False
    session.flush()

    assert client.get(feed).status_code == 404


def test_the_secret_is_shown_once_and_kept_nowhere(session, client, guardian):
    client.sign_in(guardian)

    shown = client.post("/me/calendar")
    token = shown.text.partition("/calendar/")[2].partition(".ics")[0]

    assert client.get(f"/calendar/{token}.ics").status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    assert session.scalars(select(CalendarFeed.token_hash)).one() != token
    assert token not in client.get("/me/calendar").text
    assert client.post("/me/calendar/end").status_code == 303
    assert client.get(f"/calendar/{token}.ics").status_code == 404


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_calendar_takes_a_fixed_number_of_queries(
    session, client, feed, chess, teacher, count_queries, how_many
):
    for number in range(how_many):
        day = date(2026, 9, 10) + timedelta(days=7 * number)
        make.meeting(session, chess, teacher, day=day)
    client.get(feed)
    count_queries.clear()

    events = _events(client.get(feed))

    assert len(events) == how_many
    assert len(count_queries) == 5
