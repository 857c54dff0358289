from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rosters.reading import values
from app.rosters.reading.files import read_file
from app.rosters.reading.homerooms import homeroom_in_titles, homeroom_named
from app.rosters.reading.oneroster import read_oneroster
from app.rosters.reading.roster import NoRoster, read_roster
from app.rosters.reading.rows import Contact, Reading
from app.rosters.reading.surnames import full_name
from app.sheets import CannotRead, Sheet
from tests.rosters import files

PUPILS = ["汪昊启", "熊紫嫣", "宋远航"]


def read(*rows, name="Sheet1", known=()) -> Reading:
    return read_roster([Sheet(name, rows)], year=2026, known=known)


def kinds(reading: Reading) -> list[tuple[int, str]]:
    return [(issue.row, issue.kind) for issue in reading.issues]


def pupils(*, homeroom="三(1)班"):
    return [[f"2024010{n}", name, homeroom] for n, name in enumerate(PUPILS, 1)]


@pytest.mark.parametrize(
    "written",
    [
        "三(3)班", "三（3）班", "三（三）班", "三年级三班", "三年级（3）班", "3-3", "3－3",
        "3年级3班", "303", "0303", "3.3班", "三三班", "三3班", "2024级3班", "2024级（三）班",
        "３年３班", " 三 (3) 班 ", "小学三年级3班", "G3C3", "三(03)班", date(2026, 3, 3),
    ],
)  # fmt: skip  # -- a table reads best as one
def test_a_homeroom_is_understood_however_it_is_written(written):
    assert homeroom_named(written, 2026) == (3, 3)


@pytest.mark.parametrize(
    ("written", "grade", "understood"),
    [
        ("3班", 3, (3, 3)),
        (3, 3, (3, 3)),
        ("（１）班", 2, (2, 1)),
        ("11班", 1, (1, 11)),
        ("十一班", None, (None, 11)),
        ("二十一班", 4, (4, 21)),
        ("初二(4)班", None, (8, 4)),
        ("2012级1班", None, (None, None)),
        ("向日葵班", 1, (None, None)),
        ("班", 1, (None, None)),
    ],
)
def test_a_class_alone_needs_its_grade(written, grade, understood):
    assert homeroom_named(written, 2026, grade) == understood


@pytest.mark.parametrize(
    ("titles", "understood"),
    [
        (["四(1)班学生名单（班主任：赵老师）"], (4, 1)),
        (["2026-2027学年第一学期六（2）班名单"], (6, 2)),
        (["三年级学生名册", "三(2)班"], (3, 2)),
        (["示范小学三年级课后服务学生名册"], (3, None)),
        (["2026年秋季名单"], (None, None)),
    ],
)
def test_a_title_names_the_homeroom(titles, understood):
    assert homeroom_in_titles(titles, 2026) == understood


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("李  佳", "李佳"),
        ("方\u3000浩", "方浩"),
        ("\xa0马浩杰\u200b ", "马浩杰"),
        ("才旦．扎西", "才旦·扎西"),
        ("米热依 • 阿布都外力", "米热依·阿布都外力"),
        ("Anna  Maria O'Neil-Smith", "Anna Maria O'Neil-Smith"),
        ("J. R. Müller", "J. R. Müller"),
        ("e\u0301va", "éva"),
        ("𠮷野\ufe0f", "𠮷野"),
        ("བསྟན་འཛིན", "བསྟན་འཛིན"),
        ("김 민준", "김 민준"),
        ("A\u202eB", "AB"),
        ("阿Q", "阿Q"),
    ],
)
def test_a_name_stays_what_it_is(written, name):
    assert values.name_of(written) == name


