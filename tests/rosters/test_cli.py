import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rosters import files

ROOT = Path(__file__).resolve().parent.parent.parent


def check(path, *options, home):
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "roster", "check", str(path)]
    environment = os.environ | {
        "ZOUBAN_INSTANCE": str(home),
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    }
    return subprocess.run(
        [*command, *options], cwd=ROOT, env=environment, capture_output=True, check=False
    )


def test_check_prints_rows_issues_and_difference_without_a_database(tmp_path):
    path = files.FOLDER / "08_duplicates.xlsx"
    wanted = files.expected("08_duplicates")["rows"]

    ended = check(path, "--json", home=tmp_path)

    answer = json.loads(ended.stdout)
    assert (ended.returncode, answer["diff"]) == (0, {})
    assert files.same_keys(answer["rows"], wanted) == wanted
    assert answer["issues"][-1] == {
        "sheet": "Sheet",
        "row": 97,
        "column": "备注",
        "kind": "remark_transferred_out",
        "message": "郑转出标注了“已转出”，不导入。",
    }


def test_check_tells_in_english_when_asked(tmp_path):
    ended = check(files.FOLDER / "08_duplicates.xlsx", "--lang", "en", home=tmp_path)

    assert ended.stdout.decode().startswith("89 students in 2 homerooms\n")


def test_check_reads_the_zip_of_a_oneroster_set(tmp_path):
    packed = tmp_path / "set.zip"
    packed.write_bytes(files.oneroster_zip())

    ended = check(packed, "--json", home=tmp_path)

    assert (ended.returncode, len(json.loads(ended.stdout)["rows"])) == (0, 333)


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
def test_check_ends_with_2_and_one_sentence_for_a_file_it_cannot_use(tmp_path, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)

    ended = check(tmp_path / name, "--json", home=tmp_path / "instance")

    assert (ended.returncode, ended.stdout) == (2, b"")
    assert len(ended.stderr.decode().splitlines()) == 1
