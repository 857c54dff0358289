import csv
import io
import json
from pathlib import Path

import pytest

from app.courses.reading.catalogue import NoCatalogue, read_catalogue, read_clubs
from app.courses.reading.records import BrokenRecords
from app.courses.reading.rows import ClubTime, Issue, Kind
from app.sheets import Sheet

FILES = Path(__file__).parent.parent / "files"
EXPECTED = json.loads((FILES / "catalogue.json").read_text())
TRANSLATED = {"category_en", "weekday_zh", "teacher_type_en"}  # said twice in the file
KEPT = [key for key in EXPECTED[0] if key not in TRANSLATED]

FREE_HEADINGS = ["序号", "社团名称", "类别", "招生对象", "活动时间", "活动地点", "招生人数", "收费"]
DAYS = "一二三四五六日"
GRADES = "一二三四五六"


def _free_text(club):
    """A club as schools write it: everything in words."""
    first, last = GRADES[club["grade_from"] - 1], GRADES[club["grade_to"] - 1]
    fee = club["materials_fee_yuan"]
    return [
        club["name_zh"],
        club["category"],
        f"{first}至{last}年级",
        f"每周{DAYS[club['weekday'] - 1]} {club['start']}—{club['end']}",
        club["room"],
        f"{club['capacity_min']}—{club['capacity_max']}人",
        f"材料费{fee}元" if fee else "免费",
    ]


def _sheet(*rows, headings=FREE_HEADINGS):
    return Sheet("社团", [headings, *rows])


def _row(**changes):
    club = {
        "序号": 1,
        "社团名称": "童声合唱",
        "类别": "审美",
        "招生对象": "一至二年级",
        "活动时间": "周四16:15-17:10",
        "活动地点": "音乐室一",
        "招生人数": "15-32人",
        "收费": "",
    }
    return list((club | changes).values())


@pytest.mark.parametrize(
    "name", ["catalogue.csv", "catalogue.xlsx", "catalogue.yaml", "catalogue.json"]
)
def test_all_clubs_are_read_from_every_shape(name):
    reading = read_catalogue((FILES / name).read_bytes())

    found = [row.as_dict() for row in reading.rows]
    assert [{key: row[key] for key in KEPT} for row in found] == [
        {key: club[key] for key in KEPT} for club in EXPECTED
    ]
    assert reading.issues == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_all_clubs_are_read_from_words(encoding):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["示范小学课后服务社团一览表"])
    writer.writerow(FREE_HEADINGS)
    writer.writerows([n, *_free_text(club)] for n, club in enumerate(EXPECTED, 1))
    writer.writerow(["合计", "60个"])

    reading = read_catalogue(text.getvalue().encode(encoding))

    keys = ["name_zh", "grade_from", "grade_to", "weekday", "start", "end", "room"]
    keys += ["capacity_min", "capacity_max", "materials_fee_yuan", "category"]
    assert [[row.as_dict()[key] for key in keys] for row in reading.rows] == [
        [club[key] for key in keys] for club in EXPECTED
    ]
    assert reading.issues == []


def test_what_is_not_said_is_not_made_up():
    (row,) = read_clubs([_sheet(_row())]).rows

    assert (row.code, row.admission, row.fee_fen, row.meetings, row.teacher_key) == (
        "",
        "",
        None,
        None,
        "",
    )
    assert row.times == (ClubTime(4, "16:15", "17:10"),)


@pytest.mark.parametrize(
    ("changes", "kind", "column"),
    [
        ({"社团名称": ""}, Kind.TITLE_MISSING, "社团名称"),
        ({"招生对象": "一、三、五年级"}, Kind.GRADES_UNCLEAR, "招生对象"),
        ({"活动时间": "另行通知"}, Kind.TIME_UNCLEAR, "活动时间"),
        ({"招生人数": "若干"}, Kind.SEATS_UNCLEAR, "招生人数"),
        ({"招生人数": "15人以上"}, Kind.SEATS_UNCLEAR, "招生人数"),
        ({"类别": "其他"}, Kind.KIND_UNCLEAR, "类别"),
    ],
)
def test_a_row_that_cannot_be_understood_is_held_back(changes, kind, column):
    reading = read_clubs([_sheet(_row(**changes), _row(社团名称="鼓"))])

    assert [row.title for row in reading.rows] == ["鼓"]
    (issue,) = reading.issues
    assert (issue.kind, issue.sheet, issue.row, issue.column) == (kind, "社团", 2, column)
    assert issue.is_held_back
    assert issue.sentence % issue.facts


