import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import create_app
from tests.rosters import files

ROOT = Path(__file__).resolve().parent.parent.parent
NO_DATABASE = "postgresql://nobody@127.0.0.1:1/none"


@pytest.fixture(scope="module")
def check():
    """Run `flask roster check` in an app whose database nobody can reach."""
    runner = create_app({"SQLALCHEMY_DATABASE_URI": NO_DATABASE}).test_cli_runner()
    return lambda path, *options: runner.invoke(args=["roster", "check", str(path), *options])


def test_check_is_a_command_of_its_own(tmp_path):
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "roster", "check"]
    environment = os.environ | {"ZOUBAN_INSTANCE": str(tmp_path), "DATABASE_URL": NO_DATABASE}

    ended = subprocess.run(
        [*command, str(files.FOLDER / "08_duplicates.xlsx"), "--lang", "en"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
    )

    assert ended.returncode == 0
    assert ended.stdout.decode().startswith("89 students in 2 homerooms\n")


def test_check_prints_rows_issues_and_difference_without_a_database(check):
    path = files.FOLDER / "08_duplicates.xlsx"
    wanted = files.expected("08_duplicates")["rows"]

    ended = check(path, "--json")

    answer = json.loads(ended.stdout)
    assert (ended.exit_code, answer["diff"]) == (0, {})
    assert files.same_keys(answer["rows"], wanted) == wanted
    assert answer["issues"][-1] == {
        "sheet": "Sheet",
        "row": 97,
        "column": "备注",
        "kind": "remark_transferred_out",
        "message": "郑转出标注了“已转出”，不导入。",
    }


def test_check_tells_in_english_when_asked(check):
    ended = check(files.FOLDER / "08_duplicates.xlsx", "--lang", "en")

    assert ended.stdout.startswith("89 students in 2 homerooms\n")


def test_check_reads_the_zip_of_a_oneroster_set(check, tmp_path):
    packed = tmp_path / "set.zip"
    packed.write_bytes(files.oneroster_zip())

    ended = check(packed, "--json")

    assert (ended.exit_code, len(json.loads(ended.stdout)["rows"])) == (0, 333)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.xlsx", None),
        ("empty.csv", b""),
        ("rubbish.xlsx", bytes(range(256)) * 20),
        ("letter.csv", "亲爱的家长：\n你好！\n".encode()),
        (".", None),
    ],
)
def test_check_ends_with_2_and_one_sentence_for_a_file_it_cannot_use(
    check, tmp_path, name, content
):
    if content is not None:
        (tmp_path / name).write_bytes(content)

    ended = check(tmp_path / name, "--json")

    assert (ended.exit_code, ended.stdout) == (2, "")
    assert len(ended.stderr.splitlines()) == 1
