import io

import pytest
from sqlalchemy import func, select

from app.accounts.models import Account, ExternalStaff, HomeroomTeacher, Login, RoleGrant
from app.accounts.queries import people
from app.accounts.queries.staff import external_facts
from app.core.roles import Role
from app.rosters import errors, services
from app.rosters.reading.rows import Kind
from app.rosters.reading.staff import NoStaffList, read_staff
from app.rosters.reading.staff_rows import Outside, StaffRow
from tests import make
from tests.rosters import files

TODAY = make.NOON.date()
HEADINGS = "工号,姓名,手机,职务,班主任班级,人员类别,所在单位,资质证书,有效期至"
CHEN = "T01,陈晓,13800000001,社团教师、班主任,三(2)班,,,,"
LI = ",李鼓,13800000002,,,外聘,星海艺校,打击乐十级,2027/8/31"


def sheet(*lines, headings=HEADINGS):
    return "\n".join([headings, *lines]).encode()


@pytest.fixture
def school(session):
    return make.school(session)


@pytest.fixture
def admin(session, school):
    return make.account(session, Role.SCHOOL_ADMIN, school=school, login="ADMIN")


@pytest.fixture
def homeroom(session, school):
    return make.homeroom(session, school=school, grade=3, class_no=2)


@pytest.fixture
def give(session, school, admin):
    """Read a list, and apply what it would change."""

    def give(*lines, headings=HEADINGS, apply=True):
        by = {"account_id": admin.id, "now": make.NOON}
        content = sheet(*lines, headings=headings)
        kept = services.keep_staff_list(session, school, content, "教职工.xlsx", **by)
        if apply:
            mark = services.staff_preview(session, kept).mark
            services.apply_staff_list(session, school, kept, mark=mark, **by)
        return kept

    return give


def undo(session, kept, admin):
    services.undo_staff_list(session, kept, account_id=admin.id, now=make.NOON)
    session.expire_all()


def person(session, school, login):
    return people.account_by_login(session, school.id, login)


def counts(session):
    tables = (Account, Login, RoleGrant, ExternalStaff, HomeroomTeacher)
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_a_list_is_read_by_the_headings_schools_use():
    reading = read_staff(sheet(HEADINGS, CHEN, LI, "合计,2", headings="教职工名单"), on=TODAY)

    assert reading.issues == []
    assert reading.rows == [
        StaffRow(
            "",
            3,
            "陈晓",
            "T01",
            "13800000001",
            ("club_teacher", "homeroom_teacher"),
            ((3, 2),),
        ),
        StaffRow(
            "",
            4,
            "李鼓",
            phone="13800000002",
            outside=Outside("professional", "星海艺校", "打击乐十级", "2027-08-31"),
        ),
    ]


@pytest.mark.parametrize(
    ("line", "kind", "column", "is_held_back"),
    [
        ("T02,王五,,校长,,,,,", Kind.ROLE_UNCLEAR, "职务", False),
        ("T02,王五,,,随便,,,,", Kind.VALUE_UNCLEAR, "班主任班级", False),
        ("T02,王五,1.38E+10,,,,,,", Kind.VALUE_UNCLEAR, "手机", False),
        ("T02,王五,,,,天外来客,,,", Kind.VALUE_UNCLEAR, "人员类别", False),
        (",王五,,,,,,,", Kind.NO_SIGN_IN, "工号", True),
        ("T02,,,,,,,,", Kind.NAME_MISSING, "姓名", True),
        (CHEN, Kind.EXACT_DUPLICATE, "", True),
        ("T01,王五,,,,,,,", Kind.SAME_NUMBER_OTHER_NAME, "", True),
    ],
)
def test_what_is_odd_is_told_with_row_and_column(line, kind, column, is_held_back):
    reading = read_staff(sheet(CHEN, line), on=TODAY)

    (issue,) = reading.issues
    assert (issue.kind, issue.row, issue.column) == (kind, 3, column)
    assert issue.is_held_back is is_held_back
    assert len(reading.rows) == (1 if is_held_back else 2)
    assert issue.sentence % issue.facts


def test_a_file_without_staff_is_refused():
    with pytest.raises(NoStaffList):
        read_staff(b"a,b\n1,2\n", on=TODAY)


