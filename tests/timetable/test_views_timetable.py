"""The day sheet, weeks of rooms and colleagues, and one meeting, as each role sees them."""

from datetime import date, datetime

import pytest

from app.core import clock
from app.core.roles import Role
from app.enrollment.queries.places import get_section
from app.timetable.models import Meeting
from tests import make

DAY = "2026-09-10"


@pytest.fixture(autouse=True)
def morning(session):
    moment = datetime.fromisoformat("2026-09-10T08:00:00+08:00")
    clock.use_shift(lambda: moment - datetime.now(clock.UTC))
    yield
    clock.use_shift()


@pytest.fixture
def meeting(session, chess, teacher):
    return make.meeting(session, chess, teacher, room_id=chess.room_id)


@pytest.fixture
def office(session, school, client):
    account = make.account(session, Role.SCHOOL_ADMIN, school=school, name="教务处")
    client.sign_in(account)
    return account


def test_the_day_sheet_shows_room_adult_and_children(
    session, client, school, office, chess, meeting
):
    for _ in range(2):
        child = make.student(session, school=school)
        make.place(session, child, get_section(session, school.id, chess.id))

    page = client.get("/day").text

    assert "1 场社团活动，2 名学生" in page
    assert all(word in page for word in ("围棋", "棋室", "陈晓", "16:25–17:20"))


def test_a_day_without_clubs_says_so(client, office, meeting):
    page = client.get("/day?on=2026-09-12").text

    assert "这一天没有社团活动" in page
    assert "/day?on=2026-09-10" in page


@pytest.mark.parametrize("on", ["", "gestern", "0001-01-01", "2026-02-31"])
def test_a_day_that_is_none_shows_today(client, office, meeting, on):
    assert "围棋" in client.get(f"/day?on={on}").text


@pytest.mark.parametrize("how_many", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("/day", 6), ("/timetable/colleagues/{}", 4), ("/timetable/rooms/{}", 4)],
)
def test_lists_take_a_fixed_number_of_queries(
    session, client, term, office, count_queries, how_many, path, queries
):
    school, slot = make.the_school(session), make.slot(session, weekday=6)
    somebody, room = make.account(session, Role.CLUB_TEACHER, school=school), make.room(session)
    for _ in range(how_many):
        club = make.section(session, term=term, slots=[slot])
        make.meeting(session, club, somebody, room_id=room.id)
    url = path.format(somebody.id if "colleagues" in path else room.id)
    client.get(url)
    count_queries.clear()

    answer = client.get(url)

    assert answer.status_code == 200
    assert len(count_queries) == queries


def test_the_workbook_and_the_paper_hold_the_same(client, office, meeting):
    assert client.get(f"/day.xlsx?on={DAY}").data[:2] == b"PK"
    assert "棋室" in client.get(f"/day/print?on={DAY}").text


def test_a_teacher_sees_the_own_week(client, teacher, meeting):
    client.sign_in(teacher)

    page = client.get("/timetable").text

    assert "本周 1 场" in page
    assert "/timetable/keep" not in page


def test_the_office_makes_the_meetings_of_a_term(session, client, office, chess):
    page = client.get("/timetable").text
    assert "/timetable/keep" in page

    assert client.post("/timetable/keep").status_code == 303

    assert session.query(Meeting).filter_by(section_id=chess.id).count() > 10
    assert "/timetable/keep" not in client.get("/timetable").text


def test_cancel_move_and_restore_by_the_office(session, client, office, meeting):
    url = f"/meetings/{meeting.id}"

    without = client.post(f"{url}/cancel", data={"cancel-reason": ""})
    done = client.post(f"{url}/cancel", data={"cancel-reason": "停电"})
    twice = client.post(f"{url}/cancel", data={"cancel-reason": "停电"})
    shown = client.get(url).text
    again = client.post(f"{url}/restore")
    moved = client.post(
        f"{url}/move",
        data={
            "move-day": "2026-09-11",
            "move-starts_at": "16:00",
            "move-ends_at": "17:00",
            "move-room_id": "0",
            "move-reason": "场地维修",
        },
    )
    backwards = client.post(
        f"{url}/move",
        data={
            "move-day": "2026-09-11",
            "move-starts_at": "17:00",
            "move-ends_at": "16:00",
            "move-room_id": "0",
            "move-reason": "场地维修",
        },
    )

    codes = [one.status_code for one in (without, done, twice, again, moved, backwards)]
    assert codes == [422, 303, 409, 303, 303, 422]
    assert "停课：停电" in shown
    assert session.get(Meeting, meeting.id).day == date(2026, 9, 11)
    assert "结束时间要晚于开始时间" in backwards.text


