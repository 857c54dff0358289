import io
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core.roles import Role
from app.courses.models import CatalogueImport, Section
from app.courses.reading.catalogue import read_catalogue
from app.sheets import read_sheets
from tests import make

FILES = Path(__file__).parent / "files"
HEADINGS = "编号,课程名称,类别,年级,时间,地点,人数,教师"
CHOIR = "X01,合唱,审美,三至四年级,每周四 16:25-17:20,音乐室一,15-32人,陈晓"


@pytest.fixture
def admin(client, session, school, term):
    account = make.account(session, Role.SCHOOL_ADMIN, school=school)
    client.sign_in(account)
    return account


def upload(client, *lines, content=b"", name="clubs.csv"):
    content = content or "\n".join([HEADINGS, *lines]).encode()
    return client.post("/courses/import", data={"file": (io.BytesIO(content), name)})


def newest(session) -> CatalogueImport:
    session.rollback()
    return session.scalars(select(CatalogueImport).order_by(CatalogueImport.id.desc())).first()


def preview(client, session):
    return client.get(f"/courses/imports/{newest(session).id}").text


def confirm(client, session):
    mark = preview(client, session).split('name="mark"')[1].split('value="')[1].split('"')[0]
    return client.post(f"/courses/imports/{newest(session).id}/apply", data={"mark": mark})


def clubs(session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Section))


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
def test_every_file_is_read_shown_imported_and_undone(client, session, admin, name):
    assert upload(client, content=(FILES / name).read_bytes(), name=name).status_code == 303
    assert "导入 60 个社团" in preview(client, session)
    assert clubs(session) == 0

    assert confirm(client, session).status_code == 303
    assert clubs(session) == 60
    assert "最近一次导入" in client.get("/courses/import").text

    assert client.post(f"/courses/imports/{newest(session).id}/undo").status_code == 303
    assert clubs(session) == 0


def test_the_preview_shows_a_change_field_by_field(client, session, admin):
    upload(client, CHOIR, "X02,鼓,审美,3-4,周二16:25-17:20,报告厅,20,李鼓")
    confirm(client, session)
    upload(client, CHOIR.replace("每周四", "每周三").replace("审美", "健体"))

    page = preview(client, session)

    assert "<del>周四 16:25–17:20</del>" in page
    assert "<ins>周三 16:25–17:20</ins>" in page
    assert "<del>审美</del>" in page
    assert "名单里没有 1" in page


def test_the_preview_names_row_column_and_problem(client, session, admin):
    upload(client, CHOIR, "X02,鼓,审美,随便,周四16:25-17:20,音乐室一,20,李鼓")

    page = preview(client, session)

    assert "第 3 行" in page
    assert "“随便”不是年级范围" in page
    assert "先不导入" in page


def test_a_clash_is_told_before_anything_is_written(client, session, admin):
    upload(client, CHOIR, "X02,鼓,审美,3-4,周四16:25-17:20,音乐室一,20,李鼓")

    page = preview(client, session)

    assert "音乐室一" in page.split('id="issues"')[1].split("</section>")[0]
    assert clubs(session) == 0


def test_what_has_changed_meanwhile_is_looked_at_again(client, session, admin):
    upload(client, CHOIR)

    answer = client.post(f"/courses/imports/{newest(session).id}/apply", data={"mark": "other"})

    assert (answer.status_code, clubs(session)) == (409, 0)


def test_a_file_that_says_nothing_new_has_no_button(client, session, admin):
    upload(client, CHOIR)
    confirm(client, session)
    upload(client, CHOIR)

    page = preview(client, session)

    assert "这份名单和学校现有信息完全一致" in page
    assert "/apply" not in page


def test_a_file_can_be_put_aside_and_a_new_one_replaces_it(client, session, admin):
    upload(client, CHOIR)
    upload(client, CHOIR.replace("合唱", "童声合唱"))
    assert "童声合唱" in preview(client, session)

    client.post(f"/courses/imports/{newest(session).id}/drop")

    assert newest(session) is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7", "这个文件里没有表格"),
        (b"a,b\n1,2\n", "没有找到社团清单"),
        (f"{HEADINGS}\nX01,合唱,审美,随便,周四,音乐室一,20,陈晓".encode(), "没有一行可以导入"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(client, admin, content, sentence):
    answer = upload(client, content=content)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_markup_in_a_file_is_shown_as_text(client, session, admin):
    upload(client, CHOIR.replace("合唱", "<script>alert(1)</script>"))

    assert "<script>alert" not in preview(client, session)


def test_a_file_is_for_a_term_that_has_not_ended(client, session, admin, school):
    ended = make.term(session, school=school, starts_on=date(2025, 9, 1), ends_on=date(2026, 1, 20))
    data = {"file": (io.BytesIO(f"{HEADINGS}\n{CHOIR}".encode()), "a.csv"), "term": ended.id}

    assert client.post("/courses/import", data=data).status_code == 422


def test_the_file_of_another_school_does_not_exist(client, session, admin):
    other = make.school(session)
    term = make.term(session, school=other)
    kept = make.catalogue_import(session, term=term)

    assert client.get(f"/courses/imports/{kept.id}").status_code == 404


def test_teachers_import_nothing(client, session, school, term):
    client.sign_in(make.account(session, Role.CLUB_TEACHER, school=school))

    assert client.get("/courses/import").status_code == 403


def test_the_empty_list_holds_an_example_that_is_read_but_not_imported(client, admin):
    content = client.get("/courses/import/template").data
    sheet, notes = read_sheets(content)
    filled = [list(row) for row in sheet.rows]
    example = dict(zip(filled[0], filled[1], strict=False))

    assert read_catalogue(content).rows == []
    assert read_catalogue(content).issues == []
    assert {row[0] for row in notes.rows[1:-1]} == set(filled[0])
    line = "\n".join([",".join(filled[0]), ",".join(["X01", *map(str, filled[1][1:])])])
    reading = read_catalogue(line.encode())
    assert reading.issues == []
    assert (reading.rows[0].title, reading.rows[0].seats) == (example["课程名称"], 32)


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_pages_take_a_fixed_number_of_queries(client, session, admin, count_queries, how_many):
    rows = [f"X0{n},社团{n},审美,3-4,周四16:25-17:20,教室{n},20,老师{n}" for n in range(how_many)]
    upload(client, *rows)
    confirm(client, session)
    upload(client, *(row.replace("20", "21") for row in rows))
    count_queries.clear()

    client.get("/courses/import")
    client.get(f"/courses/imports/{newest(session).id}")

    assert len(count_queries) <= 41
