from datetime import date

import pytest

from app.accounts.models import Account, Guardianship, SignInCode, Student, StudentStatus
from app.accounts.queries import people
from app.accounts.services.codes import issue_code
from app.audit.queries import latest_entries
from app.core import clock
from app.core.roles import Role
from tests import make


@pytest.fixture
def school(session):
    return make.school(session, code="shifan", name="示范小学")


@pytest.fixture
def homeroom(session, school):
    return make.homeroom(session, school=school, grade=3, class_no=2)


@pytest.fixture
def admin(client, session, school):
    account = make.account(session, Role.SCHOOL_ADMIN, school=school, login="ADMIN")
    client.sign_in(account)
    return account


def pupil(session, school, homeroom, **values):
    account = make.account(session, Role.STUDENT, school=school, name=values.get("name", "孙志奕"))
    child = make.student(
        session,
        school=school,
        homeroom=homeroom,
        account_id=account.id,
        **{"name_pinyin": "sun zhi yi"} | values,
    )
    make.login(session, account, child.student_no)
    return child


def signed_in(app, account):
    client = app.test_client()
    client.sign_in(account)
    return client


def test_the_list_shows_homerooms_and_finds_children(client, session, school, homeroom, admin):
    pupil(session, school, homeroom)

    overview, found = client.get("/students").text, client.get("/students?q=szy").text

    assert "在校学生 1 人" in overview
    assert "三(2)" in overview
    assert "孙志奕" in found
    assert "没有找到" in client.get("/students?q=王").text


def test_children_of_the_same_name_are_told_apart(client, session, school, homeroom, admin):
    pupil(session, school, homeroom, student_no="20260007")
    pupil(session, school, make.homeroom(session, school=school, grade=4), student_no="20260123")

    page = client.get("/students?q=孙").text

    assert "三(2) · 0007" in page
    assert "0123" in page


def test_the_fragment_is_the_rows_alone(client, session, school, homeroom, admin):
    pupil(session, school, homeroom)

    fragment = client.get("/students?q=szy", headers={"HX-Request": "true"}).text

    assert fragment.lstrip().startswith('<section id="student-rows"')


@pytest.mark.parametrize("how_many", [1, 3])
@pytest.mark.parametrize("query", ["", "?q=sun"])
def test_the_list_takes_a_fixed_number_of_queries(
    client, session, school, admin, count_queries, how_many, query
):
    for n in range(how_many):
        pupil(session, school, make.homeroom(session, school=school, grade=3, class_no=90 + n))
    count_queries.clear()

    client.get(f"/students{query}")

    assert len(count_queries) == 7  # viewer, page, count, shared names, homerooms 2, led


def test_a_child_of_another_school_does_not_exist(client, session, admin):
    stranger = make.student(session, school=make.school(session))

    for path in ("", "/edit"):
        assert client.get(f"/students/{stranger.id}{path}").status_code == 404
    for path in ("edit", "move", "leave", "pause", "return", "guardians", "card"):
        assert client.post(f"/students/{stranger.id}/{path}").status_code == 404
    assert "孙志奕" not in client.get("/students?q=孙").text


def test_a_newcomer_is_enrolled(client, session, school, homeroom, admin):
    data = {"student_no": "20260001", "name": "曾子涵", "gender": "女", "homeroom": homeroom.id}

    answer = client.post("/students/new", data=data)
    again = client.post("/students/new", data=data)

    child = session.query(Student).one()
    assert answer.headers["Location"] == f"/students/{child.id}"
    assert (child.name, child.homeroom_id) == ("曾子涵", homeroom.id)
    assert again.status_code == 422
    assert "学号 20260001" in again.text


def test_what_is_written_down_is_corrected(client, session, school, homeroom, admin):
    child = pupil(session, school, homeroom)
    url = f"/students/{child.id}/edit"

    data = {"student_no": "20260009", "name": "孙志毅", "gender": ""}

    assert child.student_no in client.get(url).text
    answer = client.post(url, data=data)
    refused = client.post(url, data=data | {"name": ""})

    session.refresh(child)
    assert (answer.status_code, child.name) == (303, "孙志毅")
    assert refused.status_code == 422


def test_a_child_moves_leaves_and_returns(client, session, school, homeroom, admin):
    child = pupil(session, school, homeroom)
    other = make.homeroom(session, school=school, grade=3, class_no=4)
    url, today = f"/students/{child.id}", school.today(clock.now()).isoformat()

    moved = client.post(f"{url}/move", data={"homeroom": other.id, "on": today})
    again = client.post(f"{url}/move", data={"homeroom": other.id, "on": today})
    client.post(f"{url}/leave", data={"on": today})
    session.refresh(child)
    left = child.status
    client.post(f"{url}/return")
    session.refresh(child)

    assert (moved.status_code, again.status_code) == (303, 422)
    assert "孩子已经在这个班了" in again.text
    assert (child.homeroom_id, left, child.status) == (
        other.id,
        StudentStatus.LEFT,
        StudentStatus.ENROLLED,
    )


