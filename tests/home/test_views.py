from datetime import timedelta

import pytest

from app.accounts.models import ExternalKind, ExternalStaff, HomeroomTeacher
from app.core.roles import Role
from app.courses.models import SectionState, SectionTeacher
from app.enrollment.models import Place, PlaceSource
from app.schools import queries, services
from app.schools.calendar import undecided
from app.schools.models import DayKind
from app.timetable.models import MeetingState
from tests import make


@pytest.fixture
def school(session, time_machine_at_noon):
    return services.create_school(session, code="shifan", name="示范小学", now=make.NOON)


@pytest.fixture
def time_machine_at_noon(time_machine):
    time_machine.move_to(make.NOON)


@pytest.fixture
def term(session, school):
    return queries.terms(session, school.id)[0]


def _sign_in(client, session, school, *roles):
    account = make.account(session, *roles, school=school)
    client.sign_in(account)
    return account


def _section(session, term, **values):
    thursday = queries.slots(session, term.school_id)[7]
    course = make.course(session, school=queries.get_school(session, term.school_id))
    return make.section(session, term=term, slots=[thursday], course=course, **values)


def _placed(session, student, section):
    session.add(
        Place(
            school_id=student.school_id,
            section_id=section.id,
            student_id=student.id,
            source=PlaceSource.DRAW,
            began_at=make.NOON,
        )
    )
    session.flush()


def test_a_visitor_is_led_to_sign_in(client, school):
    answer = client.get("/")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")


@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_a_start_page(client, session, school, role):
    _sign_in(client, session, school, role)

    assert client.get("/").status_code == 200


def test_somebody_with_two_roles_has_both_pages(client, session, school):
    _sign_in(client, session, school, Role.SCHOOL_ADMIN, Role.CLUB_TEACHER)

    assert "这学期走到哪一步" in client.get("/").text
    assert "我的社团" in client.get("/?as=teacher").text
    assert "这学期走到哪一步" in client.get("/?as=family").text


def test_whose_role_has_ended_sees_nothing_of_the_school(client, session, school, term):
    _section(session, term, state=SectionState.PUBLISHED)
    substitute = make.account(session, Role.CLUB_TEACHER, school=school)
    substitute.grants[0].ends_on = make.NOON.date() - timedelta(days=1)
    client.sign_in(substitute)

    page = client.get("/").text

    assert "您的权限已于" in page
    assert "<table" not in page
    assert client.get("/courses").status_code == 403


@pytest.mark.parametrize(("days", "is_let_in"), [(0, True), (-1, False)])
def test_somebody_from_outside_works_here_until_the_proof_ends(
    client, session, school, days, is_let_in
):
    coach = _from_outside(session, school, days)
    client.sign_in(coach)

    page = client.get("/")
    rosters = client.get("/rosters")

    assert (page.status_code, rosters.status_code) == (200, 200 if is_let_in else 403)


def test_the_office_reads_beforehand_whose_proof_ends(client, session, school, term):
    coach = _from_outside(session, school, days=20, name="何教练")
    _from_outside(session, school, days=22, name="远教练")
    _sign_in(client, session, school, Role.SCHOOL_ADMIN)

    page = client.get("/").text

    assert f"/staff/{coach.id}" in page
    assert "何教练" in page
    assert "远教练" not in page


def _from_outside(session, school, days, **values):
    coach = make.account(session, Role.CLUB_TEACHER, school=school, **values)
    until = school.today(make.NOON) + timedelta(days=days)
    facts = {"account_id": coach.id, "school_id": school.id, "kind": ExternalKind.PROFESSIONAL}
    session.add(ExternalStaff(**facts, qualified_until=until, cleared_on=until))
    session.flush()
    return coach


def test_the_start_page_counts_the_grades_of_a_pilot(client, session, school, term):
    for grade in (1, 1, 4):
        homeroom = make.homeroom(session, school=school, grade=grade)
        make.student(session, school=school, homeroom=homeroom)
    school.pilot_grades = "1,2"
    _sign_in(client, session, school, Role.SCHOOL_ADMIN)

    assert "共 2 名学生" in client.get("/").text


def test_the_administrators_page_says_what_comes_next(client, session, school, term):
    _sign_in(client, session, school, Role.SCHOOL_ADMIN)
    assert "先导入名册" in client.get("/").text

    make.student(session, school=school)
    assert "接下来是社团" in client.get("/").text

    _section(session, term, state=SectionState.PROPOSED)
    assert "1 个申报等您审核" in client.get("/").text

    _section(session, term)
    assert "接下来请家长选课" in client.get("/").text


def test_clubs_whose_teacher_has_left_need_a_successor(client, session, school, term):
    section = _section(session, term)
    teacher = make.account(session, Role.CLUB_TEACHER, school=school)
    taught = SectionTeacher(
        school_id=school.id, section_id=section.id, account_id=teacher.id, is_lead=True
    )
    session.add(taught)
    make.student(session, school=school)
    _sign_in(client, session, school, Role.SCHOOL_ADMIN)
    before = client.get("/").text

    client.post(f"/staff/{teacher.id}/leave")

    assert "安排接手的老师" not in before
    assert "1 个社团的老师已离校，请安排接手的老师" in client.get("/").text
    assert "已离校" in client.get("/courses").text


def test_undecided_make_up_days_are_to_be_fixed(client, session, school, term):
    _sign_in(client, session, school, Role.SCHOOL_ADMIN)
    assert "有 2 个调休日" in client.get("/").text

    by = {"actor_id": None, "now": make.NOON}
    for mark in undecided(queries.calendar_days(session, school.id, term.starts_on, term.ends_on)):
        services.mark_day(
            session, school.id, mark.day, DayKind.MAKE_UP, follows_weekday=2, label="", **by
        )
    assert "节假日、作息都已设好" in client.get("/").text


