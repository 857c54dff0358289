import pytest

from app.web.figures import Segment, columns, mark, percent, points, segments, share


@pytest.mark.parametrize(
    ("part", "whole", "length"),
    [(1, 3, "33.3%"), (5, 4, "100.0%"), (-1, 4, "0.0%"), (1, 0, "0.0%")],
)
def test_a_share_never_leaves_its_bar(part, whole, length):
    assert share(part, whole) == length


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(999, 1000, 99), (1, 1000, 1), (0, 5, 0), (5, 5, 100), (0, 0, 0)]
)
def test_only_all_is_a_hundred_percent_and_only_none_is_zero(part, whole, shown):
    assert percent(part, whole) == shown


def test_the_highest_column_fills_the_plot():
    first, second = columns([("一", 2, "2"), ("二", 4, "4")])

    assert (first.height, first.top, second.height, second.top) == (48, 48, 96, 0)
    assert (first.left, first.middle, second.middle) == ("7.5%", "25.0%", "75.0%")


def test_columns_without_a_value_stand_on_the_ground():
    assert [column.height for column in columns([("一", 0, "0")])] == [0]
    assert columns([]) == []


@pytest.mark.parametrize(
    ("label", "spare"),
    [("1日", [False] * 7), ("12月24日", [False, True] * 3 + [False])],
)
def test_words_of_columns_that_would_touch_on_a_phone_are_spared_but_the_last(label, spare):
    assert [column.is_spare for column in columns([(label, 1, "1")] * 7)] == spare


def test_segments_lie_side_by_side():
    assert segments([("a", 1), ("b", 3)]) == [
        Segment("a", 1, 25, "0.0%", "25.0%"),
        Segment("b", 3, 75, "25.0%", "75.0%"),
    ]


@pytest.mark.parametrize(
    ("number", "at", "side"), [(1, "0.0%", "start"), (51, "50.0%", "mid"), (101, "100.0%", "fin")]
)
def test_words_of_a_mark_turn_inward_at_the_edges(number, at, side):
    found = mark(number, 101)

    assert (found.at, found.side) == (at, side)


def test_a_line_of_one_number_is_no_fault():
    assert mark(1, 1).at == "0.0%"
    assert points([0.5], 1) == "0.0,50.0"