def test_a_move_to_a_homeroom_of_another_school_is_refused(
    client, session, school, homeroom, admin
):
    child = pupil(session, school, homeroom)
    strange = make.homeroom(session, school=make.school(session))

    answer = client.post(
        f"/students/{child.id}/move", data={"homeroom": strange.id, "on": "2026-09-01"}
    )

    assert answer.status_code == 422


def test_guardians_are_added_and_removed(client, session, school, homeroom, admin):
    child = pupil(session, school, homeroom)
    url = f"/students/{child.id}/guardians"

    client.post(url, data={"name": "孙大海", "phone": "13800000000", "relation": "父亲"})
    page = client.get(f"/students/{child.id}").text
    refused = client.post(url, data={"name": "孙大海", "phone": "13800000000"})
    link = session.query(Guardianship).one()
    client.post(f"{url}/{link.account_id}/remove")

    assert "孙大海" in page
    assert refused.status_code == 422
    assert session.query(Guardianship).count() == 0


@pytest.mark.parametrize(
    ("role", "leads", "sees"),
    [
        (Role.HOMEROOM_TEACHER, True, True),
        (Role.HOMEROOM_TEACHER, False, False),
        (Role.DUTY_LEADER, False, True),
        (Role.GATEKEEPER, False, False),
    ],
)
def test_telephones_are_for_those_who_call(client, session, school, homeroom, role, leads, sees):
    child = pupil(session, school, homeroom)
    make.guardian(session, child, school=school, name="孙大海", phone="13800000000")
    person = make.account(session, role, school=school)
    if leads:
        make.homeroom_teacher(session, person, homeroom)
    client.sign_in(person)

    page = client.get(f"/students/{child.id}").text

    assert ("13800000000" in page) is sees
    assert f'action="/students/{child.id}/move"' not in page


CARDS = {"who": "pupils", "scope": "new"}


def test_a_homeroom_teacher_prints_cards_for_the_own_homeroom(client, session, school, homeroom):
    pupil(session, school, homeroom)
    teacher = make.account(session, Role.HOMEROOM_TEACHER, school=school)
    make.homeroom_teacher(session, teacher, homeroom)
    client.sign_in(teacher)
    other = make.homeroom(session, school=school)

    printed = client.post(f"/homerooms/{homeroom.id}/cards", data=CARDS)
    foreign = client.post(f"/homerooms/{other.id}/cards", data=CARDS)

    assert (printed.status_code, foreign.status_code) == (200, 403)
    assert printed.headers["Cache-Control"] == "no-store"
    assert "data:image/svg+xml" in printed.text
    assert session.query(SignInCode).count() == 1
    (entry,) = latest_entries(session, school.id)
    assert (entry.action, entry.detail) == ("issue codes", {"count": 1})


def test_cards_are_for_those_without_a_password_unless_all_are_wanted(
    client, session, school, homeroom, admin
):
    child = pupil(session, school, homeroom)
    session.get(Account, child.account_id).password_hash = "chosen"
    url = f"/homerooms/{homeroom.id}/cards"

    nobody = client.post(url, data=CARDS)
    everybody = client.post(url, data=CARDS | {"scope": "all"})

    assert "没有人需要登录卡" in nobody.text
    assert child.student_no in everybody.text


def test_a_guardian_of_two_gets_one_card(client, session, school, homeroom, admin):
    children = [pupil(session, school, homeroom, name=name) for name in ("孙志奕", "孙志诚")]
    make.guardian(session, *children, school=school, login="13800000000", name="孙大海")

    page = client.post(f"/homerooms/{homeroom.id}/cards", data=CARDS | {"who": "guardians"}).text

    assert page.count("13800000000") == 1
    assert "孙志奕、孙志诚的家长" in page


def test_the_codes_of_printed_cards_open_their_accounts(
    client, app, session, school, homeroom, admin
):
    child = pupil(session, school, homeroom)
    page = client.post(f"/homerooms/{homeroom.id}/cards", data=CARDS).text
    code = page.split('class="code">')[1].split("<")[0]

    family = app.test_client()
    answer = family.post(
        "/sign-in", data={"school": "shifan", "name": child.student_no, "secret": code}
    )

    assert answer.headers["Location"].startswith("/choose-password")


@pytest.mark.parametrize("how_many", [1, 3])
def test_cards_take_a_fixed_number_of_queries(
    client, session, school, homeroom, admin, count_queries, how_many
):
    for _ in range(how_many):
        pupil(session, school, homeroom)
    count_queries.clear()

    client.post(f"/homerooms/{homeroom.id}/cards", data=CARDS)

    inserts = [s for s in count_queries if s.startswith("INSERT INTO sign_in_code")]
    assert len(count_queries) - len(inserts) == 8


