import pytest

from app.rosters.reading.files import read_file
from app.rosters.reading.oneroster import read_oneroster
from tests.rosters import files


@pytest.mark.parametrize("name", files.STEMS)
def test_every_file_gives_the_rows_it_should(name):
    wanted = files.expected(files.STEMS[name])["rows"]

    reading = read_file(files.content(name), on=files.DAY)

    assert files.same_keys([row.as_dict() for row in reading.rows], wanted) == wanted


def _placed(issue: dict) -> list[tuple[int, str]]:
    return [(row, issue["kind"]) for row in issue.get("rows", [issue.get("row")])]


def test_every_row_that_is_odd_is_told_once():
    wanted = [
        place for issue in files.expected("08_duplicates")["issues"] for place in _placed(issue)
    ]

    reading = read_file(files.content("08_duplicates.xlsx"), on=files.DAY)

    assert [(issue.row, issue.kind) for issue in reading.issues] == wanted


def test_every_broken_identity_number_is_told_and_left_out():
    broken = files.expected("09_broken_ids")["broken_id_rows"]

    reading = read_file(files.content("09_broken_ids.xlsx"), on=files.DAY)

    assert [(issue.row, issue.kind, issue.column) for issue in reading.issues] == [
        (row, "broken_id", "身份证号") for row in broken
    ]
    assert [row.row for row in reading.rows if not row.id_no] == broken
    assert {len(row.id_no) for row in reading.rows if row.id_no} == {18}


def test_a_hidden_sheet_is_told_and_not_read():
    reading = read_file(files.content("04_sheet_per_class.xlsx"), on=files.DAY)

    assert [(issue.sheet, issue.kind) for issue in reading.issues] == [("去年名单", "hidden_sheet")]


def test_two_level_headings_keep_pupil_and_guardian_apart():
    reading = read_file(files.content("01_title_merged.xlsx"), on=files.DAY)

    first = reading.rows[0]
    assert (first.name, first.contact.name, first.contact.phone) == (
        "汪昊启",
        "谢永霞",
        "12041077289",
    )


def test_a_oneroster_set_gives_students_guardians_and_teachers():
    wanted = files.expected("oneroster12")
    # The set names no gender: it has no demographics.csv.
    rows = [{key: row[key] for key in row if key != "gender"} for row in wanted["rows"]]

    reading = read_oneroster(files.oneroster(), year=2026)

    assert files.same_keys([row.as_dict() for row in reading.rows], rows) == rows
    assert reading.issues == []
    assert sum(len(row.guardians) for row in reading.rows) == wanted["guardians"]
    assert [(t.name, t.homerooms) for t in reading.teachers][:1] == [("谢老师", ((3, 1),))]
    assert len(reading.teachers) == wanted["teachers"]
