"""What stands out: the statistics against scipy, and made-up weeks with and without a problem."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from app.evaluation.diagnosis.measures import NOTHING, SHARES, Amount, Measure, Outlook
from app.evaluation.diagnosis.standing_out import Case, fisher, judge, least_probable

CLUBS, CHILDREN, WEEKS = 60, 25, 6


@given(st.integers(1, 40), st.integers(1, 60), st.data())
@settings(deadline=None)
def test_fisher_is_twice_the_smaller_tail_of_the_exact_test(one, other, data):
    first = Amount(data.draw(st.integers(0, one)), one)
    second = Amount(data.draw(st.integers(0, other)), other)
    table = [[first.value, one - first.value], [second.value, other - second.value]]
    way = "less" if first.share < second.share else "greater"

    assert fisher(first, second) == pytest.approx(
        min(1, 2 * fisher_exact(table, alternative=way).pvalue), abs=1e-9
    )


def test_nothing_is_probable_against_nothing():
    assert (fisher(Amount(3, 5), NOTHING), fisher(NOTHING, Amount(3, 5))) == (1.0, 1.0)


@given(st.lists(st.floats(0, 1), max_size=12))
@settings(deadline=None)
def test_the_largest_rank_below_its_line_takes_all_before_it_along(probabilities):
    order = sorted(probabilities)
    below = [n for n, one in enumerate(order, start=1) if one <= 0.05 * n / len(order)]

    assert len(least_probable(probabilities)) == max(below, default=0)


def week(rng, share=0.95):
    return Amount(sum(rng.random() < share for _ in range(CHILDREN)), CHILDREN)


def ordinary(rng):
    """Sixty clubs of whom about as many come as in the weeks before."""
    return [
        Case(club, Measure.CAME, week(rng), sum((week(rng) for _ in range(WEEKS)), NOTHING))
        for club in range(CLUBS)
    ]


def told(cases):
    return [one.case.subject for one in judge(cases) if one.outlook is not Outlook.USUAL]


def test_ordinary_weeks_are_silent():
    rng = Random(7)

    false = [subject for _ in range(40) for subject in told(ordinary(rng))]

    assert len(false) <= 40 * CLUBS / 1000


@pytest.mark.parametrize("measure", SHARES)
@pytest.mark.parametrize("is_high", [True, False])
def test_a_planted_difference_is_found_and_named_rightly(measure, is_high):
    rng = Random(11)
    usual, planted = (0.5, 0.95) if is_high else (0.5, 0.05)
    cases = [
        Case(club, measure, week(rng, usual), Amount(3 * CHILDREN // 2, 3 * CHILDREN))
        for club in range(CLUBS)
    ]
    cases[5] = Case(5, measure, week(rng, planted), cases[5].before)
    expected = Outlook.BETTER if is_high == SHARES[measure].is_better_high else Outlook.WORSE

    found = {one.case.subject: one.outlook for one in judge(cases) if one.outlook != "usual"}

    assert found[5] is expected
    assert len(found) <= 2


def test_a_club_that_stays_low_is_still_told_apart_from_the_school():
    rng = Random(3)
    cases = ordinary(rng)
    cases[8] = Case(8, Measure.CAME, Amount(15, 25), Amount(90, 150))

    assert told(cases) == [8]


def test_a_difference_too_small_to_matter_is_not_told():
    cases = [Case(n, Measure.CAME, Amount(9500, 10000), Amount(9500, 10000)) for n in range(9)]
    cases[0] = Case(0, Measure.CAME, Amount(9000, 10000), Amount(9500, 10000))

    assert fisher(cases[0].now, cases[0].before) < 1e-9
    assert told(cases) == []


def test_the_median_is_that_of_all_that_were_counted():
    amounts = [Amount(1, 2), Amount(3, 4), Amount(1, 1), NOTHING]
    judged = judge([Case(n, Measure.CAME, one) for n, one in enumerate(amounts)])

    assert {one.median for one in judged} == {0.75}
    assert judge([Case(1, Measure.JOINED, Amount(2))])[0].median is None


@pytest.mark.parametrize(
    ("measure", "amount", "outlook"),
    [
        (Measure.UNSETTLED, Amount(1, 4), "worse"),
        (Measure.UNSETTLED, Amount(0, 4), "usual"),
        (Measure.AWAY, Amount(1), "worse"),
        (Measure.LEFT, Amount(2, 30), "usual"),
        (Measure.LEFT, Amount(3, 30), "worse"),
        (Measure.HELD, Amount(1, 2), "worse"),
        (Measure.HELD, Amount(2, 2), "usual"),
        (Measure.OVERDUE, Amount(1), "worse"),
        (Measure.REPEATED, Amount(1), "worse"),
        (Measure.PRAISED, Amount(1, 2), "better"),
        (Measure.FOUND, Amount(9, 2), "usual"),
        (Measure.JOINED, Amount(9), "usual"),
    ],
)
def test_what_needs_an_act_always_stands_out(measure, amount, outlook):
    assert judge([Case(1, measure, amount)])[0].outlook == outlook
