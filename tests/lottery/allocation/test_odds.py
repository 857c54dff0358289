"""The odds of a list against draws in which the one more child really takes part."""

import json
import random
from collections import Counter
from itertools import islice, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings

from app.lottery.allocation.draw import solve
from app.lottery.allocation.odds import (
    chains_of,
    cutoffs_of,
    none_with_more,
    odds_of,
    trial_draws,
    trials_kept,
)
from app.lottery.allocation.problem import Mechanism, read_problem
from app.lottery.allocation.turns import Turns
from tests.lottery.allocation.problems import problems

RANKS = 5
OPTIMISING = ["fewest-unplaced", "most-first"]


def with_one_more(problem, listed, before):
    """The same draw with one more child, before whom so many others stand."""
    slot = problem["slots"][0]
    newcomer = {"ticket": "T-new", "choices": {slot: listed}, "wanted": 1, "slot_order": [slot]}
    numbers = {t: n + (n > before) for t, n in problem["numbers"].items()}
    return {
        **problem,
        "students": [*problem["students"], newcomer],
        "numbers": {**numbers, "T-new": before + 1},
    }


def share_of_ranks(problem, listed, places_before):
    """How often each rank comes out; the last figure is no place."""
    counts = Counter()
    for before in places_before:
        result = json.loads(solve(json.dumps(with_one_more(problem, listed, before))))
        code = next(iter(result["places"]["T-new"].values()), None)
        counts[listed.index(code) if code else len(listed)] += 1
    return [counts[rank] / len(places_before) for rank in range(len(listed) + 1)]


def together(mechanism, trials, students):
    """The trials as a page reads them, after they were kept as JSON."""
    kept = {code: json.loads(json.dumps([trial[code] for trial in trials])) for code in trials[0]}
    return trials_kept(Mechanism(mechanism), kept, students + 1, RANKS)


def told(problem, listed):
    given = read_problem(json.dumps(problem))
    is_fair = given.mechanism is Mechanism.FAIR
    trial = cutoffs_of(given) if is_fair else chains_of(given, RANKS)
    odds = odds_of(together(given.mechanism, [trial], len(given.students)), listed)
    return [*odds.ranks, odds.none]


@pytest.mark.parametrize("mechanism", ["fair", *OPTIMISING])
@settings(max_examples=100, deadline=None)
@given(problem=problems(slots=1, priorities=False, minimum=False))
def test_one_trial_tells_exactly_what_one_more_child_would_get(mechanism, problem):
    problem["mechanism"] = mechanism
    listed = [section["code"] for section in problem["sections"]]
    turns = range(len(problem["students"]) + 1)

    assert told(problem, listed) == pytest.approx(share_of_ranks(problem, listed, turns))


def crowded(seed, **section):
    """A slot with 60 children, 6 sections and 48 seats, with popular and unpopular sections."""
    chance = random.Random(seed)
    codes = [f"X{n}" for n in range(6)]
    students = []
    for n in range(60):
        wanted = sorted(codes, key=lambda code: chance.random() * (2 + int(code[1:])))[:3]
        member = wanted[:1] if n % 10 == 0 else []
        students.append({"ticket": f"T{n:02}", "choices": {"thu": wanted}, "continuing": member})
        students[-1]["reserved_group"] = n % 12 == 0
    order = list(range(1, 61))
    chance.shuffle(order)
    return {
        "format": "draw-problem/1",
        "mechanism": "fair",
        "slots": ["thu"],
        "sections": [{"code": code, "slot": "thu", "seats": 8, **section} for code in codes],
        "students": students,
        "numbers": {student["ticket"]: n for student, n in zip(students, order, strict=True)},
    }


