from datetime import date

import pytest

from app.core.roles import Role
from app.schools import queries, services
from app.schools.models import DayKind
from tests import make

PAGES = ["", "/terms", "/calendar", "/bells", "/slots", "/rules", "/rooms", "/homerooms"]
FORMS = ["/bands/new", "/seasons/new", "/rooms/new"]


@pytest.fixture
def admin(client, session, school):
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN, school=school))
    return client


@pytest.mark.parametrize("path", [*PAGES, *FORMS])
def test_every_page_opens_for_the_administrator(admin, path):
    assert admin.get(f"/school{path}").status_code == 200


@pytest.mark.parametrize("path", [*PAGES, *FORMS])
def test_no_page_opens_for_a_teacher(client, session, school, path):
    client.sign_in(make.account(session, Role.CLUB_TEACHER, school=school))

    assert client.get(f"/school{path}").status_code == 403


@pytest.mark.parametrize("kind", ["terms", "bands", "seasons", "rooms", "homerooms"])
def test_another_schools_rows_do_not_exist(client, session, school, kind):
    make.room(session, school=school)
    make.homeroom(session, school=school)
    other = make.school(session)
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN, school=other))
    row_id = getattr(queries, kind)(session, school.id)[0].id

    assert client.get(f"/school/{kind}/{row_id}").status_code == 404
    assert client.post(f"/school/{kind}/{row_id}").status_code == 404
    assert client.post(f"/school/{kind}/{row_id}/delete").status_code == 404


def test_settings_are_saved(admin, session, school):
    sent = {"name": "新名小学", "time_zone": "Asia/Urumqi", "pilot_grades": ["1", "2"]}

    answer = admin.post("/school", data=sent)

    session.expire_all()
    assert answer.status_code == 303
    assert (school.name, school.time_zone, school.pilot_grades) == (
        "新名小学",
        "Asia/Urumqi",
        "1,2",
    )


def test_an_unknown_time_zone_is_said_beside_its_field(admin):
    answer = admin.post("/school", data={"name": "新名小学", "time_zone": "Mars/Base"})

    assert answer.status_code == 422
    assert "Mars/Base" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_the_next_term_is_proposed_and_added(admin, session, school):
    assert "2026-2027 第二学期" in admin.get("/school/terms").text
    sent = {"title": "第二学期", "starts_on": "2027-02-24", "ends_on": "2027-07-03"}

    assert admin.post("/school/terms", data=sent).status_code == 303
    assert admin.post("/school/terms", data=sent).status_code == 422
    assert len(queries.terms(session, school.id)) == 2


def test_a_term_is_changed_and_deleted(admin, session, school):
    term = queries.terms(session, school.id)[0]
    sent = {"title": "秋季学期", "starts_on": "2026-09-01", "ends_on": "2027-01-15"}

    admin.post(f"/school/terms/{term.id}", data=sent)
    assert admin.post(f"/school/terms/{term.id}", data=sent | {"title": ""}).status_code == 422
    session.expire_all()
    assert (term.title, term.ends_on) == ("秋季学期", date(2027, 1, 15))
    admin.post(f"/school/terms/{term.id}/delete")
    assert queries.terms(session, school.id) == []
    assert "还没有学期" in admin.get("/school/terms").text


def test_the_calendar_shows_the_month_and_its_make_up_days(admin):
    page = admin.get("/school/calendar?month=2026-10").text

    assert page.count('class="holiday') == 7
    assert "国庆节" in page
    assert 'class="make_up' in page


@pytest.mark.parametrize("month", ["", "2026-13", "x", "0001-01", "9999-12", "2026-09-01-"])
def test_a_month_that_is_none_shows_the_present_one(admin, month):
    assert admin.get(f"/school/calendar?month={month}").status_code == 200


def test_the_calendar_warns_of_a_year_without_notice(admin):
    assert "2027" in admin.get("/school/calendar?month=2026-12").text


def test_a_day_is_marked_and_cleared(admin, session, school):
    day = date(2026, 11, 20)
    sent = {"day": "2026-11-20", "kind": "no_service", "follows_weekday": "", "label": "运动会"}

    admin.post("/school/calendar", data=sent)

    assert queries.calendar_day(session, school.id, day).kind is DayKind.NO_SERVICE
    assert "运动会" in admin.get("/school/calendar?day=2026-11-20").text
    admin.post("/school/calendar/2026-11-20/clear")
    session.expire_all()
    assert queries.calendar_day(session, school.id, day) is None
    assert admin.post("/school/calendar/2026-11-20/clear").status_code == 404


def test_a_make_up_day_without_weekday_is_refused(admin):
    sent = {"day": "2026-11-21", "kind": "make_up", "follows_weekday": "", "label": ""}

    assert admin.post("/school/calendar", data=sent).status_code == 422


