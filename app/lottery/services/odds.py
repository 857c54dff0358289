"""The odds of lists, told before anybody hands in: trial draws, made by a job and kept.

Whose lists they are made with: with the switch of the round those handed in so far; without it
those of last term, and never one of this round.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from app.core.engine import reading
from app.lottery import bundle
from app.lottery.allocation.odds import trial_draws
from app.lottery.allocation.problem import Problem, read_problem
from app.lottery.models import ChoiceRound, OddsSource, RoundOdds, SectionOdds
from app.lottery.queries import draws as draw_queries
from app.lottery.queries import odds as queries
from app.lottery.queries import rounds as round_queries
from app.lottery.services.entries import entries_of

DRAWS = 100  # the turn of one more child is not drawn but counted out, so few are enough
FEWEST_DRAWS = 25  # the standard error is at most 0.103, whatever the lists
SECONDS = 30.0  # when they are over, what is drawn counts
FEWEST_LISTS = 30  # fewer say little, and too much about each
_ANY_KEY = bytes(32)  # a problem file needs one; the trials replace it by numbers


@dataclass(frozen=True)
class Demand:
    """Lists to make trial draws with, and the sections they can say something about."""

    source: OddsSource
    problem: Problem
    ranks: int  # as many as a list can have
    section_ids: Mapping[str, int]
    uses_credits: bool


def compute_odds(session: Session, school_id: int, round_id: int, *, now: datetime) -> bool:
    """Make the trial draws of a round and keep them, if there is anything new to learn.

    Reads, then computes without a transaction, then writes; commits after each, for a job.

    No new trial begins when `SECONDS` are over; a round too large for `FEWEST_DRAWS` has no odds.

    Returns:
        Whether odds were written.

    Raises:
        NotFound: there is no such round.
    """
    with reading():
        demand = _demand(session, round_queries.get_round(session, school_id, round_id))
        session.commit()
    if demand is None:
        return False
    trials = _trials(demand)
    if len(trials) < FEWEST_DRAWS:
        return False
    session.execute(delete(SectionOdds).where(SectionOdds.round_id == round_id))
    session.execute(delete(RoundOdds).where(RoundOdds.round_id == round_id))
    count = len(demand.problem.students)
    kept = {
        "round_id": round_id,
        "school_id": school_id,
        "source": demand.source,
        "list_count": count,
        "turns": count + 1,
        "computed_at": now,
    }
    session.execute(insert(RoundOdds).values(kept))
    rows = [
        {
            "round_id": round_id,
            "section_id": section_id,
            "school_id": school_id,
            "trials": [trial[code] for trial in trials],
        }
        for code, section_id in demand.section_ids.items()
    ]
    session.execute(insert(SectionOdds), rows)
    session.commit()
    return True


def _trials(demand: Demand) -> list[dict[str, Any]]:
    until = time.monotonic() + SECONDS
    found = []
    trials = trial_draws(demand.problem, demand.ranks, uses_credits=demand.uses_credits)
    for trial in islice(trials, DRAWS):
        found.append(trial)
        if time.monotonic() > until:
            break
    return found


def _demand(session: Session, choice_round: ChoiceRound) -> Demand | None:
    earlier = queries.get_odds(session, choice_round.school_id, choice_round.id)
    if choice_round.tells_odds:
        return _of_this_round(session, choice_round, earlier)
    return _of_last_term(session, choice_round) if earlier is None else None


def _of_this_round(
    session: Session, choice_round: ChoiceRound, earlier: RoundOdds | None
) -> Demand | None:
    school_id, round_id = choice_round.school_id, choice_round.id
    if not queries.count_changed_lists(session, school_id, round_id, earlier):
        return None
    entries = entries_of(session, choice_round)
    if len(entries) < FEWEST_LISTS:
        return None
    sections = queries.courses_of_round(session, school_id, round_id)
    return Demand(
        OddsSource.THIS_ROUND,
        _problem(session, choice_round, bundle.entries_text(entries)),
        choice_round.max_choices,
        {code: section_id for code, _course, _grade, section_id in sections},
        choice_round.uses_credits,
    )


def _of_last_term(session: Session, choice_round: ChoiceRound) -> Demand | None:
    """Lay last term's lists over this term's clubs: each line on the same course's section.

    Lists longer than this round allows are cut; linked pairs count as two children by themselves.
    """
    school_id = choice_round.school_id
    before = draw_queries.term_before(session, school_id, choice_round.term_id)
    if before is None:
        return None
    texts = queries.published_entries(session, school_id, before)
    rows = [json.loads(line) for text in texts for line in bundle.rows(text)]
    sections = queries.courses_of_round(session, school_id, choice_round.id)
    old = queries.courses_of_term(session, school_id, before)
    empty = _problem(session, choice_round, "")
    successors = {
        (slot, code): found
        for slot in empty.slots
        for code, course_id, grade in old
        if (found := _successor(empty, slot, course_id, grade, sections)) is not None
    }
    laid = [_laid_over(row, empty, successors, choice_round.max_choices) for row in rows]
    told = set(successors.values())
    if len(laid) < FEWEST_LISTS or not told:
        return None
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in laid)
    return Demand(
        OddsSource.LAST_TERM,
        _problem(session, choice_round, text),
        choice_round.max_choices,
        {code: section_id for code, _course, _grade, section_id in sections if code in told},
        choice_round.uses_credits,
    )


def _successor(
    problem: Problem, slot: str, course_id: int, grade: int, sections: Sequence[Any]
) -> str | None:
    """Find the section of the same course in a slot, for the nearest grades."""
    same = [
        (abs(row.grade_from - grade), row.code)
        for row in sections
        if row.course_id == course_id and problem.sections[row.code].slot == slot
    ]
    return min(same)[1] if same else None


def _laid_over(
    row: dict[str, Any],
    problem: Problem,
    successors: Mapping[tuple[str, str], str],
    max_choices: int,
) -> dict[str, Any]:
    slots = problem.slots
    choices = {
        slot: list(
            dict.fromkeys(successors[slot, code] for code in codes if (slot, code) in successors)
        )[:max_choices]
        for slot, codes in row["choices"].items()
        if slot in slots
    }
    order = [slot for slot in row["slot_order"] if slot in slots]
    order += [slot for slot in slots if slot not in order]
    wanted = min(row["wanted"], len(slots))
    return {
        **row,
        "choices": choices,
        "slot_order": order,
        "wanted": wanted,
        "continuing": [],
        "linked": None,
    }


def _problem(session: Session, choice_round: ChoiceRound, entries: str) -> Problem:
    manifest = round_queries.get_manifest(session, choice_round.school_id, choice_round.id)
    text = bundle.problem_text(manifest.text, entries, _ANY_KEY)
    return replace(read_problem(text), key=None)
