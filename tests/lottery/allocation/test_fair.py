"""The guarantees of `fair`, each on many random small problems."""

import json
from copy import deepcopy
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.lottery.allocation.draw import solve
from tests.lottery.allocation import reference
from tests.lottery.allocation.problems import problems

MANY = settings(max_examples=300, deadline=None)


def solved(problem):
    return json.loads(solve(json.dumps(problem)))


def without_frame(result):
    return {key: value for key, value in result.items() if key not in {"format", "hash"}}


@MANY
@given(problems())
def test_the_draw_agrees_with_the_slow_reference(problem):
    assert without_frame(solved(problem)) == reference.draw(problem)


@MANY
@given(problems(pairs=True))
def test_linked_pairs_agree_with_the_slow_reference(problem):
    assert without_frame(solved(problem)) == reference.draw(problem)


@MANY
@given(problems(slots=1, priorities=False, minimum=False))
def test_nobody_with_a_worse_number_holds_a_seat_that_a_better_one_wanted(problem):
    result = solved(problem)
    number = result["numbers"]

    envied = [
        (student["ticket"], other, code)
        for student in problem["students"]
        for code in better_than_got(student, result)
        for other, place in result["places"].items()
        if place.get("s0") == code and number[other] > number[student["ticket"]]
    ]

    assert envied == []


@MANY
@given(problems(slots=1, minimum=False))
def test_no_seat_that_is_asked_for_stays_empty(problem):
    result = solved(problem)

    wasted = [
        (student["ticket"], code)
        for student in problem["students"]
        for code in better_than_got(student, result)
        if result["cutoffs"][code]["taken"] < result["cutoffs"][code]["seats"]
    ]

    assert wasted == []


def better_than_got(student, result):
    listed = student["choices"].get("s0", [])
    got = result["places"][student["ticket"]].get("s0")
    return listed[: listed.index(got)] if got else listed


@settings(max_examples=150, deadline=None)
@given(problems(slots=1, minimum=False, most_students=5), st.data())
def test_handing_in_ones_true_order_is_best(problem, data):
    student = data.draw(st.sampled_from(problem["students"]))
    honest = student["choices"].get("s0", [])
    got = solved(problem)["places"][student["ticket"]].get("s0")
    rank = honest.index(got) if got else len(honest)

    for length in range(len(honest) + 1):
        for misreport in permutations(honest, length):
            student["choices"] = {"s0": list(misreport)}
            other = solved(problem)["places"][student["ticket"]].get("s0")
            assert other is None or honest.index(other) >= rank


@MANY
@given(problems(), st.randoms(use_true_random=False))
def test_nothing_moves_when_rows_are_shuffled(problem, random):
    shuffled = deepcopy(problem)
    random.shuffle(shuffled["sections"])
    random.shuffle(shuffled["students"])

    assert solve(json.dumps(shuffled)) == solve(json.dumps(problem))


@MANY
@given(problems())
def test_closing_a_section_shrinks_no_other(problem):
    result = solved(problem)
    closed = result["closed"]
    if not closed:
        return
    before = deepcopy(problem)
    for section in before["sections"]:
        section["min_size"] = 0
    for student in before["students"]:
        student["wanted"] = len(problem["slots"])
    after = deepcopy(before)
    for section in after["sections"]:
        if section["code"] == closed[0]["section"]:
            section["min_size"] = section["seats"] + 1
            section["runs_anyway"] = False

    full, smaller = solved(before)["cutoffs"], solved(after)["cutoffs"]

    assert all(smaller[code]["taken"] >= full[code]["taken"] for code in smaller)


def test_numbers_are_rotated_from_slot_to_slot():
    students = [
        {"ticket": t, "choices": {"mon": ["M"], "thu": ["H"]}} for t in ("A", "B", "C", "D")
    ]
    sections = [{"code": "M", "slot": "mon", "seats": 2}, {"code": "H", "slot": "thu", "seats": 2}]
    result = solved(
        {
            "format": "draw-problem/1",
            "mechanism": "fair",
            "slots": ["mon", "thu"],
            "sections": sections,
            "students": students,
            "numbers": {"A": 1, "B": 2, "C": 3, "D": 4},
        }
    )

    assert result["places"] == {
        "A": {"mon": "M"},
        "B": {"mon": "M"},
        "C": {"thu": "H"},
        "D": {"thu": "H"},
    }


@pytest.mark.parametrize("partner_number", [1, 3])
def test_linking_never_pays(partner_number):
    """A pair stands at its worse number, so the better one may lose by it but never gain."""
    students = [
        {"ticket": "A", "choices": {"thu": ["H"]}, "linked": "B"},
        {"ticket": "B", "choices": {"thu": ["H"]}, "linked": "A"},
        {"ticket": "C", "choices": {"thu": ["H"]}},
    ]
    others = [n for n in (1, 2, 3) if n != partner_number]
    result = solved(
        {
            "format": "draw-problem/1",
            "mechanism": "fair",
            "slots": ["thu"],
            "sections": [{"code": "H", "slot": "thu", "seats": 2}],
            "students": students,
            "numbers": {"A": others[0], "B": partner_number, "C": others[1]},
        }
    )

    pair_is_first = max(others[0], partner_number) < others[1]
    assert (result["places"]["A"] == {"thu": "H"}) is pair_is_first
    assert (result["places"]["C"] == {"thu": "H"}) is not pair_is_first
