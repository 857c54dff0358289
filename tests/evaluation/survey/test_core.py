import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evaluation.survey import tally
from app.evaluation.survey.masking import masked
from app.evaluation.survey.questions import Kind, Option, Question, read, stored
from app.evaluation.survey.tally import Given, blocks, by_block, for_groups, shown
from app.evaluation.survey.usual_form import USUAL_QUESTIONS

SIZES = st.dictionaries(st.integers(1, 9), st.integers(0, 30))
OVERALL = Question("overall", Kind.SCALE, "总体")
DAYS = Question(
    "why_not",
    Kind.MULTI,
    "原因",
    options=[Option("fee", "费用"), Option("time", "时间")],
    most=1,
    show_if={"days": ["0"]},
)


@given(SIZES, st.lists(st.sets(st.integers(1, 9)), min_size=2, max_size=6), st.randoms())
def test_no_subtraction_of_filters_leaves_a_small_group(sizes, filters, chance):
    parted = blocks(sizes)
    totals = [shown(wanted, parted) for wanted in filters]

    for _turn in range(10):
        one, other = chance.choice(totals), chance.choice(totals)
        for rest in (one, one - other, one ^ other, one & other, one | other):
            size = sum(sizes[group] for group in rest)
            assert size == 0 or size >= tally.LEAST


@given(SIZES)
def test_blocks_hold_every_answer_once_or_none_is_shown(sizes):
    parted = blocks(sizes)

    groups = [group for block in parted for group in block]
    wanted = [group for group, size in sizes.items() if size]
    assert sorted(groups) == (sorted(wanted) if sum(sizes.values()) >= tally.LEAST else [])


def test_a_small_group_hides_behind_the_smallest_other():
    assert blocks({3: 12, 4: 2, 5: 9}) == [frozenset({3}), frozenset({4, 5})]


def test_a_filter_shows_the_whole_blocks_in_it():
    answers = [Given(grade, ["5"]) for grade in (3,) * 6 + (4,) * 2 + (5,) * 7]

    sizes = [
        found.size if (found := for_groups(OVERALL, answers, wanted)) else None
        for wanted in ([3, 4, 5], [3], [4], [5], [4, 5])
    ]

    assert sizes == [15, None, None, 7, 7]


def test_a_distribution_says_its_size_and_every_value():
    answers = [Given(3, [value]) for value in "5554221"]

    (found,) = by_block(OVERALL, answers).values()

    assert found.counts == [("5", 3), ("4", 1), ("3", 0), ("2", 2), ("1", 1)]
    assert (found.size, found.satisfied, found.dissatisfied) == (7, 4, 3)


def test_a_question_comes_up_when_another_was_answered_so():
    assert DAYS.is_shown({"days": ["0"]})
    assert not DAYS.is_shown({"days": ["3"]})
    assert not DAYS.is_shown({})


@pytest.mark.parametrize(
    ("question", "sent", "is_accepted"),
    [
        (OVERALL, ["5"], True),
        (OVERALL, ["6"], False),
        (OVERALL, ["5", "4"], False),
        (Question("ten", Kind.TEN, "0-10"), ["10"], True),
        (Question("ten", Kind.TEN, "0-10"), ["11"], False),
        (DAYS, ["fee"], True),
        (DAYS, ["fee", "time"], False),
        (DAYS, ["fee", "fee"], False),
        (Question("text", Kind.TEXT, "说"), ["好" * 500], True),
        (Question("text", Kind.TEXT, "说"), ["好" * 501], False),
    ],
)
def test_only_what_the_question_offers_is_an_answer(question, sent, is_accepted):
    assert question.accepts(sent) is is_accepted


def test_a_question_is_the_same_after_being_stored():
    assert [stored(read(stored(one))) for one in USUAL_QUESTIONS] == [
        stored(one) for one in USUAL_QUESTIONS
    ]
    assert max(Counter(one.key for one in USUAL_QUESTIONS).values()) == 1


def test_names_of_children_are_masked_with_and_without_surname():
    text = "孙志奕很喜欢，志奕说老师好；Anna Li too, anna"

    assert masked(text, ["孙志奕", "Anna Li", "李"]) == "○○很喜欢，○○说老师好；○○ too, ○○"


def test_masking_leaves_no_name_whatever_is_written():
    names = ["王小明", "李雨涵", "张三"]
    chance = random.Random(7)
    for _turn in range(100):
        text = "".join(chance.choice([*names, "小明", "好", "，", "三"]) for _ in range(12))
        assert not any(name in masked(text, names) for name in [*names, "小明", "雨涵"])