def test_what_can_be_done_without_is_told():
    headings = [*FREE_HEADINGS, "录取方式", "课时数", "授课人员", "开班人数"]
    more = ["摇号", "每周", "张老师", "十来个"]

    reading = read_clubs([_sheet([*_row(收费="按实收取"), *more], headings=headings)])

    assert len(reading.rows) == 1
    assert {issue.kind for issue in reading.issues} == {
        Kind.FEE_UNCLEAR,
        Kind.ADMISSION_UNCLEAR,
        Kind.MEETINGS_UNCLEAR,
        Kind.TEACHER_KIND_UNCLEAR,
        Kind.MINIMUM_UNCLEAR,
    }
    assert not any(issue.is_held_back for issue in reading.issues)


def test_day_and_time_may_have_columns_of_their_own():
    headings = ["课程名称", "类别", "年级", "星期", "时间", "人数"]
    rows = [
        ["合唱", "审美", "3-4", "周四", "16:25-17:20", 30],
        ["鼓", "审美", "3-4", 4, "下午4:25-5:20", 30],
        ["笛", "审美", "3-4", "二、四", "16:25-17:20", 30],
    ]

    reading = read_clubs([_sheet(*rows, headings=headings)])

    assert [[at.weekday for at in row.times] for row in reading.rows] == [[4], [4], [2, 4]]
    assert {at.starts_at for row in reading.rows for at in row.times} == {"16:25"}


def test_a_code_stands_once():
    headings = ["编号", *FREE_HEADINGS[1:]]

    reading = read_clubs([_sheet(_row(序号="x01"), _row(序号="X01"), headings=headings)])

    assert [row.code for row in reading.rows] == ["X01"]
    assert [(issue.kind, issue.row, issue.facts["first"]) for issue in reading.issues] == [
        (Kind.SAME_CODE, 3, 2)
    ]


def test_other_sheets_are_told_and_repeated_headings_are_no_clubs():
    hidden = Sheet("旧", [FREE_HEADINGS, _row()], is_hidden=True)
    notes = Sheet("说明", [["填表说明"]])

    reading = read_clubs([hidden, notes, _sheet(_row(), FREE_HEADINGS, _row(社团名称="鼓"))])

    assert len(reading.rows) == 2
    assert [issue.kind for issue in reading.issues] == [Kind.HIDDEN_SHEET, Kind.NO_HEADINGS]


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", "姓名,班级\n张三,三(1)班\n".encode()])
def test_a_table_of_something_else_is_refused(content):
    with pytest.raises(NoCatalogue):
        read_catalogue(content)


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b'{"clubs": 5}',
        b"[[" * 20_000,
        b"- a: &x [1]\n- b: *x\n",
        b"- a: " + b"[" * 200 + b"]" * 200,
        b"- a: b\n c: {",
    ],
)
def test_broken_or_hostile_records_are_refused(content):
    with pytest.raises(BrokenRecords):
        read_catalogue(content)


def test_rows_and_issues_survive_being_kept():
    reading = read_catalogue((FILES / "catalogue.csv").read_bytes())
    issue = Issue("社团", 3, "收费", Kind.FEE_UNCLEAR, {"title": "鼓", "value": "?"})

    kept = json.loads(json.dumps([row.to_json() for row in reading.rows]))

    assert [type(reading.rows[0]).from_json(row) for row in kept] == reading.rows
    assert Issue.from_json(json.loads(json.dumps(issue.to_json()))) == issue
