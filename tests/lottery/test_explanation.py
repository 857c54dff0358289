"""What families are told is true of the result, whatever the lists and the mechanism."""

import csv
import json
from dataclasses import replace
from random import Random
from types import SimpleNamespace

import pytest
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as st

from app.lottery import bundle
from app.lottery.allocation import second_round
from app.lottery.allocation.draw import solve
from app.lottery.models import Draw, DrawnSection, Mechanism, Outcome, RoundManifest
from app.lottery.services import explanation, second_rounds
from app.web.translation import filled
from tests.lottery import bundles
from tests.lottery.allocation.problems import problems
from tests.lottery.allocation.test_optimal import (
    every_assignment,
    fewest_unplaced,
    most_first,
    ranks,
)
from tests.lottery.evaluator import HEADLINES, LINES, TURNS, Case, Turn
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
    )
    kept = [
        row["code"]
        for row in case.problem["sections"]
        if row["reserved"] or row["continuing_share"]
    ]
    has_enough = len(case.result["places"][case.ticket]) >= case.student["wanted"]
    mechanism, entered = Mechanism(case.problem["mechanism"]), case.entered
    drawn = explanation.Drawn(
        mechanism, sections, outcome, has_enough, entered, kept, case.had is not None
    )
    listed = [SimpleNamespace(section_id=code, code=code) for code in case.listed]
    return explanation.headline(listed, drawn), explanation.explained(listed, drawn)


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


def falsehoods(problem, lost=None, had=None):
    """List everything that is said of a draw and is not true.

    `lost` are lines that were handed in and no longer possible at the freezing, by ticket; `had`
    are the clubs of before a second round.
    """
    result, found = solved(problem), []
    lost, had = lost or {}, had or {}
    students = [
        row | {"lost": lost.get(row["ticket"], {}), "had": had.get(row["ticket"], {})}
        for row in problem["students"]
    ]
    problem = problem | {"students": students}
    for case in cases(problem, result):
        headline, lines = told(case)
        if not HEADLINES[headline.sentence](case, headline.facts):
            found.append((case.ticket, case.slot, str(headline)))
        for line, code in zip(lines, case.listed, strict=True):
            if not LINES[line.sentence](case.of(code), line.facts):
                found.append((case.ticket, code, line.sentence % line.facts))
    return found


@MANY
@given(problem=problems(), random=st.randoms(use_true_random=False))
def test_nothing_false_is_said_of_a_fair_draw(problem, random):
    assert falsehoods(problem, lost_lines(problem, random)) == []


@pytest.mark.parametrize("mechanism", TOGETHER)
@MANY
@given(problem=problems(priorities=False), random=st.randoms(use_true_random=False))
def test_nothing_false_is_said_where_all_lists_are_looked_at_together(mechanism, problem, random):
    assert falsehoods(problem | {"mechanism": mechanism}, lost_lines(problem, random)) == []


def lost_lines(problem, random):
    """Give some students a first choice that was no longer possible when lists were frozen."""
    found = {}
    for student in problem["students"]:
        section = random.choice(problem["sections"])
        slot, code = section["slot"], section["code"]
        if code not in student["choices"].get(slot, []) and random.random() < 0.5:
            found[student["ticket"]] = {slot: [code]}
    return found


def _told_as_fair(drawn):
    return replace(drawn, mechanism=Mechanism.FAIR)


def _other_promise(drawn):
    return replace(drawn, mechanism=Mechanism.FEWEST_UNPLACED)


def _nothing_kept(drawn):
    return replace(drawn, kept=())


def _everything_possible(drawn):
    return replace(drawn, entered=drawn.sections)


def _enough_for_all(drawn):
    return replace(drawn, has_enough=True)


def _cutoffs_moved(drawn):
    for row in drawn.sections.values():
        row.last_number = row.last_number and row.last_number + 1
    return drawn


@pytest.mark.parametrize(
    ("mechanism", "fault"),
    [
        ("fewest-unplaced", _told_as_fair),
        ("most-first", _told_as_fair),
        ("most-first", _other_promise),
        ("fair", _other_promise),
        ("fair", _nothing_kept),
        ("fair", _everything_possible),
        ("fair", _enough_for_all),
        ("fair", _cutoffs_moved),
    ],
)
def test_a_planted_fault_is_found(monkeypatch, mechanism, fault):
    problem = bundles.problem(80, sections=6, priorities=mechanism == "fair", seed=3)
    problem |= {"format": "draw-problem/1", "mechanism": mechanism, "numbers": numbers(problem)}
    lost = lost_lines(problem, Random(1))
    assert falsehoods(problem, lost) == []
    plain = explanation.Drawn
    monkeypatch.setattr(explanation, "Drawn", lambda *facts: fault(plain(*facts)))

    assert falsehoods(problem, lost) != []