def test_families_see_their_childs_week(client, session, school, term):
    child = make.student(session, school=school, name="曹溪雨")
    client.sign_in(make.guardian(session, child, school=school))
    assert "曹溪雨还没有社团" in client.get("/").text

    _placed(session, child, _section(session, term))

    page = client.get("/").text
    assert "曹溪雨每周有 1 个社团" in page
    assert "16:25–17:20" in page


def test_a_guardian_sees_no_other_family(client, session, school, term):
    child, other = make.student(session, school=school), make.student(session, school=school)
    _placed(session, other, _section(session, term))
    client.sign_in(make.guardian(session, child, school=school))

    assert "童声合唱" not in client.get("/").text


def test_a_teacher_sees_todays_club_first(client, session, school, term):
    me = _sign_in(client, session, school, Role.CLUB_TEACHER)
    section = _section(session, term)
    session.add(
        SectionTeacher(school_id=school.id, section_id=section.id, account_id=me.id, is_lead=True)
    )

    assert "今天 16:25：童声合唱" in client.get("/").text


def test_a_homeroom_teacher_sees_the_homeroom(client, session, school):
    me = _sign_in(client, session, school, Role.HOMEROOM_TEACHER)
    assert "您还没有带班" in client.get("/").text
    homeroom = make.homeroom(session, school=school, grade=4, class_no=2)
    make.student(session, school=school, homeroom=homeroom)
    session.add(HomeroomTeacher(school_id=school.id, homeroom_id=homeroom.id, account_id=me.id))

    assert "四(2)" in client.get("/").text


def test_staff_see_what_runs_on_this_weekday_and_nothing_on_a_holiday(
    client, session, school, term
):
    _sign_in(client, session, school, Role.DUTY_LEADER)
    _section(session, term)
    assert "今天有 1 个社团" in client.get("/").text

    services.mark_day(
        session,
        school.id,
        make.NOON.date(),
        DayKind.NO_SERVICE,
        follows_weekday=None,
        label="",
        actor_id=None,
        now=make.NOON,
    )
    assert "今天没有社团" in client.get("/").text


@pytest.mark.parametrize("how_many", [1, 3])
@pytest.mark.parametrize(
    ("role", "queries_taken"),
    [
        (Role.SCHOOL_ADMIN, 9),
        (Role.CLUB_TEACHER, 5),
        (Role.HOMEROOM_TEACHER, 4),
        (Role.GUARDIAN, 13),
        (Role.DUTY_LEADER, 6),
    ],
)
def test_start_pages_take_a_fixed_number_of_queries(
    client, session, school, term, count_queries, how_many, role, queries_taken
):
    me = _sign_in(client, session, school, role)
    for _ in range(how_many):
        homeroom = make.homeroom(session, school=school)
        child = make.student(session, school=school, homeroom=homeroom)
        section = _section(session, term)
        _placed(session, child, section)
        session.add_all(
            [
                SectionTeacher(school_id=school.id, section_id=section.id, account_id=me.id),
                HomeroomTeacher(school_id=school.id, homeroom_id=homeroom.id, account_id=me.id),
            ]
        )
    if role is Role.GUARDIAN:
        client.sign_in(make.guardian(session, child, school=school))
    session.commit()
    count_queries.clear()

    client.get("/")

    assert len(count_queries) == queries_taken


def test_a_new_term_is_shown_begun_and_taken_back(client, session, school):
    make.student(session, school=school, homeroom=make.homeroom(session, school=school, grade=6))
    _sign_in(client, session, school, Role.SCHOOL_ADMIN)
    sent = {"title": "新学年", "starts_on": "2027-09-01", "ends_on": "2028-01-21"}
    assert client.get("/new-term").status_code == 200

    assert client.post("/new-term", data=sent | {"ends_on": "2027-08-01"}).status_code == 422
    assert client.post("/new-term", data=sent).status_code == 303
    assert queries.homerooms(session, school.id) == []
    assert "可以撤回" in client.get("/new-term").text
    assert client.post("/new-term/undo").status_code == 303
    assert len(queries.homerooms(session, school.id)) == 1
    assert client.post("/new-term/undo").status_code == 409


def test_everybody_may_read_the_timetable_and_no_child_is_in_it(client, session, school, term):
    assert "还没有公布" in client.get("/schools/shifan/timetable").text
    child = make.student(session, school=school, name="曹溪雨")
    _placed(session, child, _section(session, term))
    _section(session, term, state=SectionState.DRAFT, code="DRAFT")

    page = client.get("/schools/shifan/timetable").text

    assert page.count("童声合唱") == 1
    assert "曹溪雨" not in page
    assert client.get("/schools/nowhere/timetable").status_code == 404


def test_families_see_what_is_cancelled_and_moved_in_the_next_weeks(client, session, school, term):
    child = make.student(session, school=school)
    club = _section(session, term)
    _placed(session, child, club)
    today = school.today(make.NOON)
    cancelled = make.meeting(session, club, day=today + timedelta(days=7), reason="停电")
    cancelled.state = MeetingState.CANCELLED
    make.meeting(session, club, day=today + timedelta(days=8), planned_on=today, reason="场地维修")
    make.meeting(session, club, day=today + timedelta(days=21), reason="太远")
    client.sign_in(make.guardian(session, child, school=school))

    page = client.get("/").text

    assert client.get(f"/clubs/{club.id}").status_code == 200
    assert all(word in page for word in ("停课", "停电", "已改期", "场地维修", f"/clubs/{club.id}"))
    assert "太远" not in page
