import json
from pathlib import Path

import pytest

from app.courses import services
from tests import make

FILES = Path(__file__).parent / "files"
HEADINGS = "编号,课程名称,类别,年级,时间,地点,人数,教师"
CHOIR = "X01,合唱,审美,3-4,周四16:25-17:20,音乐室一,15-32,陈晓"


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(
        args=["catalogue", "check", *map(str, words)]
    )


@pytest.fixture
def write(tmp_path):
    def write(*lines):
        path = tmp_path / "clubs.csv"
        path.write_text("\n".join([HEADINGS, *lines]))
        return path

    return write


def test_check_prints_rows_as_the_file_has_them(run):
    answer = run(FILES / "catalogue.xlsx", "--json")

    printed = json.loads(answer.stdout_bytes)
    expected = json.loads((FILES / "catalogue.json").read_text())
    assert answer.exit_code == 0
    assert [row["code"] for row in printed["rows"]] == [club["code"] for club in expected]
    assert (printed["issues"], printed["diff"]) == ([], {})


def test_check_tells_of_clashes_in_the_file(run, write):
    path = write(CHOIR, CHOIR.replace("X01,合唱", "X02,鼓"))

    printed = json.loads(run(path, "--json", "--lang", "en").stdout_bytes)

    assert [(issue["kind"], issue["row"]) for issue in printed["issues"]] == [
        ("room_clash", 3),
        ("teacher_clash", 3),
    ]
    assert "鼓 and 合唱 are both in 音乐室一 on Thursday" in printed["issues"][0]["message"]
    assert len(printed["rows"]) == 2


def test_check_compares_with_a_school_and_writes_nothing(run, write, session, school, term):
    course = make.course(session, school=school, code="X01", title="合唱")
    make.section(session, term=term, course=course, code="X01", seats=32)
    path = write(CHOIR, CHOIR.replace("X01,合唱", "X02,鼓").replace("周四", "周日"))
    session.commit()

    printed = json.loads(run(path, "--school", "shifan", "--json").stdout_bytes)

    assert [row["code"] for row in printed["rows"]] == ["X01"]
    assert [issue["kind"] for issue in printed["issues"]] == ["slot_missing"]
    assert [one["code"] for one in printed["diff"]["changed"]] == ["X01"]
    assert printed["diff"]["new_rooms"] == ["音乐室一"]
    assert services.plan(session, term, []).not_in_file[0].room is None


def test_without_json_it_speaks(run, write):
    answer = run(write(CHOIR, CHOIR.replace("3-4", "男生").replace("X01", "X02")))

    lines = answer.stdout_bytes.decode().splitlines()
    assert lines[1] == "grades_unclear: 1"
    assert "男生" in lines[2]


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "", "{"])
def test_a_file_that_cannot_be_used_ends_with_two_and_one_sentence(run, tmp_path, content):
    path = tmp_path / "clubs.csv"
    path.write_text(content)

    answer = run(path, "--json")

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert len(answer.stderr.splitlines()) == 1


def test_no_such_file_or_school_is_said(run, tmp_path):
    assert "gone.csv" in run(tmp_path / "gone.csv").stderr
    assert "nowhere" in run(FILES / "catalogue.csv", "--school", "nowhere").stderr
