"""The comparison of the mechanisms on the same lists."""

import json

import pytest
from hypothesis import given, settings

from app.lottery.allocation.comparison import compared
from app.lottery.allocation.problem import read_problem
from app.lottery.services.comparisons import demonstration
from tests.lottery import test_explanation as lists
from tests.lottery.allocation.problems import problems


def figures(problem, **values):
    return compared(read_problem(json.dumps(problem)), **values)["figures"]


@settings(max_examples=100, deadline=None)
@given(problem=problems())
def test_each_mechanism_keeps_its_promise_on_every_list(problem):
    found = figures(problem, seeds=2)

    assert found["fair"]["profitable"] == 0
    assert len({one["lists"] for one in found.values()}) == 1
    assert found["fewest-unplaced"]["unplaced"] == min(one["unplaced"] for one in found.values())
    assert found["most-first"]["first"] == max(one["first"] for one in found.values())
    for one in found.values():
        assert one["first"] <= one["top_three"] <= one["lists"] - one["unplaced"]


def test_a_dishonest_list_pays_under_boston():
    """Who cannot get the first choice loses the second, unless it stands on top."""
    problem = {
        "format": "draw-problem/1",
        "mechanism": "fair",
        "slots": ["thu"],
        "sections": [{"code": code, "slot": "thu", "seats": 1} for code in ("X1", "X2")],
        "students": [
            {"ticket": "A", "choices": {"thu": ["X1", "X2"]}},
            {"ticket": "B", "choices": {"thu": ["X1", "X2"]}},
            {"ticket": "C", "choices": {"thu": ["X2"]}},
        ],
        "numbers": {"A": 1, "B": 2, "C": 3},
    }

    found = figures(problem)

    assert found["boston"]["profitable"] > 0
    assert found["fair"]["profitable"] == 0
    assert found["boston"]["lists"] == 15


@pytest.mark.parametrize("order", [1, -1])
def test_the_figures_of_the_demonstration_are_those_of_its_lists(order):
    problem = lists.demonstration() | {"mechanism": "fair"}
    problem |= {name: problem[name][::order] for name in ("sections", "students")}
    stored = demonstration()

    found = compared(read_problem(json.dumps(problem)), misreports=0)

    for name, one in found["figures"].items():
        same = {"misreports": 0, "profitable": 0}
        assert one == stored["figures"][name] | same
    assert {n: v for n, v in found.items() if n != "figures"} == {
        n: v for n, v in stored.items() if n != "figures"
    }


def test_the_demonstration_shows_where_honesty_pays():
    pays = {name: one["profitable"] for name, one in demonstration()["figures"].items()}

    assert pays["fair"] == 0
    assert 0 < pays["fewest-unplaced"] < pays["boston"]
    assert 0 < pays["most-first"] < pays["boston"]


def test_a_problem_file_is_compared_without_a_database(app, tmp_path):
    file = tmp_path / "problem.json"
    problem = lists.demonstration() | {"mechanism": "boston"}
    problem["students"] = problem["students"][:20]
    problem["numbers"] = lists.numbers(problem)
    file.write_text(json.dumps(problem), encoding="utf-8")

    answer = app.test_cli_runner().invoke(args=["draw", "compare", str(file)])
    refused = app.test_cli_runner().invoke(args=["draw", "compare", str(tmp_path / "none.json")])

    assert json.loads(answer.output) == compared(read_problem(json.dumps(problem)))
    assert refused.exit_code == 2
