"""The score's formula and the rules of suggestions, without a database."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.courses.models import Domain, EKind, Tier, Track
from app.evaluation.summary.advice import Advice, suggest
from app.evaluation.summary.closing import (
    Found,
    Share,
    Theme,
    ThemeMonth,
    Verdict,
    around,
    by_month,
    verdict,
)
from app.evaluation.summary.evidence import (
    Attendance,
    Closing,
    Demand,
    Evidence,
    Opinion,
    Patrols,
    Weeks,
)
from app.evaluation.summary.five import OF_DOMAIN, OF_E_KIND, Education, cover, education_of
from app.evaluation.summary.score import STEADY, USUAL_WEIGHTS, Measured, Part, means, score

measured = st.builds(Measured, st.floats(0, 100), st.integers(0, 500))
section = st.dictionaries(st.sampled_from(Part), measured)
school = st.lists(section, min_size=1, max_size=8)


@st.composite
def weightings(draw):
    """Weights that add up to a hundred."""
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=5, max_size=5)))
    edges = [0, *cuts, 100]
    return {part: edges[n + 1] - edges[n] for n, part in enumerate(Part)}


def scored(listed, number, weights):
    return score(listed[number], means(listed), weights).value


def test_the_usual_weights_are_a_whole():
    assert sum(USUAL_WEIGHTS.values()) == 100
    assert set(USUAL_WEIGHTS) == set(STEADY) == set(Part)


@given(school, weightings())
@settings(max_examples=60, deadline=None)
def test_a_score_lies_between_nothing_and_a_hundred(listed, weights):
    for number in range(len(listed)):
        value = scored(listed, number, weights)
        assert value is None or -1e-9 <= value <= 100 + 1e-9


@given(
    school,
    weightings(),
    st.sampled_from(Part),
    st.integers(1, 500),
    st.lists(st.floats(0, 100), min_size=2, max_size=2).map(sorted),
)
@settings(max_examples=60, deadline=None)
def test_a_better_part_never_makes_a_worse_score(listed, weights, part, size, values):
    worse, more = values
    listed = [{**listed[0], part: Measured(worse, size)}, *listed[1:]]
    better = {**listed[0], part: Measured(more, size)}

    before = scored(listed, 0, weights)
    after = scored([better, *listed[1:]], 0, weights)

    assert (before is None) == (after is None)
    assert before is None or after >= before - 1e-9


@given(school, weightings(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_rows_changes_nothing(listed, weights, chance):
    mixed = listed.copy()
    chance.shuffle(mixed)

    assert means(mixed) == means(listed)
    assert score(listed[0], means(mixed), weights) == score(listed[0], means(listed), weights)


@given(section, weightings())
@settings(max_examples=40, deadline=None)
def test_what_is_missing_is_shared_out_in_proportion(parts, weights):
    found = score(parts, means([parts]), weights)

    shares = [found.share(line) for line in found.lines]
    assert not shares or sum(shares) == pytest.approx(100)
    named = {line.part for line in found.lines} | set(found.missing)
    assert named == {part for part in Part if weights[part]}


def test_small_samples_are_drawn_towards_the_schools_mean():
    mean = {Part.PATROLS: 90.0}
    weights = {Part.PATROLS: 100}

    values = [score({Part.PATROLS: Measured(60, size)}, mean, weights).value for size in (1, 3, 30)]

    assert values == [
        pytest.approx(82.5),
        pytest.approx(75),
        pytest.approx((30 * 60 + 3 * 90) / 33),
    ]


def test_nothing_measured_is_no_score_and_little_is_provisional():
    empty = score({}, {}, USUAL_WEIGHTS)
    patrols_alone = score({Part.PATROLS: Measured(100, 2)}, {}, USUAL_WEIGHTS)

    assert empty.value is None
    assert patrols_alone.is_provisional
    assert patrols_alone.value == 100


GOOD = Evidence(
    taken=20,
    seats=20,
    min_size=10,
    most_seats=40,
    demand=Demand(22, 60, 20),
    attendance=Attendance(10, 200, 195),
    patrols=Patrols(3, 98, 0, 1),
    closing=Closing(2, 2, 0),
    diagnosis=Weeks(8, 0, 0),
    opinion=Opinion(40, 34, 2, 0),
)


def advised(evidence, tier=Tier.EMERGING):
    parts = evidence.parts()
    return suggest(evidence, tier, score(parts, means([parts]), USUAL_WEIGHTS))


@pytest.mark.parametrize(
    ("changes", "tier", "expected"),
    [
        ({}, Tier.FLAGSHIP, set()),
        ({}, Tier.EMERGING, {Advice.FLAGSHIP}),
        ({"opinion": Opinion(9, 9, 1, 0)}, Tier.EMERGING, set()),
        ({"demand": Demand(25, 60, 20)}, Tier.FLAGSHIP, {Advice.MORE_SEATS}),
        ({"demand": Demand(24, 60, 20)}, Tier.FLAGSHIP, set()),
        (
            {"demand": Demand(25, 60, 20), "attendance": Attendance(10, 200, 169)},
            Tier.FLAGSHIP,
            set(),
        ),
        (
            {"demand": Demand(11, 20, 20), "taken": 11},
            Tier.EMERGING,
            {Advice.FEWER_SEATS, Advice.AT_RISK},
        ),
        ({"demand": Demand(11, 20, 20), "taken": 12}, Tier.EMERGING, set()),
        ({"taken": 11}, Tier.FLAGSHIP, {Advice.AT_RISK}),
        ({"patrols": Patrols(3, 98, 0, 2)}, Tier.FLAGSHIP, {Advice.THANK}),
        ({"opinion": Opinion(10, 9, 1, 0)}, Tier.FLAGSHIP, {Advice.THANK}),
        (
            {"patrols": Patrols(3, 98, 2, 2), "closing": Closing(2, 1, 1)},
            Tier.FLAGSHIP,
            set(),
        ),
        (
            {"demand": Demand(2, 9, 20), "patrols": Patrols(3, 40, 9, 0), "opinion": None},
            Tier.FLAGSHIP,
            set(),
        ),
        (
            {
                "demand": Demand(2, 9, 20),
                "patrols": Patrols(3, 40, 9, 0),
                "opinion": Opinion(40, 10, 2, 0),
                "closing": Closing(4, 0, 4),
            },
            Tier.FLAGSHIP,
            {Advice.EMERGING},
        ),
    ],
)
def test_suggestions_follow_the_written_rules(changes, tier, expected):
    assert advised(replace(GOOD, **changes), tier).advice == expected


def test_seats_grow_by_a_quarter_at_most_and_never_past_the_room():
    wanted = Demand(90, 120, 20)

    assert advised(replace(GOOD, demand=wanted)).seats == 25
    assert advised(replace(GOOD, demand=wanted, most_seats=22)).seats == 22
    assert advised(replace(GOOD, demand=wanted, most_seats=20)).seats == 20


def test_seats_never_shrink_below_the_fewest_a_club_opens_with():
    few = replace(GOOD, demand=Demand(3, 5, 20), taken=4)

    assert advised(few).seats == 10


NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
SAFETY, ORDER = Theme("安全", "Safety"), Theme("秩序", "Order")


def test_what_was_found_is_counted_by_month_and_theme():
    things = [
        Found(SAFETY, date(2026, 11, 5), date(2026, 11, 6), date(2026, 11, 6)),
        Found(SAFETY, date(2026, 11, 9), date(2026, 11, 9), date(2026, 11, 10)),
        Found(SAFETY, date(2026, 11, 30), date(2026, 12, 7), None),
        Found(ORDER, date(2026, 12, 1), date(2026, 12, 2), None),
    ]

    months = by_month(things, today=date(2026, 12, 3))

    assert months == {
        NOVEMBER: [ThemeMonth(SAFETY, found=3, due=2, in_time=1)],
        DECEMBER: [ThemeMonth(ORDER, found=1, due=1, in_time=0)],
    }


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (Share(300, 600), Share(390, 600), Verdict.MORE),
        (Share(390, 600), Share(300, 600), Verdict.FEWER),
        (Share(3, 6), Share(4, 6), Verdict.UNCLEAR),
        (Share(300, 600), Share(310, 600), Verdict.UNCLEAR),
        (Share(6, 6), Share(9, 9), Verdict.UNCLEAR),
    ],
)
def test_a_difference_counts_only_beyond_chance(before, after, expected):
    assert verdict(before, after) is expected


def test_a_month_lies_between_the_survey_before_and_its_own():
    surveyed = [date(2026, 10, 1), DECEMBER]

    assert around(NOVEMBER, surveyed) == (date(2026, 10, 1), DECEMBER)
    assert around(DECEMBER, surveyed) == (date(2026, 10, 1), DECEMBER)
    assert around(date(2026, 10, 1), surveyed) == (None, date(2026, 10, 1))


def test_a_child_with_two_clubs_of_one_education_counts_once():
    taking = [(3, 7, Education.BODY), (3, 7, Education.BODY), (3, 7, Education.BEAUTY)]

    (grade,) = cover({3: 2}, taking)

    assert (grade.reached[Education.BODY], grade.reached[Education.BEAUTY]) == (1, 1)
    assert grade.kinds == 1.0


def test_every_domain_and_kind_serves_an_education():
    assert set(OF_DOMAIN) == set(Domain)
    assert set(OF_DOMAIN.values()) == set(Education)
    assert set(OF_E_KIND) == set(EKind)
    assert education_of(Track.BASE, None, None) is None
