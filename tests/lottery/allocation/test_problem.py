"""What a problem file may say, and the sentence for what it may not."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from app.lottery.allocation.draw import MOST_LINES, solve
from app.lottery.allocation.errors import BadProblem
from app.lottery.allocation.problem import Mechanism
from app.lottery.cli import draw_cli


def problem(**changes):
    return {
        "format": "draw-problem/1",
        "mechanism": "fair",
        "slots": ["thu"],
        "sections": [{"code": "X01", "slot": "thu", "seats": 1}],
        "students": [{"ticket": "T1", "choices": {"thu": ["X01"]}}],
        "numbers": {"T1": 1},
    } | changes


def student(**changes):
    return [{"ticket": "T1", "choices": {"thu": ["X01"]}} | changes]


def section(**changes):
    return [{"code": "X01", "slot": "thu", "seats": 1} | changes]


def test_the_smallest_draw():
    text = solve(json.dumps(problem()))

    assert text == (
        '{"closed":[],"cutoffs":{"X01":{"last_number":1,"seats":1,"taken":1}},'
        '"format":"draw-result/1",'
        '"hash":"' + json.loads(text)["hash"] + '",'
        '"numbers":{"T1":1},"places":{"T1":{"thu":"X01"}}}'
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"students": [], "numbers": {}},
        {"students": student(choices={})},
        {"students": student(choices={"thu": []})},
        {"sections": section(seats=0)},
        {"sections": section(min_size=5)},
        {"sections": section(reserved=9)},
    ],
)
def test_odd_but_valid_problems_are_drawn(changes):
    assert json.loads(solve(json.dumps(problem(**changes))))["format"] == "draw-result/1"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"students": student(choices={"thu": ["X02"]})}, "unknown section 'X02'"),
        ({"students": student(choices={"fri": ["X01"]})}, "unknown slot 'fri'"),
        ({"sections": section(slot="fri")}, "unknown slot 'fri'"),
        ({"students": student(choices={"thu": ["X01", "X01"]})}, "X01 stands twice"),
        ({"students": student() * 2}, "ticket T1 stands twice"),
        ({"sections": section() * 2}, "code X01 stands twice"),
        ({"sections": section(seats=-1)}, "'seats' of section X01 must be 0 or more, not -1"),
        ({"sections": section(seats=True)}, "'seats' of section X01 must be a whole number"),
        ({"sections": section(seats="1")}, "must be a whole number"),
        ({"sections": section(continuing_share=101)}, "0 to 100"),
        ({"sections": section(teacher="x")}, "unknown key 'teacher'"),
        ({"numbers": {"T1": 2}}, "'numbers' must be 1 to 1"),
        ({"numbers": {}}, "look at T1"),
        ({"key": "00" * 32}, "either 'key' or 'numbers'"),
        ({"mechanism": "luck"}, "no mechanism 'luck'"),
        ({"students": student(wanted=2)}, "'wanted' of student T1 must be 1 to 1"),
        ({"students": student(extra_tickets=3)}, "'extra_tickets' of student T1"),
        ({"students": student(slot_order=[])}, "must name every slot once"),
        ({"students": student(linked="T1")}, "not linked back"),
        ({"slots": []}, "at least one slot"),
        ({"mechanism": "boston", "sections": section(reserved=1)}, "only 'fair' knows them"),
    ],
)
def test_a_bad_problem_is_refused_with_the_place(changes, sentence):
    with pytest.raises(BadProblem, match=sentence):
        solve(json.dumps(problem(**changes)))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not JSON"),
        ("[]", "must be an object"),
        ('{"format": 1.5}', "1.5 is not a whole number"),
        ('{"a": 1, "a": 2}', "'a' stands twice"),
        ('{"a": "\\ud800"}', "lone surrogate"),
        ('{"a": "e\\u0301"}', "NFC"),
        ('{"a": "\\u0007"}', "control character"),
        ("[" * 100_000, "nested too deeply"),
        ("[" * 50 + "]" * 50, "nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "too many digits"),
        ("NaN", "NaN is not a whole number"),
    ],
)
def test_a_text_that_two_programs_could_read_differently_is_refused(text, sentence):
    with pytest.raises(BadProblem, match=sentence):
        solve(text)


@given(st.text(max_size=200))
def test_no_text_ends_in_anything_but_a_result_or_a_sentence(text):
    with pytest.raises(BadProblem):
        solve(text)


def test_the_command_prints_one_line_or_one_sentence():
    good = CliRunner().invoke(draw_cli, ["solve", "-"], input=json.dumps(problem()))
    bad = CliRunner().invoke(draw_cli, ["solve", "-"], input=b"\xff")
    missing = CliRunner().invoke(draw_cli, ["solve", "no-such-file"])

    assert (good.exit_code, good.stdout, good.stderr) == (
        0,
        solve(json.dumps(problem())) + "\n",
        "",
    )
    assert (bad.exit_code, bad.stdout, bad.stderr) == (2, "", "- is not UTF-8 at byte 0.\n")
    assert (missing.exit_code, missing.stdout) == (2, "")


@pytest.mark.parametrize("mechanism", Mechanism)
def test_a_draw_that_would_take_minutes_is_refused_with_a_sentence(monkeypatch, mechanism):
    lines = sum(
        len(ranked) for student in problem()["students"] for ranked in student["choices"].values()
    )
    text = json.dumps(problem() | {"mechanism": mechanism.value})
    monkeypatch.setitem(MOST_LINES, mechanism, lines)
    accepted = json.loads(solve(text))

    monkeypatch.setitem(MOST_LINES, mechanism, lines - 1)
    with pytest.raises(BadProblem, match=f"{lines} lines"):
        solve(text)

    assert accepted["format"] == "draw-result/1"