def test_the_teachers_of_a_oneroster_set_are_a_list_of_staff():
    reading = read_staff(files.oneroster_zip(), on=TODAY)

    assert len(reading.rows) == 8
    assert all(row.staff_no and len(row.homerooms) == 1 for row in reading.rows)


def test_new_people_come_with_roles_homeroom_and_what_is_known_of_them(
    session, school, homeroom, give
):
    give(CHEN, LI)

    chen, li = person(session, school, "T01"), person(session, school, "13800000002")
    assert {grant.role for grant in chen.grants} == {Role.CLUB_TEACHER, Role.HOMEROOM_TEACHER}
    assert people.homerooms_led(session, school.id, chen.id) == {homeroom.id}
    assert person(session, school, "13800000001").id == chen.id
    assert {grant.role for grant in li.grants} == {Role.CLUB_TEACHER}
    known = external_facts(session, li)
    assert (known.kind, known.qualification) == ("professional", "打击乐十级")
    assert known.qualified_until.isoformat() == "2027-08-31"


def test_the_same_list_again_changes_nothing(session, school, homeroom, give):
    give(CHEN, LI)

    kept = give(CHEN, LI, apply=False)
    shown = services.staff_preview(session, kept)

    assert (len(shown.unchanged), shown.planned) == (2, [])
    with pytest.raises(errors.NothingToImport):
        services.apply_staff_list(
            session, school, kept, mark=shown.mark, account_id=kept.account_id, now=make.NOON
        )


def test_the_difference_names_fields_and_what_is_not_said_stays(session, school, homeroom, give):
    give(CHEN, LI)
    lists = ("T01,陈小晓,13900000001,巡查人员,,,,,", "T09,李鼓,13800000002,,,,,,")

    shown = services.staff_preview(session, give(*lists, apply=False))
    give(*lists)

    assert [(c.name, c.before, c.after) for plan in shown.changed for c in plan.changes] == [
        ("name", "陈晓", "陈小晓"),
        ("phone", "13800000001", "13900000001"),
        (
            "roles",
            "club_teacher homeroom_teacher",
            "club_teacher homeroom_teacher quality_staff",
        ),
        ("staff_no", "", "T09"),
    ]
    chen, li = person(session, school, "T01"), person(session, school, "T09")
    assert chen.name == "陈小晓"
    assert people.homerooms_led(session, school.id, chen.id) == {homeroom.id}
    assert person(session, school, "13800000001") is None
    assert external_facts(session, li).qualification == "打击乐十级"
    assert [one.name for one in shown.not_in_list] == [
        person(session, school, "ADMIN").name,
    ]


def test_a_parent_who_works_here_keeps_one_account(session, school, give):
    parent = make.account(
        session, Role.GUARDIAN, school=school, name="李鼓", phone="13800000002", login="13800000002"
    )

    give(LI)

    assert {grant.role for grant in person(session, school, "13800000002").grants} == {
        Role.GUARDIAN,
        Role.CLUB_TEACHER,
    }
    assert person(session, school, "13800000002").id == parent.id


def test_numbers_of_others_are_never_taken(session, school, give):
    make.account(session, Role.GUARDIAN, school=school, name="别人", login="13800000001")
    make.account(session, Role.STUDENT, school=school, name="小明", login="S1")

    kept = give("T01,陈晓,13800000001,,,,,,", "S1,王五,,,,,,,", apply=False)
    shown = services.staff_preview(session, kept)

    assert [issue.kind for issue in shown.issues] == [Kind.PHONE_TAKEN, Kind.STAFF_NUMBER_TAKEN]
    assert [(plan.row.name, plan.row.phone) for plan in shown.added] == [("陈晓", "")]


def test_somebody_whom_a_list_of_clubs_named_gets_a_number(session, school, give):
    named = make.account(session, Role.CLUB_TEACHER, school=school, name="陈晓")

    give("T01,陈晓,,,,,,,")

    assert person(session, school, "T01").id == named.id


def test_a_homeroom_that_the_school_does_not_have_is_left_out(session, school, give):
    kept = give(CHEN, apply=False)

    shown = services.staff_preview(session, kept)

    assert [issue.kind for issue in shown.issues] == [Kind.HOMEROOM_UNKNOWN]
    assert shown.added[0].row.homerooms == ()