@pytest.mark.parametrize(
    ("family", "given", "name"),
    [
        ("汪", "昊启", "汪昊启"),
        ("欧阳", "若可", "欧阳若可"),
        ("木果", "阿呷", "阿呷·木果"),
        ("Smith", "Anna", "Anna Smith"),
        ("", "扎西", "扎西"),
    ],
)
def test_names_are_put_together_as_their_owners_write_them(family, given, name):
    assert full_name(family, given) == name


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("20190924", "2019-09-24"),
        (20190924, "2019-09-24"),
        ("2019/9/24", "2019-09-24"),
        ("2019年9月24日", "2019-09-24"),
        (43732, "2019-09-24"),
        (date(2019, 9, 24), "2019-09-24"),
        ("２０１９.９.２４", "2019-09-24"),
        ("", ""),
        ("2019-02-30", None),
        ("九月", None),
    ],
)
def test_a_date_is_understood_however_it_is_written(written, day):
    assert values.date_of(written) == day


def test_a_list_without_numbers_gets_seats():
    reading = read(["班级", "姓名"], *[["三(1)班", name] for name in PUPILS])

    assert [(row.student_no, row.seat_no) for row in reading.rows] == [("", 1), ("", 2), ("", 3)]
    assert kinds(reading) == [(0, "no_number_column")]


def test_a_pupil_who_left_is_held_back_and_one_on_leave_is_kept():
    rows = pupils()
    rows[0].append("2026年9月已转出")
    rows[1].append("休学一年")
    rows[2].append("外校转入，曾休学，已复学")

    reading = read(["学号", "姓名", "班级", "备注"], *rows, known={(3, 1)})

    assert [(row.name, row.is_suspended) for row in reading.rows] == [
        ("熊紫嫣", True),
        ("宋远航", False),
    ]
    assert kinds(reading) == [(2, "remark_transferred_out"), (3, "remark_suspended")]


def test_a_homeroom_that_the_school_knows_may_be_small():
    unknown = read(["学号", "姓名", "班级"], *pupils()[:2])
    known = read(["学号", "姓名", "班级"], *pupils()[:2], known={(3, 1)})

    assert (len(unknown.rows), kinds(unknown)) == (0, [(2, "class_unknown"), (3, "class_unknown")])
    assert (len(known.rows), kinds(known)) == (2, [])
    assert unknown.mentioned == {"20240101", "20240102"}


def test_numbers_are_half_width_and_upper_case():
    rows = pupils()
    rows[0][0] = " ａ２０２4b "

    assert read(["学号", "姓名", "班级"], *rows).rows[0].student_no == "A2024B"


@pytest.mark.parametrize("number", ["2.02401E+09", 2.0240101e17, "很多", "9" * 40])
def test_a_number_that_lost_its_digits_is_held_back(number):
    rows = pupils()
    rows[0][0] = number

    reading = read(["学号", "姓名", "班级"], *rows, known={(3, 1)})

    assert (len(reading.rows), kinds(reading)) == (2, [(2, "number_unclear")])


def test_what_cannot_be_understood_is_told_with_its_column():
    head = ["学号", "姓名", "性别", "班级", "出生日期", "联系电话", "是否留守儿童"]
    rows = [[no, name, "?", room, "夏天", "没有电话", "?"] for no, name, room in pupils()]

    reading = read(head, *rows)

    assert len(reading.rows) == 3
    assert [(issue.column, issue.kind) for issue in reading.issues if issue.row == 2] == [
        ("性别", "value_unclear"),
        ("出生日期", "value_unclear"),
        ("是否留守儿童", "value_unclear"),
        ("联系电话", "value_unclear"),
    ]


@pytest.mark.parametrize(
    ("grade", "homeroom", "kind"),
    [("三年级", "四(1)班", "grade_class_differ"), ("三年级", "向日葵班", "class_unclear")],
)
def test_a_homeroom_that_cannot_be_is_held_back(grade, homeroom, kind):
    rows = [[no, name, "三年级", "1班"] for no, name, _ in pupils()]
    rows[0][2:] = [grade, homeroom]

    reading = read(["学号", "姓名", "年级", "班级"], *rows, known={(3, 1)})

    assert (len(reading.rows), kinds(reading)) == (2, [(2, kind)])


def test_father_and_mother_are_two_guardians():
    head = [
        "学号*",
        "姓名(必填)",
        "班级",
        "父亲姓名",
        "父亲电话",
        "母亲",
        "母亲联系电话",
        "家长签字",
    ]
    rows = [[*row, "汪强", "12000000001", "谢霞", "12000000002", "x"] for row in pupils()]

    assert read(head, *rows).rows[0].guardians == (
        Contact("汪强", "父亲", "12000000001"),
        Contact("谢霞", "母亲", "12000000002"),
    )


