"""The odds of a list against draws in which the one more child really takes part."""

import json
import random
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings

from app.lottery.allocation.draw import solve
from app.lottery.allocation.odds import cutoffs_of, none_with_more, odds_of, trial_cutoffs
from app.lottery.allocation.problem import read_problem
from tests.lottery.allocation.problems import problems


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


def told(problem, listed):
    cutoffs = cutoffs_of(read_problem(json.dumps(problem)))
    odds = odds_of([[cutoffs[code]] for code in listed], len(problem["students"]) + 1)
    return [*odds.ranks, odds.none]


@settings(max_examples=150, deadline=None)
@given(problems(slots=1, priorities=False, minimum=False))
def test_one_trial_tells_exactly_what_one_more_child_would_get(problem):
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
    "section", [{"min_size": 6}, {"reserved": 1, "continuing_share": 25}], ids=["minimum", "kept"]
)
def test_with_closings_and_kept_seats_the_error_is_small(section):
    listed, seen, said = ["X0", "X3", "X5"], [], []
    for seed in range(6):
        problem = crowded(seed, **section)
        seen.append(share_of_ranks(problem, listed, range(0, 61, 2)))
        said.append(told(problem, listed))

    off = [
        abs(sum(row[rank] for row in seen) - sum(row[rank] for row in said)) / len(seen)
        for rank in range(4)
    ]
    assert max(off) < 0.05


def test_trials_are_the_same_every_time_and_differ_among_themselves():
    problem = read_problem(json.dumps(crowded(0)))

    first = trial_cutoffs(problem, 5)

    assert trial_cutoffs(problem, 5) == first
    assert len({tuple(each[n] for each in first.values()) for n in range(5)}) > 1


def test_a_closed_section_helps_nobody_and_a_free_one_everybody():
    problem = crowded(0)
    problem["sections"].append({"code": "X8", "slot": "thu", "seats": 5, "min_size": 2})
    problem["sections"].append({"code": "X9", "slot": "thu", "seats": 5})

    assert told(problem, ["X8", "X9"]) == [0, 1, 0]


def test_more_choices_are_the_mean_of_what_could_be_added():
    listed, others = [[3, 9], [5, 2]], [[4, 4], [8, 1], [10, 10], [0, 7]]

    one, two = none_with_more(listed, others, 10)

    assert one == pytest.approx(
        sum(odds_of([*listed, each], 10).none for each in others) / len(others)
    )
    pairs = list(combinations(others, 2))
    assert two == pytest.approx(
        sum(odds_of([*listed, *pair], 10).none for pair in pairs) / len(pairs)
    )


def test_a_single_other_section_gives_one_figure():
    assert none_with_more([[5]], [[10]], 10) == (0.0,)