@pytest.mark.parametrize(
    ("mechanism", "section"),
    [
        ("fair", {"min_size": 6}),
        ("fair", {"reserved": 1, "continuing_share": 25}),
        ("fewest-unplaced", {"min_size": 6}),
        ("most-first", {"min_size": 6}),
    ],
)
def test_with_closings_and_kept_seats_the_error_is_small(mechanism, section):
    listed, seen, said = ["X0", "X3", "X5"], [], []
    for seed in range(6):
        problem = crowded(seed, **section) | {"mechanism": mechanism}
        seen.append(share_of_ranks(problem, listed, range(0, 61, 2)))
        said.append(told(problem, listed))

    off = [
        abs(sum(row[rank] for row in seen) - sum(row[rank] for row in said)) / len(seen)
        for rank in range(4)
    ]
    assert max(off) < 0.05


def tiny(mechanism):
    """Three children for four seats of which one is not wanted by many; ties are common."""
    lists = {"T0": ["A", "B"], "T1": ["A"], "T2": ["B", "A", "C"]}
    return {
        "format": "draw-problem/1",
        "mechanism": mechanism,
        "slots": ["thu"],
        "sections": [
            {"code": code, "slot": "thu", "seats": seats}
            for code, seats in (("A", 1), ("B", 1), ("C", 1))
        ],
        "students": [{"ticket": ticket, "choices": {"thu": lists[ticket]}} for ticket in lists],
        "numbers": {"T0": 1, "T1": 2, "T2": 3},
    }


def everything_that_can_happen(problem):
    """`fair`: the lists in every order of numbers; else every pick of as many lists, in order."""
    lists = [student["choices"] for student in problem["students"]]
    is_fair = problem["mechanism"] == "fair"
    for picked in permutations(lists) if is_fair else product(lists, repeat=len(lists)):
        students = [{"ticket": f"T{n}", "choices": choices} for n, choices in enumerate(picked)]
        yield problem | {"students": students}


@pytest.mark.parametrize("mechanism", ["fair", *OPTIMISING])
@pytest.mark.parametrize("listed", [["A", "B"], ["B", "C"], ["C"]])
def test_many_trials_come_as_near_to_all_that_can_happen_as_their_error_says(mechanism, listed):
    problem = tiny(mechanism)
    shares = [share_of_ranks(p, listed, range(4)) for p in everything_that_can_happen(problem)]
    truth = [sum(rank) / len(shares) for rank in zip(*shares, strict=True)]
    trials = list(islice(trial_draws(read_problem(json.dumps(problem)), RANKS), 200))

    odds = odds_of(together(mechanism, trials, 3), listed)

    found = [*odds.ranks, odds.none]
    assert max(abs(a - b) for a, b in zip(found, truth, strict=True)) <= 3 * odds.error + 1e-9
    assert odds.error < 0.036  # what 200 trials can have at most


@pytest.mark.parametrize("mechanism", ["fair", *OPTIMISING])
def test_trials_are_the_same_every_time_and_differ_among_themselves(mechanism):
    problem = read_problem(json.dumps(crowded(0) | {"mechanism": mechanism}))
    fewer, more = (list(islice(trial_draws(problem, RANKS), count)) for count in (3, 5))

    assert more[:3] == fewer
    assert len({json.dumps(trial) for trial in more}) == 5


@pytest.mark.parametrize("mechanism", ["fair", *OPTIMISING])
def test_a_closed_section_helps_nobody_and_a_free_one_everybody(mechanism):
    problem = crowded(0) | {"mechanism": mechanism}
    problem["sections"].append({"code": "X8", "slot": "thu", "seats": 5, "min_size": 2})
    problem["sections"].append({"code": "X9", "slot": "thu", "seats": 5})

    assert told(problem, ["X8", "X9"]) == [0, 1, 0]


@pytest.mark.parametrize("mechanism", ["fair", *OPTIMISING])
def test_more_choices_are_the_mean_of_what_could_be_added(mechanism):
    problem = read_problem(json.dumps(crowded(0) | {"mechanism": mechanism}))
    trials = together(mechanism, list(islice(trial_draws(problem, RANKS), 9)), 60)
    others = ["X1", "X2", "X4"]

    one, two = none_with_more(trials, ["X0", "X3"], others)

    ones = [odds_of(trials, ["X0", "X3", each]).none for each in others]
    twos = [odds_of(trials, ["X0", "X3", *pair]).none for pair in permutations(others, 2)]
    assert one == pytest.approx(sum(ones) / len(ones))
    assert two == pytest.approx(sum(twos) / len(twos))
    assert 1 > odds_of(trials, ["X0", "X3"]).none >= one >= two


