from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.demo.moments import NoMoment, plan_around, read_moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("Thu 16:20", 26, 16),
        ("thursday 16:20", 26, 16),
        ("周四 16:20", 26, 16),
        ("星期天 8:20", 29, 8),
        ("Mon 08:20", 23, 8),
        ("16:20", 23, 16),
        ("2026-11-30 16:20", 30, 16),
    ],
)
def test_a_moment_is_read_as_people_write_it(text, day, hour):
    assert read_moment(text, MONDAY) == datetime(2026, 11, day, hour, 20, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text", ["", "Thu", "16.20", "Thu 25:00", "someday 16:20", "2026-13-01 1:00"]
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(NoMoment):
        read_moment(text, MONDAY)


def test_dates_are_laid_around_the_day_of_creation():
    plan = plan_around(MONDAY.date(), SHANGHAI)

    assert plan.opens_at < MONDAY < plan.closes_at
    assert (plan.starts_on, plan.ends_on) == (date(2026, 11, 9), date(2027, 3, 19))
    assert plan.closes_at == datetime(2026, 11, 25, 18, 0, tzinfo=SHANGHAI)