def test_a_reset_ends_the_password_and_every_device(app, session, school, homeroom, admin, client):
    child = pupil(session, school, homeroom)
    account = session.get(Account, child.account_id)
    account.password_hash = "chosen"
    family = signed_in(app, account)

    page = client.post(f"/students/{child.id}/card")

    session.refresh(account)
    assert (page.status_code, account.password_hash) == (200, None)
    assert family.get("/me").status_code == 302
    assert [entry.action for entry in latest_entries(session, school.id)] == ["reset sign-in"]


def test_staff_are_listed_added_and_given_cards(client, session, school, admin):
    data = {"name": "刘青", "staff_no": "T7", "roles": ["club_teacher", "duty_leader"]}

    added = client.post("/staff/new", data=data)
    refused = client.post("/staff/new", data=data | {"roles": []})
    person = people.account_by_login(session, school.id, "T7")
    card = client.post(f"/staff/{person.id}/card")

    assert added.headers["Location"] == f"/staff/{person.id}"
    assert refused.status_code == 422
    assert "刘青" in client.get("/staff?role=duty_leader").text
    assert "刘青" not in client.get("/staff?role=gatekeeper").text
    assert "T7" in card.text


def test_a_person_gets_roles_homerooms_and_leaves(client, app, session, school, homeroom, admin):
    person = make.account(session, Role.CLUB_TEACHER, school=school, login="T7")
    theirs, url = signed_in(app, person), f"/staff/{person.id}"

    client.post(f"{url}/roles", data={"role": "gatekeeper", "ends_on": "2026-12-31"})
    client.post(f"{url}/homerooms", data={"homeroom": homeroom.id})
    client.post(f"{url}/roles/club_teacher/end")
    client.post(f"{url}/external", data={"kind": "volunteer", "qualification": "救生员"})
    page = client.get(url).text
    client.post(f"{url}/homerooms/{homeroom.id}/end")
    client.post(f"{url}/leave")

    assert all(text in page for text in ("门卫", "2026年12月31日", "班主任", "三(2)", "救生员"))
    assert theirs.get("/me").status_code == 302
    assert client.post(f"{url}/roles/finance/end").status_code == 404
    assert client.post(f"{url}/homerooms/{homeroom.id}/end").status_code == 404
    assert "已离校" in client.get(url).text


def test_the_last_administrator_stays(client, admin):
    answer = client.post(f"/staff/{admin.id}/leave")

    assert answer.status_code == 409
    assert "唯一的管理员" in answer.text


def test_a_paid_parent_is_refused_in_the_form(client, session, school, admin):
    person = make.account(session, Role.CLUB_TEACHER, school=school)

    answer = client.post(
        f"/staff/{person.id}/external", data={"kind": "parent_lecturer", "is_paid": "y"}
    )

    assert answer.status_code == 422
    assert "不领报酬" in answer.text


def test_families_have_no_page_among_staff(client, session, school, homeroom, admin):
    guardian = make.guardian(session, pupil(session, school, homeroom), school=school)

    assert client.get(f"/staff/{guardian.id}").status_code == 404
    assert client.post(f"/staff/{guardian.id}/card").status_code == 404


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_staff_list_takes_a_fixed_number_of_queries(
    client, session, school, admin, count_queries, how_many
):
    for _ in range(how_many):
        make.account(session, Role.CLUB_TEACHER, school=school)
    count_queries.clear()

    client.get("/staff")

    assert len(count_queries) == 4  # viewer, staff with roles 2, people from outside


def test_one_search_box_stands_in_the_layout_of_those_who_may_find(client, session, school, app):
    finder = signed_in(app, make.account(session, Role.GATEKEEPER, school=school))
    other = signed_in(app, make.account(session, Role.FINANCE, school=school))

    assert "找一个孩子" in finder.get("/me").text
    assert "找一个孩子" not in other.get("/me").text


def test_codes_never_reach_the_audit_log(session, school):
    account = make.account(session, Role.CLUB_TEACHER, school=school)

    code = issue_code(session, account, now=make.NOON)

    assert code not in str([entry.detail for entry in latest_entries(session, school.id)])
    assert date(2026, 10, 3) == session.get(SignInCode, account.id).expires_at.date()


def test_a_telephone_is_written_in_digits(client, session):
    school = make.school(session)
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN, school=school))
    child = make.student(session, school=school)

    answer = client.post(
        f"/students/{child.id}/guardians", data={"name": "王芳", "phone": "<script>"}
    )

    assert answer.status_code == 422
    assert "电话请写数字" in answer.text