def test_a_single_other_section_gives_one_figure():
    trials = trials_kept(Mechanism.FAIR, {1: [5], 2: [10]}, 10, RANKS)

    assert none_with_more(trials, [1], [2]) == (0.0,)


def test_where_first_choices_count_most_a_later_choice_is_lost_to_those_who_put_it_first():
    problem = tiny("most-first")
    problem["students"] = [
        {"ticket": "T0", "choices": {"thu": ["A"]}},
        {"ticket": "T1", "choices": {"thu": ["A"]}},
        {"ticket": "T2", "choices": {"thu": ["B"]}},
    ]

    assert told(problem, ["A"]) == [0.25, 0.75]  # before all others
    assert told(problem, ["B", "A"]) == [0.75, 0, 0.25]  # before the third
    assert told(problem | {"mechanism": "fair"}, ["B", "A"]) == [0.75, 0, 0.25]
    assert told(problem, ["C", "A"]) == [1, 0, 0]


def drawn_often(problem, listed, chances, turns):
    """How often each rank comes out when the child really takes part, with keys of chance."""
    slot = next(row["slot"] for row in problem["sections"] if row["code"] == listed[0])
    newcomer = {"ticket": "T-new", "choices": {slot: listed}, "extra_tickets": chances - 1}
    rest = {name: value for name, value in problem.items() if name != "numbers"}
    rng = random.Random(5)
    counts = Counter()
    for _ in range(turns):
        key = rng.randbytes(32).hex()
        students = [*problem["students"], newcomer]
        result = json.loads(solve(json.dumps(rest | {"students": students, "key": key})))
        code = result["places"]["T-new"].get(slot)
        counts[listed.index(code) if code else len(listed)] += 1
    return [counts[rank] / turns for rank in range(len(listed) + 1)]


def with_credits(slots):
    """Twelve children with one to three chances for three sections of two seats in each slot."""
    rng = random.Random(8)
    codes = {slot: [f"{slot}{n}" for n in range(3)] for slot in slots}
    students = [
        {
            "ticket": f"T{n:02}",
            "choices": {slot: rng.sample(codes[slot], 3) for slot in slots},
            "extra_tickets": n % 3,
        }
        for n in range(12)
    ]
    sections = [{"code": code, "slot": slot, "seats": 2} for slot in slots for code in codes[slot]]
    numbers = {row["ticket"]: n for n, row in enumerate(students, start=1)}
    return {
        "format": "draw-problem/1",
        "mechanism": "fair",
        "slots": list(slots),
        "sections": sections,
        "students": students,
        "numbers": numbers,
    }


@pytest.mark.parametrize("chances", [1, 2, 3])
@pytest.mark.parametrize("slot", [0, 1])
def test_credits_of_the_others_and_of_the_child_are_in_the_odds(chances, slot):
    slots = ("mon", "thu")
    problem = with_credits(slots)
    listed = [f"{slots[slot]}{n}" for n in (1, 2)]
    given = read_problem(json.dumps(problem))
    trials = list(islice(trial_draws(given, RANKS, uses_credits=True), 150))
    kept = {code: json.loads(json.dumps([t[code] for t in trials])) for code in trials[0]}

    odds = odds_of(trials_kept(Mechanism.FAIR, kept, 13, RANKS, chances), listed)

    real = drawn_often(problem, listed, chances, 500)
    assert [*odds.ranks, odds.none] == pytest.approx(real, abs=0.06)


def test_with_one_chance_each_every_turn_counts_the_same():
    one_each = Turns(np.ones(9, dtype=int), 1)

    for place, slots in ((0, 1), (1, 2), (2, 3)):
        assert [one_each.within(c, place, slots) for c in range(11)] == list(range(11))
