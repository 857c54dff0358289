"""What is shown in the hall when a draw is witnessed: tickets found, and the steps of the draw."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.lottery import bundle
from app.lottery.allocation import merkle
from app.lottery.models import Draw, DrawnSection
from app.lottery.services.draws import FEWEST_DIGITS

TICKETS = 3  # that the hall names


class Kind(StrEnum):
    """What a step of the draw shows."""

    NUMBERS = "numbers"
    CLOSING = "closing"
    CUTOFFS = "cutoffs"
    COUNTS = "counts"


@dataclass(frozen=True)
class Step:
    """One step; `closing` is the section that closes in it."""

    kind: Kind
    closing: DrawnSection | None = None


@dataclass(frozen=True)
class Found:
    """Whether and where a ticket stands in the frozen entries; never what its row says."""

    ticket: str
    place: int | None
    is_proven: bool = False


def looked_up(draw: Draw, asked: Sequence[str]) -> list[Found]:
    """Look tickets up in the frozen entries and climb from each row to the root of the tree.

    The texts of the draw must be loaded. What was typed may have gaps and small letters.
    """
    rows = bundle.rows(draw.entries_text)
    places = {json.loads(row)["ticket"]: place for place, row in enumerate(rows)}
    root, found = bytes.fromhex(draw.merkle_root), []
    for text in asked:
        ticket = "".join(text.upper().replace("-", " ").split())
        place = places.get(ticket)
        if place is None:
            found.append(Found(ticket, None))
            continue
        path = merkle.path(rows, place)
        is_proven = merkle.is_in_tree(rows[place], place, len(rows), path, root)
        found.append(Found(ticket, place + 1, is_proven))
    return found


def steps(sections: Sequence[DrawnSection]) -> list[Step]:
    """List the steps of a drawn draw: numbers, each closing in its order, cut-offs, counts."""
    closed = [row for row in sections if row.closed_step is not None]
    closed.sort(key=lambda row: row.closed_step or 0)
    return [
        Step(Kind.NUMBERS),
        *(Step(Kind.CLOSING, row) for row in closed),
        Step(Kind.CUTOFFS),
        Step(Kind.COUNTS),
    ]


def digits_of(text: str) -> str:
    """Keep the digits of what was typed, twice as many as are needed at most."""
    return "".join(sign for sign in text if sign in "0123456789")[: 2 * FEWEST_DIGITS]