def test_bells_are_saved_as_they_stand_in_the_table(admin, session, school):
    bells = queries.bells(session, school.id)
    name = f"bell-{bells.seasons[1].id}-{bells.bands[0].id}-1"

    saved = admin.post("/school/bells", data={f"{name}-start": "15:00", f"{name}-end": "16:00"})
    half = admin.post("/school/bells", data={f"{name}-start": "15:00", f"{name}-end": ""})
    wrong = admin.post("/school/bells", data={f"{name}-start": "15:00", f"{name}-end": "25:00"})
    early = admin.post("/school/bells", data={f"{name}-start": "15:00", f"{name}-end": "14:00"})

    session.expire_all()
    assert [answer.status_code for answer in (saved, half, wrong, early)] == [303, 422, 422, 422]
    assert len(queries.bells(session, school.id).times) == 1


def test_bells_of_another_school_stay(admin, session, school):
    other = services.create_school(session, code="other", name="第二小学", now=make.NOON)
    bells = queries.bells(session, other.id)
    name = f"bell-{bells.seasons[0].id}-{bells.bands[0].id}-1"

    answer = admin.post("/school/bells", data={f"{name}-start": "05:00", f"{name}-end": "06:00"})

    session.expire_all()
    assert answer.status_code == 404
    assert [len(queries.bells(session, one.id).times) for one in (school, other)] == [12, 12]


def test_a_band_and_a_season_are_added_changed_and_deleted(admin, session, school):
    band = {"name": "初中", "grade_from": "7", "grade_to": "9", "dismissal_at": "18:00"}
    admin.post("/school/bands/new", data=band)
    made = queries.bands(session, school.id)[-1]
    admin.post(f"/school/bands/{made.id}", data=band | {"name": "初中部"})
    assert admin.post("/school/bands/new", data=band).status_code == 422
    session.expire_all()
    assert made.name == "初中部"
    admin.post(f"/school/bands/{made.id}/delete")
    assert len(queries.bands(session, school.id)) == 3

    season = queries.seasons(session, school.id)[0]
    sent = {"name": "夏令时", "first_day": "05-01", "last_day": "09-01"}
    admin.post(f"/school/seasons/{season.id}", data=sent)
    session.expire_all()
    assert queries.bells(session, school.id).season_on(date(2026, 9, 10)) is None
    assert "09-02" in admin.get("/school/bells").text
    admin.post(f"/school/seasons/{season.id}/delete")
    assert len(queries.seasons(session, school.id)) == 1


def test_the_week_is_saved_as_ticked(admin, session, school):
    admin.post("/school/slots", data={"slots": ["1-1", "4-1"], "club_time": ["4-2"]})

    slots = queries.slots(session, school.id)
    assert [(slot.code, slot.is_club_time) for slot in slots] == [
        ("mon", False),
        ("thu", False),
        ("thu2", True),
    ]


def test_a_room_is_added_changed_and_deleted(admin, session, school):
    keeper = make.account(session, Role.CLUB_TEACHER, school=school, name="周老师")
    sent = {"name": "音乐室", "seats": "40", "keeper_id": str(keeper.id), "is_in_use": "y"}

    admin.post("/school/rooms/new", data=sent)
    room = queries.rooms(session, school.id)[0]
    assert "周老师" in admin.get("/school/rooms").text
    assert admin.get(f"/school/rooms/{room.id}").status_code == 200
    admin.post(
        f"/school/rooms/{room.id}", data={"name": "音乐室一", "seats": "36", "keeper_id": ""}
    )
    session.expire_all()
    assert (room.name, room.keeper_id, room.is_in_use) == ("音乐室一", None, False)
    assert admin.post("/school/rooms/new", data={"name": "", "seats": "x"}).status_code == 422
    admin.post(f"/school/rooms/{room.id}/delete")
    assert queries.rooms(session, school.id) == []


def test_a_used_room_says_so_before_and_refuses(admin, session, school):
    room = make.room(session, school=school)
    term = queries.terms(session, school.id)[0]
    make.section(session, term=term, room_id=room.id)

    assert "/delete" not in admin.get(f"/school/rooms/{room.id}").text
    assert admin.post(f"/school/rooms/{room.id}/delete").status_code == 409


def test_a_homeroom_is_added_corrected_and_deleted(admin, session, school):
    admin.post("/school/homerooms", data={"grade": "3", "class_no": "2"})
    homeroom = queries.homerooms(session, school.id)[0]
    assert admin.post("/school/homerooms", data={"grade": "3", "class_no": "2"}).status_code == 422

    admin.post(f"/school/homerooms/{homeroom.id}", data={"grade": "4", "class_no": "1"})
    assert "四(1)" in admin.get(f"/school/homerooms/{homeroom.id}").text
    admin.post(f"/school/homerooms/{homeroom.id}/delete")
    assert queries.homerooms(session, school.id) == []


