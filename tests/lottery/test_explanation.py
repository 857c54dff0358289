"""What families are told is true of the result, whatever the lists and the mechanism."""

import csv
import json
from types import SimpleNamespace

import pytest
from flask_babel import force_locale
from hypothesis import given, settings

from app.lottery.allocation.draw import solve
from app.lottery.models import DrawnSection, Mechanism, Outcome
from app.lottery.services import explanation
from app.web.translation import filled
from tests.lottery import bundles
from tests.lottery.allocation.problems import problems
from tests.lottery.allocation.test_optimal import (
    every_assignment,
    fewest_unplaced,
    most_first,
    ranks,
)
from tests.lottery.evaluator import HEADLINES, LINES, Case
from tools.local_server import ROOT

MANY = settings(max_examples=300, deadline=None)
TOGETHER = {"fewest-unplaced": fewest_unplaced, "most-first": most_first}
DATA = ROOT / "app" / "demo" / "data"


def solved(problem):
    return json.loads(solve(json.dumps(problem)))


def told(case):
    """What the product says to a student about a slot: a headline and a line for each choice."""
    sections = {row["code"]: _drawn_section(row, case.result) for row in case.problem["sections"]}
    outcome = Outcome(
        number=case.number,
        section_id=case.got,
        rank=case.got_rank or None,
        is_former_member=case.got in case.student["continuing"] and _has_share(case),
    )
    has_enough = len(case.result["places"][case.ticket]) >= case.student["wanted"]
    drawn = explanation.Drawn(
        Mechanism(case.problem["mechanism"]), sections, outcome, has_enough=has_enough
    )
    listed = [SimpleNamespace(section_id=code) for code in case.listed]
    return explanation.headline(listed, drawn), explanation.explained(listed, drawn)


def _has_share(case):
    section = case.of(case.got).section
    return section["seats"] * section["continuing_share"] >= 100


def _drawn_section(row, result):
    steps = {step["section"]: (n, step) for n, step in enumerate(result["closed"], start=1)}
    step, closing = steps.get(row["code"], (None, None))
    cutoff = result["cutoffs"].get(row["code"])
    return DrawnSection(
        seats=row["seats"],
        min_size=row["min_size"],
        taken=cutoff["taken"] if cutoff else closing["filled"],
        last_number=cutoff["last_number"] if cutoff else None,
        closed_step=step,
    )


def cases(problem, result):
    return [
        Case(problem, result, student["ticket"], slot)
        for student in problem["students"]
        for slot in problem["slots"]
    ]


def falsehoods(problem):
    """List everything that is said of a draw and is not true."""
    result, found = solved(problem), []
    for case in cases(problem, result):
        headline, lines = told(case)
        if not HEADLINES[headline.sentence](case, headline.facts):
            found.append((case.ticket, case.slot, str(headline)))
        for line, code in zip(lines, case.listed, strict=True):
            if not LINES[line.sentence](case.of(code), line.facts):
                found.append((case.ticket, code, line.sentence % line.facts))
    return found


@MANY
@given(problem=problems())
def test_nothing_false_is_said_of_a_fair_draw(problem):
    assert falsehoods(problem) == []


@pytest.mark.parametrize("mechanism", TOGETHER)
@MANY
@given(problem=problems(priorities=False))
def test_nothing_false_is_said_where_all_lists_are_looked_at_together(mechanism, problem):
    assert falsehoods(problem | {"mechanism": mechanism}) == []


@pytest.mark.parametrize("mechanism", TOGETHER)
@MANY
@given(problem=problems(slots=1, priorities=False, minimum=False, most_students=5))
def test_placed_at_an_earlier_choice_the_whole_would_be_worse(mechanism, problem):
    problem, best = problem | {"mechanism": mechanism}, TOGETHER[mechanism]
    result = solved(problem)
    whole = best(ranks(problem, {t: place["s0"] for t, place in result["places"].items() if place}))
    refused = {
        (case.ticket, code)
        for case in cases(problem, result)
        for code, line in zip(case.listed, told(case)[1], strict=True)
        if line.sentence in explanation.TOGETHER.values()
    }

    others = [
        best(ranks(problem, assignment))
        for assignment in every_assignment(problem)
        if any(assignment.get(ticket) == code for ticket, code in refused)
    ]

    assert all(other > whole for other in others)


@pytest.mark.parametrize("mechanism", ["fair", *TOGETHER])
def test_nothing_false_is_said_of_the_lists_of_the_demonstration(mechanism):
    problem = demonstration() | {"mechanism": mechanism}

    assert (len(problem["students"]), falsehoods(problem)) == (956, [])


@pytest.mark.parametrize("mechanism", ["fair", *TOGETHER])
def test_a_headline_has_at_most_60_chinese_characters(app, mechanism):
    problem = bundles.problem(80, sections=6, priorities=mechanism == "fair", seed=3)
    problem |= {"format": "draw-problem/1", "mechanism": mechanism, "numbers": numbers(problem)}
    result = solved(problem)

    with app.test_request_context(), force_locale("zh_Hans_CN"):
        said = {filled(*_parts(told(case)[0])) for case in cases(problem, result)}

    assert len(said) > 3
    assert max(map(len, said)) <= 60 - 2 * len("0000")  # numbers of a round of a hundred thousand


def _parts(headline):
    return headline.sentence, headline.facts


def demonstration():
    """The Thursday lists on the catalogue, without a database."""
    with (DATA / "catalogue.csv").open(encoding="utf-8-sig") as file:
        sections = [
            {
                "code": row["code"],
                "slot": "thu",
                "seats": int(row["capacity_max"]),
                "min_size": int(row["capacity_min"]),
                "reserved": 0,
                "continuing_share": 0,
                "runs_anyway": False,
            }
            for row in csv.DictReader(file)
        ]
    with (DATA / "choices_thursday.csv").open(encoding="utf-8-sig") as file:
        students = [
            {
                "ticket": row["student_no"],
                "choices": {"thu": [code for n in range(1, 6) if (code := row[f"choice_{n}"])]},
                "wanted": 1,
                "reserved_group": False,
                "continuing": [],
            }
            for row in csv.DictReader(file)
        ]
    problem = {"format": "draw-problem/1", "slots": ["thu"], "sections": sections}
    problem["students"] = students
    return problem | {"numbers": numbers(problem)}


def numbers(problem):
    tickets = sorted((student["ticket"] for student in problem["students"]), key=lambda t: t[::-1])
    return {ticket: n for n, ticket in enumerate(tickets, start=1)}