def test_undo_takes_back_what_was_made_and_changed(session, school, admin, homeroom, give):
    outside = "T05,赵退休,,,,退休教师,,,2026-12-31"
    give(CHEN, outside)
    gone = person(session, school, "T05")
    gone.is_active = False
    session.flush()
    before = counts(session)
    changed = "T01,陈小晓,13900000001,管理员,,志愿者,,,"
    kept = give(changed, LI, "T05,赵退休,,,,外聘,星海艺校,,")
    assert counts(session) != before

    undo(session, kept, admin)

    assert counts(session) == before
    chen, gone = person(session, school, "T01"), person(session, school, "T05")
    assert (chen.name, chen.phone) == ("陈晓", "13800000001")
    assert {grant.role for grant in chen.grants} == {Role.CLUB_TEACHER, Role.HOMEROOM_TEACHER}
    assert external_facts(session, chen) is None
    assert (gone.is_active, external_facts(session, gone).kind) == (False, "retired_teacher")
    with pytest.raises(errors.NotTheLast):
        undo(session, kept, admin)


def test_who_has_signed_in_or_teaches_keeps_the_import(session, school, admin, homeroom, give):
    kept = give(CHEN)
    person(session, school, "T01").password_hash = "x"
    session.flush()

    assert services.may_undo_staff(session, kept) is False
    with pytest.raises(errors.StaffStillNeeded):
        undo(session, kept, admin)


def test_what_has_changed_meanwhile_is_looked_at_again(session, school, admin, give):
    kept = give(CHEN, apply=False)

    with pytest.raises(errors.StaffChanged):
        services.apply_staff_list(
            session, school, kept, mark="other", account_id=admin.id, now=make.NOON
        )


def test_lists_of_staff_and_of_students_wait_beside_each_other(session, school, admin, give):
    students = "学号,姓名,班级\n1,甲,三(1)班\n2,乙,三(1)班\n3,丙,三(1)班\n".encode()
    by = {"account_id": admin.id, "now": make.NOON}
    kept = services.keep_list(session, school, students, "名册.csv", **by)

    give(CHEN, apply=False)

    assert kept in session
    assert services.preview(session, kept).counts["added"] == 3


@pytest.fixture
def office(client, session, school, admin):
    client.sign_in(admin)
    return client


def upload(office, content):
    answer = office.post("/staff/import", data={"file": (io.BytesIO(content), "staff.csv")})
    return answer, answer.headers.get("Location", "")


def test_a_list_is_shown_imported_and_undone_by_page(office, session, homeroom):
    _answer, url = upload(office, sheet(CHEN, LI, "T03,王五,,校长,,,,,"))
    shown = office.get(url).text

    assert "导入 3 人的变化" in shown
    assert "社团教师" in shown
    assert "第 4 行" in shown
    mark = shown.split('name="mark"')[1].split('value="')[1].split('"', maxsplit=1)[0]
    assert office.post(f"{url}/apply", data={"mark": mark}).status_code == 303
    assert "最近一次导入" in office.get("/staff/import").text
    assert office.get("/staff").text.count("陈晓") >= 1
    assert office.post(f"{url}/undo").status_code == 303
    assert "陈晓" not in office.get("/staff").text


def test_a_list_that_cannot_be_used_is_refused_in_a_sentence(office):
    answer, _url = upload(office, b"%PDF-1.7")

    assert answer.status_code == 422
    assert "这个文件里没有表格" in answer.text


def test_the_import_of_another_school_or_of_students_does_not_exist(office, session, school):
    other = make.roster_import(session, school=make.school(session), kind="staff")
    students = make.roster_import(session, school=school)

    assert office.get(f"/staff/imports/{other.id}").status_code == 404
    assert office.get(f"/staff/imports/{students.id}").status_code == 404


def test_teachers_import_no_staff(client, session, school):
    client.sign_in(make.account(session, Role.CLUB_TEACHER, school=school))

    assert client.get("/staff/import").status_code == 403


def test_the_empty_list_holds_an_example_that_is_not_imported(office):
    content = office.get("/staff/import/template").data

    reading = read_staff(content, on=TODAY)

    assert (reading.rows, reading.issues) == ([], [])


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_preview_takes_a_fixed_number_of_queries(office, session, count_queries, how_many):
    lines = [f"T0{n},老师{n},1380000001{n},,,,,," for n in range(how_many)]
    _answer, url = upload(office, sheet(*lines))
    count_queries.clear()

    office.get(url)

    assert len(count_queries) <= 11