@pytest.mark.parametrize("how_many", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries_taken"),
    [("/rooms", 3), ("/homerooms", 3), ("/terms", 2), ("/bells", 5), ("/rules", 7), ("/slots", 5)],
)
def test_lists_take_a_fixed_number_of_queries(
    admin, session, school, count_queries, how_many, path, queries_taken
):
    for n in range(how_many):
        make.student(session, school=school, homeroom=make.homeroom(session, school=school))
        make.room(session, school=school, keeper_id=make.account(session, school=school).id)
        make.term(
            session, school=school, starts_on=date(2030 + n, 3, 1), ends_on=date(2030 + n, 6, 1)
        )
    count_queries.clear()

    admin.get(f"/school{path}")

    assert len(count_queries) == queries_taken


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-31"])
def test_a_day_no_calendar_shows_is_refused_on_the_page(admin, day):
    answer = admin.post("/school/calendar", data={"day": day, "kind": "holiday"})

    assert answer.status_code == 422


@pytest.mark.parametrize("place", ["", "8-1", "zzz", "1-1-1"])
def test_a_slot_outside_the_week_is_refused_and_nothing_changes(admin, session, school, place):
    before = [(slot.weekday, slot.period) for slot in queries.slots(session, school.id)]

    answer = admin.post("/school/slots", data={"slots": ["1-1", place]})

    session.rollback()
    after = [(slot.weekday, slot.period) for slot in queries.slots(session, school.id)]
    assert (answer.status_code, after) == (422, before)
    assert "这次什么也没有改" in answer.text


def test_a_cell_of_the_bells_with_an_absurd_number_is_none(admin):
    answer = admin.post("/school/bells", data={f"bell-{'9' * 5000}-1-1-start": "16:00"})

    assert answer.status_code == 303


def test_control_characters_are_not_kept(admin, session, school):
    answer = admin.post("/school/rooms/new", data={"name": "\x00舞蹈\x1f室", "seats": "30"})

    session.rollback()
    assert answer.status_code == 303
    assert "舞蹈室" in [room.name for room in queries.rooms(session, school.id)]
    assert admin.get("/students?q=%00%01").status_code == 200


@pytest.mark.parametrize("path", ["/students", "/inbox"])
def test_a_page_far_behind_the_end_is_an_empty_one(admin, path):
    assert admin.get(f"{path}?page=99999999999999999999").status_code == 200


def test_rules_are_saved_and_what_breaks_them_is_said(admin, session, school):
    bells = queries.bells(session, school.id)
    cell = f"limit-{bells.seasons[0].id}-{bells.bands[0].id}"

    before = admin.get("/school/rules").text
    saved = admin.post(
        "/school/rules", data={"minutes_per_day": "150", f"{cell}-lessons_end_at": "15:00"}
    )
    after = admin.get("/school/rules").text

    assert "服务安排全部符合要求" in before
    assert saved.status_code == 303
    assert "6 个年级段的安排不合要求" in after
    assert "只有 120 分钟，要求 150 分钟" in after
    assert 'value="15:00"' in after


@pytest.mark.parametrize(
    "sent",
    [
        {"minutes_per_day": "0"},
        {"days_per_week": "acht"},
        {"limit-1-1-lessons_end_at": "drei"},
        {"limit-1-1-end_not_before": "18:00", "limit-1-1-end_not_after": "17:00"},
    ],
)
def test_rules_that_are_none_are_refused_and_nothing_changes(admin, session, school, sent):
    bells = queries.bells(session, school.id)
    cell = f"-{bells.seasons[0].id}-{bells.bands[0].id}-"
    sent = {name.replace("-1-1-", cell): value for name, value in sent.items()}

    assert admin.post("/school/rules", data=sent).status_code == 422
    assert not queries.rules(session, school.id).limits


def test_limits_of_another_school_do_not_exist(admin, session, school):
    other = queries.bells(
        session, services.create_school(session, code="anderswo", name="别的小学", now=make.NOON).id
    )
    cell = f"limit-{other.seasons[0].id}-{other.bands[0].id}"

    answer = admin.post("/school/rules", data={f"{cell}-lessons_end_at": "15:00"})

    assert answer.status_code == 404


def test_what_a_period_is_is_saved_and_shown(admin, session, school):
    admin.post(
        "/school/slots", data={"slots": ["1-1", "4-1"], "kind-1": "evening", "kind-2": "naps"}
    )

    assert {str(slot.kind) for slot in queries.slots(session, school.id)} == {"evening"}
    assert "晚自习" in admin.get(f"/schools/{school.code}/timetable").text
