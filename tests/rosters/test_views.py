import io

import pytest
from sqlalchemy import func, select

from app.accounts.models import PriorityMembership, Student
from app.core.roles import Role
from app.rosters.models import RosterImport
from app.rosters.reading.files import read_file
from app.sheets import read_sheets
from tests import make
from tests.rosters import files

LIST = "学号,姓名,班级\n20240101,汪昊启,三(1)班\n20240102,熊紫嫣,三(1)班\n20240103,宋远航,三(1)班\n"


@pytest.fixture
def admin(client, session):
    account = make.account(session, Role.SCHOOL_ADMIN)
    client.sign_in(account)
    return account


def upload(client, content, name="list.csv"):
    return client.post("/students/import", data={"file": (io.BytesIO(content), name)})


def waiting(session) -> RosterImport:
    session.rollback()
    return session.scalars(select(RosterImport).order_by(RosterImport.id.desc())).first()


def mark_of(page: str) -> str:
    return page.split('name="mark"')[1].split('value="')[1].split('"', maxsplit=1)[0]


def confirm(client, session, **more):
    url = f"/students/imports/{waiting(session).id}"
    mark = mark_of(client.get(url).text)
    return client.post(f"{url}/apply", data={"mark": mark} | more)


def students(session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Student))


@pytest.mark.parametrize("name", files.STEMS)
def test_every_file_can_be_given_to_the_page(client, session, admin, name):
    answer = upload(client, files.content(name), name)

    assert answer.status_code == 303
    wanted = files.expected(files.STEMS[name])["rows"]
    assert files.same_keys(_rows(waiting(session)), wanted) == wanted


def test_a_oneroster_set_can_be_given_as_a_zip(client, session, admin):
    answer = upload(client, files.oneroster_zip(), "oneroster.zip")

    assert answer.status_code == 303
    wanted = [
        {key: row[key] for key in row.keys() - {"gender"}}  # no file of the set tells it
        for row in files.expected("oneroster12")["rows"]
    ]
    assert files.same_keys(_rows(waiting(session)), wanted) == wanted
    assert confirm(client, session).status_code == 303
    assert students(session) == len(wanted)


def _rows(kept):
    rows = []
    for row in kept.rows:
        first = (row["guardians"] or [{"name": "", "relation": "", "phone": ""}])[0]
        guardian = {"guardian": first["name"], "relation": first["relation"]}
        rows.append(row | guardian | {"phone": first["phone"]})
    return rows


def test_a_list_is_read_shown_imported_and_undone(client, session, admin):
    upload(client, LIST.encode())
    assert students(session) == 0

    shown = client.get(f"/students/imports/{waiting(session).id}").text
    imported = confirm(client, session)

    assert "导入 3 人的变化" in shown
    assert (imported.status_code, students(session)) == (303, 3)
    assert "最近一次导入" in client.get("/students/import").text
    undone = client.post(f"/students/imports/{waiting(session).id}/undo")
    assert (undone.status_code, students(session)) == (303, 0)


def test_a_list_without_news_offers_only_the_way_back(client, session, admin):
    upload(client, LIST.encode())
    confirm(client, session)

    upload(client, LIST.encode())

    shown = client.get(f"/students/imports/{waiting(session).id}").text
    assert "没有要导入的内容" in shown
    assert "返回导入名单" in shown
    assert "/apply" not in shown


def test_a_list_that_only_adds_priority_groups_can_be_imported(client, session, admin):
    upload(client, LIST.encode())
    confirm(client, session)

    rows = LIST.splitlines()
    more = [f"{rows[0]},留守儿童", f"{rows[1]},是", *(f"{row}," for row in rows[2:])]
    upload(client, "\n".join(more).encode())
    page = client.get(f"/students/imports/{waiting(session).id}").text
    answer = confirm(client, session)
    upload(client, "\n".join(more).encode())
    again = client.get(f"/students/imports/{waiting(session).id}").text

    assert answer.status_code == 303
    assert "登记名单里的优先群体" in page
    assert "登记名单里的优先群体" in again  # the page does not tell who is in a group already
    assert session.scalar(select(func.count()).select_from(PriorityMembership)) == 1