def test_a_teacher_says_that_they_cannot_come_and_the_office_finds_somebody(
    session, client, school, teacher, meeting
):
    colleague = make.account(session, Role.CLUB_TEACHER, school=school, name="何老师")
    office = make.account(session, Role.SCHOOL_ADMIN, school=school)
    url = f"/meetings/{meeting.id}"
    client.sign_in(teacher)
    data = {"away-account_id": teacher.id, "away-reason": "病假"}
    assert client.post(f"{url}/away", data=data).status_code == 303
    other = {"away-account_id": colleague.id, "away-reason": "病假"}
    assert client.post(f"{url}/away", data=other).status_code == 403
    assert client.post(f"{url}/cover", data={}).status_code == 403

    client.sign_in(office)
    assert "还没有老师" in client.get("/day").text
    assert "何老师" in client.get(url).text
    data = {"account_id": colleague.id, "absent_id": teacher.id}
    assert client.post(f"{url}/cover", data=data).status_code == 303

    assert "还没有老师" not in client.get("/day").text
    assert "代 陈晓" in client.get(url).text


def test_another_school_does_not_exist(session, client, office, term, slots):
    elsewhere = make.school(session)
    other_term = make.term(session, school=elsewhere)
    other = make.section(
        session,
        term=other_term,
        course=make.course(session, school=elsewhere),
        slots=[make.slot(session, school=elsewhere)],
    )
    theirs = make.meeting(session, other)

    assert client.get(f"/meetings/{theirs.id}").status_code == 404
    assert (
        client.post(f"/meetings/{theirs.id}/cancel", data={"cancel-reason": "x"}).status_code == 404
    )


@pytest.fixture
def homeroom(session, school):
    return make.homeroom(session, school=school)


@pytest.fixture
def child(session, school, chess, homeroom):
    child = make.student(session, school=school, homeroom=homeroom, name="李小雨")
    make.place(session, child, get_section(session, school.id, chess.id))
    return child


def test_a_family_sees_the_week_of_its_child(session, school, client, child, meeting):
    guardian = make.account(session, Role.GUARDIAN, school=school)
    make.guardianship(session, guardian, child)
    client.sign_in(guardian)

    page = client.get("/timetable/child").text

    assert all(word in page for word in ("李小雨：本周 1 场", "围棋", "棋室", "陈晓", "16:25"))
    assert f"/clubs/{meeting.section_id}" in page
    assert "本周 0 场" in client.get("/timetable/child?on=2026-09-17").text


def test_a_week_says_what_is_cancelled_and_moved(session, client, office, child, meeting):
    url = f"/students/{child.id}/week"
    client.post(
        f"/meetings/{meeting.id}/move",
        data={
            "move-day": "2026-09-11",
            "move-starts_at": "16:00",
            "move-ends_at": "17:00",
            "move-room_id": "0",
            "move-reason": "校会",
        },
    )
    moved = client.get(url).text
    client.post(f"/meetings/{meeting.id}/cancel", data={"cancel-reason": "停电"})
    cancelled = client.get(url).text

    assert all(word in moved for word in ("校会", "16:00", "9月10日"))
    assert all(word in cancelled for word in ("停电", "停课"))


def test_a_homeroom_sees_who_goes_where(session, school, client, office, homeroom, child, meeting):
    other = make.student(session, school=school, name="别班同学")
    make.place(session, other, get_section(session, school.id, meeting.section_id))

    page = client.get(f"/homerooms/{homeroom.id}/week").text

    assert all(word in page for word in ("围棋", "李小雨"))
    assert "别班同学" not in page


def test_only_its_own_teacher_and_the_office_see_a_homeroom(
    session, school, client, homeroom, child, meeting
):
    lead = make.account(session, Role.HOMEROOM_TEACHER, school=school)
    make.homeroom_teacher(session, lead, homeroom)
    other = make.account(session, Role.HOMEROOM_TEACHER, school=school)

    client.sign_in(lead)
    own = [client.get(f"/homerooms/{homeroom.id}/week{shape}") for shape in ("", "/print", ".xlsx")]
    client.sign_in(other)
    foreign = [
        client.get(f"/homerooms/{homeroom.id}/week{shape}") for shape in ("", "/print", ".xlsx")
    ]

    assert [answer.status_code for answer in own] == [200] * 3
    assert [answer.status_code for answer in foreign] == [404] * 3


@pytest.mark.parametrize(
    "path", ["/timetable/rooms/{room}", "/students/{child}/week", "/homerooms/{homeroom}/week"]
)
def test_a_week_is_paper_and_workbook_too(client, office, homeroom, child, meeting, path):
    url = path.format(room=meeting.room_id, child=child.id, homeroom=homeroom.id)

    paper, book = client.get(f"{url}/print?on={DAY}").text, client.get(f"{url}.xlsx?on={DAY}")

    assert all(word in paper for word in ("围棋", "棋室", "陈晓"))
    assert book.data[:2] == b"PK"


@pytest.mark.parametrize("how_many", [1, 3])
@pytest.mark.parametrize(
    "page", [("/students/{0.id}/week", 5), ("/homerooms/{0.homeroom_id}/week", 6)]
)
def test_weeks_take_a_fixed_number_of_queries(
    session, client, term, office, child, count_queries, how_many, page
):
    for number in range(how_many):
        slot = make.slot(session, weekday=6, period=number + 1)
        club = make.section(session, term=term, slots=[slot])
        make.place(session, child, get_section(session, child.school_id, club.id))
        make.meeting(session, club, office)
    path = page[0].format(child)
    client.get(path)
    count_queries.clear()

    answer = client.get(path)

    assert f"本周 {how_many} 场" in answer.text
    assert len(count_queries) == page[1]
