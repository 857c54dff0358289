"""Writing a draw's result as rows, for pages and for the places that follow from it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.lottery import bundle
from app.lottery.allocation.slot import rotated
from app.lottery.eligibility import Card, Day
from app.lottery.models import ChoiceRound, Draw, DrawnSection, Outcome
from app.lottery.queries import choosing
from app.lottery.queries import draws as queries


def write_outcome(
    session: Session, choice_round: ChoiceRound, draw: Draw, result: Mapping[str, Any]
) -> None:
    """Write what a draw did with each section, and what it gave each ticket in each slot."""
    cards = choosing.cards(session, choice_round.school_id, choice_round.id)
    scope = {"school_id": draw.school_id, "draw_id": draw.id}
    sections = _section_rows(json.loads(draw.manifest.text), result, cards_by_code(cards))
    session.execute(insert(DrawnSection), [scope | row for row in sections])
    tickets = _Tickets(session, choice_round, draw, cards_by_code(cards))
    days = sorted({card.day for card in cards})
    outcome = [
        scope | row
        for position, day in enumerate(days)
        for row in tickets.rows(result, day, rotated(result["numbers"], position, len(days)))
    ]
    if outcome:
        session.execute(insert(Outcome), outcome)


def cards_by_code(cards: Sequence[Card]) -> Mapping[str, Card]:
    """Give the sections of a round by the codes of the manifest."""
    return {card.code: card for card in cards}


class _Tickets:
    """Who stands behind each ticket, and the ranks of what was handed in."""

    def __init__(
        self,
        session: Session,
        choice_round: ChoiceRound,
        draw: Draw,
        by_code: Mapping[str, Card],
    ) -> None:
        lists = queries.handed_in_lists(session, choice_round.school_id, choice_round.id)
        self._students = {row.ticket: row.student_id for row in lists}
        self._lists = queries.all_choices(session, choice_round.school_id, choice_round.id)
        entries = [json.loads(line) for line in bundle.rows(draw.entries_text)]
        self._continuing = {entry["ticket"]: entry["continuing"] for entry in entries}
        self._with_share = _codes_with_share(json.loads(draw.manifest.text))
        self._by_code = by_code

    def rows(
        self, result: Mapping[str, Any], day: Day, numbers: Mapping[str, int]
    ) -> Iterator[dict[str, Any]]:
        """Give each ticket's outcome in one slot; a student who has left has no row."""
        for ticket, student_id in self._students.items():
            if ticket not in numbers:
                continue
            code = result["places"][ticket].get(day.code)
            section_id = self._by_code[code].section_id if code else None
            listed = self._lists.get(student_id, {}).get(day.slot_id, [])
            yield {
                "student_id": student_id,
                "slot_id": day.slot_id,
                "number": numbers[ticket],
                "section_id": section_id,
                "rank": listed.index(section_id) + 1 if section_id else None,
                "is_former_member": code in self._with_share and code in self._continuing[ticket],
            }


def _codes_with_share(manifest: Mapping[str, Any]) -> frozenset[str]:
    """Give the sections in which former members come first for at least one seat."""
    return frozenset(
        section["code"]
        for section in manifest["sections"]
        if section["seats"] * section["continuing_share"] >= 100
    )


def _section_rows(
    manifest: Mapping[str, Any], result: Mapping[str, Any], by_code: Mapping[str, Card]
) -> list[dict[str, Any]]:
    closed = {row["section"]: (step, row) for step, row in enumerate(result["closed"], start=1)}
    rows = []
    for section in manifest["sections"]:
        code = section["code"]
        step, closing = closed.get(code, (None, None))
        cutoff = result["cutoffs"].get(code)
        rows.append(
            {
                "section_id": by_code[code].section_id,
                "seats": section["seats"],
                "min_size": section["min_size"],
                "taken": cutoff["taken"] if cutoff else closing["filled"] if closing else 0,
                "last_number": cutoff["last_number"] if cutoff else None,
                "closed_step": step,
            }
        )
    return rows
