"""A sentence for every child: why this club, why not that one (docs/draw.md, section 3.8).

The sentences follow from the published cut-offs. They are written anew from the numbers, so they
can be checked against the result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.text import N_
from app.lottery.eligibility import Card
from app.lottery.models import DrawnSection, Outcome


@dataclass(frozen=True)
class Line:
    """One choice and what became of it; `sentence` is marked, `facts` fill it."""

    rank: int
    card: Card
    sentence: str
    facts: Mapping[str, int]
    is_placed: bool = False
    cutoff: int | None = None  # for the picture; none if there is nothing to compare with
    has_picture: bool = False


def explained(
    listed: Sequence[Card],
    outcome: Outcome,
    sections: Mapping[int, DrawnSection],
    *,
    has_enough: bool,
) -> list[Line]:
    """Explain one child's list of one day, favourite first.

    Args:
        listed: the handed-in list.
        outcome: what the draw gave in this slot.
        sections: what the draw did with each section.
        has_enough: the child has all the clubs that were wanted, on other days.
    """
    lines = []
    for rank, card in enumerate(listed, start=1):
        row = sections.get(card.section_id)
        if row is None:
            line = Line(rank, card, N_("Does not take place."), {})
        elif row.closed_step is not None:
            line = _closed(rank, card, row)
        elif outcome.rank is not None and rank > outcome.rank:
            line = Line(rank, card, N_("An earlier choice was placed, so this was not needed."), {})
        elif outcome.rank == rank:
            line = _placed(rank, card, row, outcome)
        elif has_enough:
            line = Line(rank, card, N_("All the clubs you wanted were placed on other days."), {})
        else:
            line = _not_yet(rank, card, row, outcome)
        lines.append(line)
    return lines


def _closed(rank: int, card: Card, row: DrawnSection) -> Line:
    facts = {"filled": row.taken, "least": row.min_size}
    return Line(rank, card, N_("Did not open: %(filled)d of at least %(least)d children."), facts)


def _placed(rank: int, card: Card, row: DrawnSection, outcome: Outcome) -> Line:
    facts = {"seats": row.seats, "number": outcome.number}
    if row.taken < row.seats:
        sentence = N_("%(seats)d places, enough for everybody: placed.")
        return Line(rank, card, sentence, facts, is_placed=True)
    last = row.last_number
    if last is not None and outcome.number <= last:
        sentence = N_(
            "%(seats)d places, the last number placed was %(last)d. %(number)d comes before it: "
            "placed."
        )
        facts |= {"last": last}
        return Line(rank, card, sentence, facts, is_placed=True, cutoff=last, has_picture=True)
    if outcome.is_former_member:
        sentence = N_("%(seats)d places. Former members go first here: placed.")
    else:
        sentence = N_("%(seats)d places. Placed on a seat kept for this.")
    return Line(rank, card, sentence, facts, is_placed=True)


def _not_yet(rank: int, card: Card, row: DrawnSection, outcome: Outcome) -> Line:
    facts = {"seats": row.seats, "number": outcome.number}
    last = row.last_number
    if last is None:
        sentence = N_("%(seats)d places, all given to those who go first here: not placed yet.")
        return Line(rank, card, sentence, facts)
    sentence = N_(
        "%(seats)d places, the last number placed was %(last)d. %(number)d comes after: not "
        "placed yet."
    )
    return Line(rank, card, sentence, facts | {"last": last}, cutoff=last, has_picture=True)