def test_two_heading_rows_are_read_without_merged_cells_too():
    upper = ["学号", "班级", "学生信息", "", "家长信息"]
    lower = ["", "", "姓名", "性别", "姓名", "电话"]
    rows = [[no, room, name, "男", "谢霞", "12000000001"] for no, name, room in pupils()]

    first = read(["名册"], upper, lower, *rows).rows[0]

    assert (first.student_no, first.name, first.contact) == (
        "20240101",
        "汪昊启",
        Contact("谢霞", "", "12000000001"),
    )


def test_lists_below_each_other_have_titles_of_their_own():
    head = ["学号", "姓名", "性别"]
    lists = [
        [[f"{title}名单"], head, *[[f"2024{n}0{m}", name, ""] for m, name in enumerate(PUPILS)], []]
        for n, title in enumerate(["三(1)班", "三(2)班"])
    ]

    reading = read(*lists[0], *lists[1], head, ["2024999", "杜一诺", ""])

    assert [row.homeroom for row in reading.rows] == [(3, 1)] * 3 + [(3, 2)] * 4


def test_blocks_side_by_side_have_titles_of_their_own():
    first, second = pupils(), pupils()
    lines = [[*a[:2], "", f"9{b[0]}", b[1]] for a, b in zip(first, second, strict=True)]

    reading = read(["三(1)班", "", "", "三(2)班"], ["学号", "姓名", "", "学号", "姓名"], *lines)

    assert [row.homeroom for row in reading.rows] == [(3, 1)] * 3 + [(3, 2)] * 3


def test_totals_and_notes_are_no_pupils_but_a_remark_is_none_of_them():
    rows = [[*row, "注：对花生过敏"] for row in pupils()]

    reading = read(
        ["学号", "姓名", "班级", "备注"], *rows, ["合计", "3人"], ["注：本表一式两份", "", "", ""]
    )

    assert (len(reading.rows), kinds(reading)) == (3, [])


def test_one_number_in_two_homerooms_is_held_back():
    rows = [*pupils(), ["20240101", "汪昊启", "三(2)班"]]

    reading = read(["学号", "姓名", "班级"], *rows)

    assert kinds(reading) == [(5, "same_number_other_class")]


def test_a_sheet_without_headings_is_told():
    sheets = [Sheet("说明", [["请填写"]]), Sheet("三(1)班", [["学号", "姓名", "班级"], *pupils()])]

    reading = read_roster(sheets, year=2026)

    assert [(issue.sheet, issue.kind) for issue in reading.issues] == [("说明", "no_headings")]


def test_a_file_without_any_list_is_refused():
    with pytest.raises(NoRoster):
        read(["日期", "天气"], ["2026-09-01", "晴"])


CELLS = st.one_of(
    st.sampled_from(["学号", "姓名", "班级", "三(1)班", "合计", "家长信息", "", "2024"]),
    st.text(max_size=12),
    st.integers(),
    st.floats(allow_nan=True),
    st.dates(),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=7), max_size=9))
def test_whatever_stands_in_the_cells_is_read_or_refused(rows):
    try:
        reading = read_roster([Sheet("x", [row for row in rows if row])], year=2026)
    except CannotRead:
        return

    assert all(row.name and row.grade and row.class_no for row in reading.rows)
    assert all(issue.sentence % issue.facts for issue in reading.issues)


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted(files.oneroster())), st.text(max_size=200).map(str.encode)
    )
)
def test_a_damaged_oneroster_set_is_read_or_refused(damage):
    try:
        reading = read_oneroster(files.oneroster() | damage, year=2026)
    except CannotRead:
        return

    assert isinstance(reading, Reading)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_whatever_the_file_holds_it_is_read_or_refused(content):
    try:
        reading = read_file("学号,姓名,班级\n".encode() + content, on=files.DAY)
    except CannotRead:
        return

    assert isinstance(reading, Reading)
