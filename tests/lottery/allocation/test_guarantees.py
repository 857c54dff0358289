"""What the mechanisms promise, on random small problems against brute force."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.lottery.allocation import deferred
from app.lottery.allocation.draw import solve
from tests.lottery.allocation import reference
from tests.lottery.allocation.problems import problems
from tests.lottery.allocation.test_optimal import every_assignment, ranks

MANY = settings(max_examples=200, deadline=None)
SIMPLE = problems(slots=1, priorities=False, minimum=False, most_students=5)


def solved(problem):
    return json.loads(solve(json.dumps(problem)))


def with_mechanism(problem, mechanism):
    return problem | {"mechanism": mechanism}


@MANY
@given(problem=problems())
def test_asking_all_at_once_gives_what_the_slow_reference_gives(problem):
    few = deferred.FEW
    deferred.FEW = 0
    try:
        result = solved(problem)
    finally:
        deferred.FEW = few

    assert result["places"] == reference.draw(problem)["places"]


@MANY
@given(problem=problems(slots=1, minimum=False))
def test_a_section_would_send_everybody_away_who_would_rather_be_there(problem):
    result = solved(problem)
    students = {student["ticket"]: student for student in problem["students"]}
    sections = {section["code"]: section for section in problem["sections"]}

    for ticket, student in students.items():
        listed = student["choices"].get("s0", [])
        got = result["places"][ticket].get("s0")
        for code in listed[: listed.index(got)] if got else listed:
            there = [t for t, place in result["places"].items() if place.get("s0") == code]
            kinds = reference.chosen(sections[code], [*there, ticket], students, result["numbers"])
            assert ticket not in kinds


@pytest.mark.parametrize("mechanism", ["fair", "fewest-unplaced", "most-first"])
@MANY
@given(problem=SIMPLE)
def test_nobody_can_have_better_without_somebody_having_worse(mechanism, problem):
    places = solved(with_mechanism(problem, mechanism))["places"]
    got = ranks(problem, {ticket: place["s0"] for ticket, place in places.items() if place})

    better = [
        other
        for other in (ranks(problem, assignment) for assignment in every_assignment(problem))
        if other != got and all(new <= old for new, old in zip(other, got, strict=True))
    ]

    assert better == []


@pytest.mark.parametrize("mechanism", ["fair", "fewest-unplaced", "most-first", "boston"])
@MANY
@given(problem=problems(minimum=False, priorities=False), random=st.randoms())
def test_nothing_moves_when_tickets_and_sections_are_renamed(mechanism, problem, random):
    problem = with_mechanism(problem, mechanism)
    names = {}
    for prefix, rows, key in (
        ("N", problem["students"], "ticket"),
        ("M", problem["sections"], "code"),
    ):
        new = [f"{prefix}{n}" for n in range(len(rows))]
        random.shuffle(new)
        names |= {row[key]: name for row, name in zip(rows, new, strict=True)}

    renamed = solved(renamed_problem(problem, names))["places"]

    assert renamed == {
        names[ticket]: {slot: names[code] for slot, code in place.items()}
        for ticket, place in solved(problem)["places"].items()
    }


def renamed_problem(problem, names):
    return problem | {
        "sections": [row | {"code": names[row["code"]]} for row in problem["sections"]],
        "students": [
            row
            | {
                "ticket": names[row["ticket"]],
                "continuing": [names[code] for code in row["continuing"]],
                "choices": {
                    slot: [names[code] for code in codes] for slot, codes in row["choices"].items()
                },
            }
            for row in problem["students"]
        ],
        "numbers": {names[ticket]: n for ticket, n in problem["numbers"].items()},
    }


@MANY
@given(problem=problems(priorities=False))
def test_nobody_ends_better_off_by_closings(problem):
    """Slot by slot: with as many places wanted as there are slots, slots do not touch."""
    open_all = problem | {
        "sections": [row | {"runs_anyway": True} for row in problem["sections"]],
        "students": [row | {"wanted": len(problem["slots"])} for row in problem["students"]],
    }
    closing = problem | {"students": open_all["students"]}
    before, after = solved(open_all)["places"], solved(closing)["places"]

    for student in problem["students"]:
        for slot, listed in student["choices"].items():
            old, new = (places[student["ticket"]].get(slot, None) for places in (before, after))
            assert new is None or (old is not None and listed.index(old) <= listed.index(new))
