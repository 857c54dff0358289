from datetime import time

import pytest

from app.courses.reading.amounts import count_of, fee_of, size_of
from app.courses.reading.grades import grades_of
from app.courses.reading.times import WeekTime, moment_of, week_times_of, weekdays_of

FROM, TO = time(16, 25), time(17, 20)


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("三至六年级", (3, 6)),
        ("3-6年级", (3, 6)),
        ("３～６年级", (3, 6)),
        ("三—六年级学生", (3, 6)),
        ("三年级到六年级", (3, 6)),
        ("三、四年级", (3, 4)),
        ("三四年级", (3, 4)),
        ("1,2", (1, 2)),
        ("12年级", (1, 2)),
        ("一年级", (1, 1)),
        (5, (5, 5)),
        (5.0, (5, 5)),
        ("G3-G6", (3, 6)),
        ("grades 3-6", (3, 6)),
        ("三年级以上", (3, 6)),
        ("四年级及以上", (4, 6)),
        ("二年级及以下", (1, 2)),
        ("低段", (1, 2)),
        ("中年级", (3, 4)),
        ("高年级", (5, 6)),
        ("全校", (1, 6)),
        ("不限", (1, 6)),
        ("七至九年级", (7, 9)),
        ("初一", (7, 7)),
    ],
)
def test_grades_as_schools_write_them(text, grades):
    assert grades_of(text) == grades


@pytest.mark.parametrize(
    "text", ["", "一、三、五年级", "六至三年级", "十至十二年级", "男生", "3-6岁", "三到", 0, "2026"]
)
def test_grades_that_cannot_be_told_are_not_guessed(text):
    assert grades_of(text) is None


def test_a_nine_year_school_goes_up_to_nine():
    assert grades_of("七年级以上", school_highest=9) == (7, 9)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("每周四 16:25-17:20", [WeekTime(4, FROM, TO)]),
        ("周四16：25～17：20", [WeekTime(4, FROM, TO)]),
        ("星期四下午4:25—5:20", [WeekTime(4, FROM, TO)]),
        ("周四 4:25-5:20", [WeekTime(4, FROM, TO)]),
        ("周四 4点25分至5点20分", [WeekTime(4, FROM, TO)]),
        ("周四4点半-5点半", [WeekTime(4, time(16, 30), time(17, 30))]),
        ("周二、周四 16:25-17:20", [WeekTime(2, FROM, TO), WeekTime(4, FROM, TO)]),
        ("周二、四 16.25-17.20", [WeekTime(2, FROM, TO), WeekTime(4, FROM, TO)]),
        (
            "周二16:25-17:20；周五15:30-16:30",
            [WeekTime(2, FROM, TO), WeekTime(5, time(15, 30), time(16, 30))],
        ),
        ("周三第2节", [WeekTime(3, period=2)]),
        ("周三第二节 16:25-17:20", [WeekTime(3, FROM, TO)]),
        ("周六上午8:30-10:00", [WeekTime(6, time(8, 30), time(10, 0))]),
        ("周四 16:25-17:20,3楼", [WeekTime(4, FROM, TO)]),
    ],
)
def test_times_as_schools_write_them(text, times):
    assert week_times_of(text) == times


@pytest.mark.parametrize(
    "text", ["", "周四", "16:25-17:20", "周四 17:20-16:25", "周四 26:00-27:00"]
)
def test_half_a_time_is_none(text):
    assert week_times_of(text) == []


def test_every_school_day():
    assert [at.weekday for at in week_times_of("周一至周五 16:25-17:20")] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("周四", [4]),
        ("四", [4]),
        (4, [4]),
        ("星期日", [7]),
        ("Thursday", [4]),
        ("Thu", [4]),
        ("周二、周四", [2, 4]),
        ("周末", []),
        (8, []),
    ],
)
def test_days_of_the_week(text, days):
    assert weekdays_of(text) == days


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("16:25", FROM),
        ("16：25", FROM),
        ("16:25:00", FROM),
        ("下午4:25", FROM),
        ("4点25分", FROM),
        ((16 * 60 + 25) / 1440, FROM),
        ("25:00", None),
        ("下午", None),
        (16, None),
    ],
)
def test_one_time_of_day(cell, moment):
    assert moment_of(cell) == moment


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("15—32人", (15, 32)),
        ("15人-32人", (15, 32)),
        ("32人", (0, 32)),
        (32, (0, 32)),
        ("限30人", (0, 30)),
        ("不超过30人", (0, 30)),
        ("30人以内", (0, 30)),
        ("满10人开班，最多24人", (10, 24)),
        ("至少10人，至多24人", (10, 24)),
        ("10人以上", (10, 0)),
        ("每班30人", (0, 30)),
        ("约30人", (0, 30)),
    ],
)
def test_sizes_as_schools_write_them(text, size):
    assert size_of(text) == size


@pytest.mark.parametrize("text", ["", "若干", "32-15人", "每班2个小组，3人一组", "99999"])
def test_sizes_that_cannot_be_told_are_not_guessed(text):
    assert size_of(text) is None


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("材料费30元", 3000),
        ("30元/学期", 3000),
        ("￥30.50", 3050),
        (30, 3000),
        (12.5, 1250),
        ("0元", 0),
        ("免费", 0),
        ("无", 0),
        ("", 0),
        ("1,200元", 120_000),
    ],
)
def test_fees_as_schools_write_them(text, fen):
    assert fee_of(text) == fen


@pytest.mark.parametrize("text", ["每次2元", "30-50元", "按实际收取", "20元+10元", "100000元"])
def test_fees_that_cannot_be_told_are_not_guessed(text):
    assert fee_of(text) is None


@pytest.mark.parametrize(
    ("text", "count"), [("15次", 15), (15, 15), ("15—32", None), ("", None), ("1.5", None)]
)
def test_counts(text, count):
    assert count_of(text) == count
