"""The optimising mechanisms against every possible assignment of small problems."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.lottery.allocation.draw import solve
from tests.lottery.allocation.problems import problems

MANY = settings(max_examples=100, deadline=None)
NO_PLACE = 99


def every_assignment(problem):
    """List every way to give places of one slot: {ticket: section}, ticket by ticket."""
    seats = {section["code"]: section["seats"] for section in problem["sections"]}
    students = problem["students"]

    def extend(index, free):
        if index == len(students):
            yield {}
            return
        ticket, listed = students[index]["ticket"], students[index]["choices"].get("s0", [])
        for rest in extend(index + 1, free):
            yield rest
        for code in listed:
            if free[code]:
                for rest in extend(index + 1, free | {code: free[code] - 1}):
                    yield {ticket: code} | rest

    return extend(0, seats)


def ranks(problem, assignment):
    """The ranks by number: of student number 1 first; NO_PLACE where there is none."""
    by_ticket = {
        student["ticket"]: student["choices"].get("s0", []) for student in problem["students"]
    }
    order = sorted(problem["numbers"], key=problem["numbers"].get)
    return [
        by_ticket[ticket].index(assignment[ticket]) + 1 if ticket in assignment else NO_PLACE
        for ticket in order
    ]


def fewest_unplaced(found):
    placed = [rank for rank in found if rank != NO_PLACE]
    return -len(placed), sum(placed), found


def most_first(found):
    return [-found.count(rank) for rank in range(1, 6)], found


@pytest.mark.parametrize(
    ("mechanism", "best"), [("fewest-unplaced", fewest_unplaced), ("most-first", most_first)]
)
@MANY
@given(problem=problems(slots=1, priorities=False, minimum=False, most_students=5))
def test_the_optimum_is_the_one_that_the_numbers_decide(mechanism, best, problem):
    problem["mechanism"] = mechanism
    places = json.loads(solve(json.dumps(problem)))["places"]
    got = {ticket: place["s0"] for ticket, place in places.items() if place}

    everything = (ranks(problem, assignment) for assignment in every_assignment(problem))

    assert best(ranks(problem, got)) == min(map(best, everything))


@pytest.mark.parametrize("mechanism", ["fewest-unplaced", "most-first", "boston"])
@MANY
@given(problem=problems(priorities=False), random=st.randoms(use_true_random=False))
def test_nothing_moves_when_rows_are_shuffled(mechanism, problem, random):
    problem["mechanism"] = mechanism
    before = solve(json.dumps(problem))
    random.shuffle(problem["sections"])
    random.shuffle(problem["students"])

    assert solve(json.dumps(problem)) == before


def test_boston_lets_a_worse_number_win_by_rank():
    problem = {
        "format": "draw-problem/1",
        "mechanism": "boston",
        "slots": ["thu"],
        "sections": [
            {"code": "A", "slot": "thu", "seats": 1},
            {"code": "B", "slot": "thu", "seats": 1},
        ],
        "students": [
            {"ticket": "T1", "choices": {"thu": ["A", "B"]}},
            {"ticket": "T2", "choices": {"thu": ["A", "B"]}},
            {"ticket": "T3", "choices": {"thu": ["B"]}},
        ],
        "numbers": {"T1": 1, "T2": 2, "T3": 3},
    }

    assert json.loads(solve(json.dumps(problem)))["places"] == {
        "T1": {"thu": "A"},
        "T2": {},
        "T3": {"thu": "B"},
    }
