from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.enrollment.offering import Candidate, answer_until, next_in_line

SHANGHAI = ZoneInfo("Asia/Shanghai")
THURSDAYS = [date(2026, 9, 10), date(2026, 9, 17)]


def _there(day, hour):
    return datetime(2026, 9, day, hour, tzinfo=SHANGHAI)


def test_the_smallest_number_that_may_have_it_comes_first():
    late, first, other = (
        Candidate(1, 9, 1),
        Candidate(2, 3, 2),
        Candidate(3, 5, 1),
    )
    barred = Candidate(4, 1, 1, may_have_it=False)

    assert next_in_line([late, barred, first, other], 2) == [first, other]


def test_equal_numbers_have_one_order_and_no_seat_is_offered_to_nobody():
    one, two = Candidate(1, 4, 1), Candidate(2, 4, 1)

    assert next_in_line([two, one], 1) == [one]
    assert next_in_line([two, one], 0) == []


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (_there(4, 12), _there(6, 12)),  # two days
        (_there(8, 12), _there(9, 20)),  # the evening before the next meeting comes first
        (_there(9, 16), _there(9, 20)),
        (_there(9, 18), _there(11, 18)),  # too late for tomorrow's meeting
        (_there(17, 12), None),  # nothing comes any more
    ],
)
def test_an_offer_stands_two_days_or_until_the_evening_before_the_meeting(now, until):
    assert answer_until(now, SHANGHAI, THURSDAYS) == until


def test_the_evening_is_the_schools_own():
    now = datetime(2026, 9, 9, 9, tzinfo=UTC)  # 17:00 at the school

    assert answer_until(now, SHANGHAI, THURSDAYS) == now + timedelta(hours=3)