@st.composite
def second_rounds_of(draw):
    """A first draw, the place of a slot in it, a second round, and who had a club before it."""
    first, second = draw(problems()), draw(problems(slots=1, priorities=False))
    place, shift = draw(st.integers(0, len(first["slots"]) - 1)), draw(st.integers(0, 7))
    for student in second["students"]:
        student["ticket"] = f"T{int(student['ticket'][1:]) + shift}"  # some are new
    had = {row["ticket"]: {"s0": "X99"} for row in second["students"] if draw(st.booleans())}
    return first, place, second, had


def untruths_of_a_second_round(first, place, second, had):
    """List everything that is said of a second round and is not true."""
    slots = len(first["slots"])
    earlier = solved(first)
    before = second_round.slot_numbers(earlier["numbers"], place, slots)
    chances = {student["ticket"]: 1 for student in second["students"]}
    second = second | {"numbers": second_round.turned_round(chances, before, bytes(32))}
    result = solved(second)
    manifest = {"numbers_from": {"place": place, "slots": slots}}
    draw = Draw(
        manifest=RoundManifest(text=json.dumps(manifest)),
        earlier_result_text=json.dumps(earlier),
        row_count=len(chances),
    )
    found = falsehoods(second, had=had)
    for ticket, number in result["numbers"].items():
        turned = second_rounds.number_before(draw, ticket)
        said = explanation.turned(turned, number, draw.row_count)
        if not TURNS[said.sentence](Turn(earlier, place, slots, result, ticket), said.facts):
            found.append((ticket, str(said)))
    return found


@settings(max_examples=120, deadline=None)
@given(rounds=second_rounds_of())
def test_nothing_false_is_said_of_a_second_round(rounds):
    assert untruths_of_a_second_round(*rounds) == []


def _not_turned(known, numbers):
    return {ticket: len(known) + 1 - n if ticket in known else n for ticket, n in numbers.items()}


def _plant_in_the_order(monkeypatch):
    turned = second_round.turned_round

    def straight(tickets, before, key):
        return _not_turned(tickets.keys() & before.keys(), turned(tickets, before, key))

    monkeypatch.setattr(second_round, "turned_round", straight)


def _plant_newcomers_first(monkeypatch):
    turned = second_round.turned_round

    def other_way_round(tickets, before, key):
        found = turned(tickets, before, key)
        return {ticket: len(found) + 1 - n for ticket, n in found.items()}

    monkeypatch.setattr(second_round, "turned_round", other_way_round)


def _plant_another_day(monkeypatch):
    monkeypatch.setattr(bundle, "slot_numbers", lambda first, _place, _slots: first)


def _plant_an_old_number_for_all(monkeypatch):
    plain = second_rounds.number_before

    def known(draw, ticket):
        return replace(found := plain(draw, ticket), before=found.before or found.last_before)

    monkeypatch.setattr(second_rounds, "number_before", known)


def _plant_how_many(monkeypatch):
    plain = explanation.turned
    monkeypatch.setattr(explanation, "turned", lambda t, number, last: plain(t, number, last + 1))


def _plant_in_the_club_before(monkeypatch):
    plain = explanation.Drawn
    monkeypatch.setattr(explanation, "Drawn", lambda *facts: replace(plain(*facts), keeps=False))


@pytest.mark.parametrize(
    "plant",
    [
        _plant_in_the_order,
        _plant_newcomers_first,
        _plant_another_day,
        _plant_an_old_number_for_all,
        _plant_how_many,
        _plant_in_the_club_before,
    ],
)
def test_a_fault_in_a_second_round_is_found(monkeypatch, plant):
    first = bundles.problem(40, sections=6, seed=3)
    first |= {"format": "draw-problem/1", "mechanism": "fair", "numbers": numbers(first)}
    second = bundles.problem(40, sections=3, slots=("thu",), seed=4)
    second |= {"format": "draw-problem/1", "mechanism": "fair"}
    for n, student in enumerate(second["students"]):
        student["ticket"] = first["students"][n]["ticket"] if n % 3 else f"new{n}"
    had = {student["ticket"]: {"thu": "X99"} for student in second["students"][::2]}
    assert untruths_of_a_second_round(first, 1, second, had) == []
    plant(monkeypatch)

    assert untruths_of_a_second_round(first, 1, second, had) != []


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