def test_the_preview_names_row_column_and_problem(client, session, admin):
    upload(client, files.content("08_duplicates.xlsx"))

    page = client.get(f"/students/imports/{waiting(session).id}").text

    assert "第 93 行" in page
    assert "李无班没有写班级，暂不导入。" in page


def test_the_preview_names_no_priority_group(client, session, admin):
    upload(client, files.content("00_clean.csv"))

    page = client.get(f"/students/imports/{waiting(session).id}").text

    assert "行写了优先群体" in page
    assert "留守" not in page


def test_markup_in_a_list_is_shown_as_text(client, session, admin):
    upload(client, LIST.replace("汪昊启", "<script>alert(1)</script>").encode())

    page = client.get(f"/students/imports/{waiting(session).id}").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_numbers_are_made_when_the_list_has_none(client, session, admin):
    upload(client, "姓名,班级\n汪昊启,三(1)班\n熊紫嫣,三(1)班\n宋远航,三(1)班\n".encode())
    url = f"/students/imports/{waiting(session).id}"
    assert "给没有学号的学生编号" in client.get(url).text

    client.post(f"{url}/numbers")
    confirm(client, session)

    assert students(session) == 3


def test_what_has_changed_meanwhile_is_looked_at_again(client, session, admin):
    upload(client, LIST.encode())
    url = f"/students/imports/{waiting(session).id}"

    answer = client.post(f"{url}/apply", data={"mark": "something else"})

    assert (answer.status_code, students(session)) == (409, 0)


def test_a_list_can_be_put_aside(client, session, admin):
    upload(client, LIST.encode())

    client.post(f"/students/imports/{waiting(session).id}/drop")

    assert waiting(session) is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "文件是空的"), (b"%PDF-1.7", "这个文件里没有表格"), (b"a,b\n1,2\n", "没有找到学生名单")],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(client, admin, content, sentence):
    answer = upload(client, content)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_form_without_a_file_is_refused(client, admin):
    answer = client.post("/students/import", data={})

    assert answer.status_code == 422
    assert "请先选择文件。" in answer.text


def test_a_file_beyond_the_limit_is_refused(client, admin):
    answer = upload(client, b"x" * (21 * 1024 * 1024))

    assert answer.status_code == 413


def test_the_list_of_another_school_does_not_exist(client, session, admin):
    other = make.school(session)
    kept = make.roster_import(session, school=other)

    assert client.get(f"/students/imports/{kept.id}").status_code == 404


def test_teachers_import_nothing(client, session):
    client.sign_in(make.account(session, Role.CLUB_TEACHER))

    assert client.get("/students/import").status_code == 403


def test_the_empty_list_holds_an_example_that_is_not_imported(client, admin):
    content = client.get("/students/import/template").data
    sheet, notes = read_sheets(content)
    headings, example = sheet.rows

    reading = read_file(content, on=make.NOON.date())

    assert (reading.rows, reading.issues) == ([], [])
    assert [row[0] for row in notes.rows[1:-1]] == headings
    filled = ",".join(headings) + "\n" + ",".join(["20240101", *map(str, example[1:])])
    (row,) = read_file(filled.encode(), on=make.NOON.date(), known=[(3, 2)]).rows
    assert (row.name, row.homeroom, row.contact.name) == ("张小花", (3, 2), "张大山")


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_preview_takes_a_fixed_number_of_queries(
    client, session, admin, count_queries, how_many
):
    lists = [LIST.replace("202401", f"20240{n}").replace("(1)", f"({n})") for n in range(1, 4)]
    upload(client, "\n".join(lists[:how_many]).encode())
    confirm(client, session)
    upload(client, LIST.replace("汪", "王").encode())
    url = f"/students/imports/{waiting(session).id}"
    count_queries.clear()

    client.get(url)

    assert len(count_queries) <= 7
