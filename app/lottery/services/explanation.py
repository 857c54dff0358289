"""A sentence for every child: why this club, why not that one (docs/draw.md, section 3.8).

Each sentence follows from the published result alone, so that it can be checked against it. Under
the fair draw it is the cut-off that explains; where all lists are looked at together there is none,
and the sentence says what would have been worse. No other child is in them, nor who has priority:
that a place was a kept one is said with the same words to everybody who got one.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.core.text import N_, Sentence
from app.lottery.eligibility import Card
from app.lottery.models import Draw, DrawnSection, Mechanism, Outcome

TOGETHER = {
    Mechanism.FEWEST_UNPLACED: N_(
        "%(seats)d places, all taken. Placed here, more children would be without a club or "
        "further down their lists, or a smaller number would lose."
    ),
    Mechanism.MOST_FIRST: N_(
        "%(seats)d places, all taken. Placed here, fewer children would have their first choice "
        "or the next ones in turn, or a smaller number would lose."
    ),
}


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


@dataclass(frozen=True)
class Drawn:
    """What a draw did, as far as one child's list of one day is concerned.

    Attributes:
        mechanism: of the draw.
        sections: what the draw did with each section.
        outcome: what it gave the child in this slot.
        has_enough: the child has as many clubs as were wanted, all days counted.
        entered: codes of the child's row in the frozen entries; what was no longer possible at
            the freezing is not among them.
        kept: codes of the sections that keep seats for some children.
        keeps: the child had a club at that time, which stays unless a second round gave a better.
    """

    mechanism: Mechanism
    sections: Mapping[int, DrawnSection]
    outcome: Outcome
    has_enough: bool
    entered: Collection[str]
    kept: Collection[str]
    keeps: bool = False


@dataclass(frozen=True)
class Turned:
    """A child's number in the first draw, and how many there were; none if it was not in it."""

    before: int | None
    last_before: int


def codes_with_kept_seats(draw: Draw) -> frozenset[str]:
    """Give the sections of which the manifest keeps seats for some; it must be loaded."""
    return frozenset(
        section["code"]
        for section in json.loads(draw.manifest.text)["sections"]
        if section["reserved"] or section["continuing_share"]
    )


def explained(listed: Sequence[Card], drawn: Drawn) -> list[Line]:
    """Explain one child's handed-in list of one day, favourite first."""
    return [_line(rank, card, drawn) for rank, card in enumerate(listed, start=1)]


def headline(listed: Sequence[Card], drawn: Drawn) -> Sentence:
    """Say in one sentence of at most 60 Chinese characters what the draw gave, and why."""
    if not listed:
        return Sentence(N_("No club was chosen for this day."), {})
    if drawn.outcome.rank is None:
        return _without(drawn)
    if drawn.outcome.rank == 1:
        return Sentence(N_("Choice 1 was placed."), {})
    return _with_a_later_choice(listed[0], drawn)


def turned(turned: Turned, number: int, last: int) -> Sentence:
    """Say how a child's number in a second round follows from the first draw."""
    if turned.before is None:
        sentence = N_(
            "In this second round the order of the first draw is turned round. This child was not "
            "in the first draw; its number %(number)d of %(last)d was drawn behind those who were."
        )
        return Sentence(sentence, {"number": number, "last": last})
    sentence = N_(
        "In this second round the order of the first draw is turned round: the number was "
        "%(before)d of %(last_before)d, now it is %(number)d of %(last)d."
    )
    facts = {"before": turned.before, "last_before": turned.last_before}
    return Sentence(sentence, {**facts, "number": number, "last": last})


def _without(drawn: Drawn) -> Sentence:
    if drawn.keeps:
        sentence = N_(
            "The club this child had stays: each one on the list was full before number "
            "%(number)d or did not open."
        )
        return Sentence(sentence, {"number": drawn.outcome.number})
    if drawn.has_enough:
        return Sentence(N_("All the clubs that were wanted were placed on other days."), {})
    if drawn.mechanism is not Mechanism.FAIR:
        return Sentence(
            N_("Not placed yet: each club that was possible is full or did not open."), {}
        )
    sentence = N_(
        "Not placed yet: each club that was possible was full before number %(number)d or did not "
        "open."
    )
    return Sentence(sentence, {"number": drawn.outcome.number})


def _with_a_later_choice(card: Card, drawn: Drawn) -> Sentence:
    """Say what was placed, and why the first choice was not."""
    first, facts = drawn.sections.get(card.section_id), {"rank": drawn.outcome.rank or 0}
    if first is None or first.closed_step is not None:
        return Sentence(N_("Choice %(rank)d was placed; choice 1 did not open."), facts)
    if first.seats == 0:
        return Sentence(N_("Choice %(rank)d was placed; choice 1 had no free place."), facts)
    if card.code not in drawn.entered:
        return Sentence(N_("Choice %(rank)d was placed; choice 1 was no longer possible."), facts)
    if drawn.mechanism is not Mechanism.FAIR:
        sentence = N_(
            "Choice %(rank)d was placed; choice 1 is full, and all lists together come out best "
            "this way."
        )
        return Sentence(sentence, facts)
    return _with_a_cutoff(card, first, drawn, facts)


def _with_a_cutoff(
    card: Card, first: DrawnSection, drawn: Drawn, facts: Mapping[str, int]
) -> Sentence:
    if first.last_number is None:
        sentence = N_(
            "Choice %(rank)d was placed; the places of choice 1 went to those who go first there."
        )
        return Sentence(sentence, facts)
    numbers = {"last": first.last_number, "number": drawn.outcome.number}
    if card.code in drawn.kept:
        sentence = N_(
            "Choice %(rank)d was placed; the open seats of choice 1 took numbers up to %(last)d, "
            "yours is %(number)d."
        )
    else:
        sentence = N_(
            "Choice %(rank)d was placed; choice 1 took numbers up to %(last)d, yours is %(number)d."
        )
    return Sentence(sentence, {**facts, **numbers})


def _line(rank: int, card: Card, drawn: Drawn) -> Line:
    row, outcome = drawn.sections.get(card.section_id), drawn.outcome
    if row is None:
        return Line(rank, card, N_("Does not take place."), {})
    if row.closed_step is not None:
        facts = {"filled": row.taken, "least": row.min_size}
        sentence = N_("Did not open: %(filled)d of at least %(least)d children.")
        return Line(rank, card, sentence, facts)
    if outcome.rank is None or rank < outcome.rank:
        return _not_placed(rank, card, row, drawn)
    if outcome.rank == rank:
        return _placed(rank, card, row, drawn)
    return Line(rank, card, N_("An earlier choice was placed, so this was not needed."), {})


def _not_placed(rank: int, card: Card, row: DrawnSection, drawn: Drawn) -> Line:
    if drawn.has_enough and drawn.outcome.rank is None:
        return Line(rank, card, N_("All the clubs you wanted were placed on other days."), {})
    if row.seats == 0:
        return Line(rank, card, N_("No place was free here before the draw."), {})
    if card.code not in drawn.entered:
        return Line(rank, card, N_("Was no longer possible when the lists were frozen."), {})
    if drawn.mechanism is Mechanism.FAIR:
        return _not_yet(rank, card, row, drawn)
    return Line(rank, card, TOGETHER[drawn.mechanism], {"seats": row.seats})


def _placed(rank: int, card: Card, row: DrawnSection, drawn: Drawn) -> Line:
    outcome, facts = drawn.outcome, {"seats": row.seats}
    if row.taken < row.seats:
        sentence = N_("%(seats)d places, enough for everybody: placed.")
        return Line(rank, card, sentence, facts, is_placed=True)
    if drawn.mechanism is not Mechanism.FAIR:
        sentence = N_("%(seats)d places, all taken: placed. All lists together come out best so.")
        return Line(rank, card, sentence, facts, is_placed=True)
    last = row.last_number
    if last is None or outcome.number > last:
        sentence = N_("%(seats)d places, some for those who go first by the rules: placed.")
        return Line(rank, card, sentence, facts, is_placed=True)
    facts |= {"last": last, "number": outcome.number}
    if card.code in drawn.kept:
        sentence = N_(
            "%(seats)d places, the last number on an open seat was %(last)d. %(number)d does not "
            "come after it: placed."
        )
    elif outcome.number == last:
        sentence = N_("%(seats)d places, the last number placed was %(last)d, this one.")
    else:
        sentence = N_(
            "%(seats)d places, the last number placed was %(last)d. %(number)d comes before it: "
            "placed."
        )
    return Line(rank, card, sentence, facts, is_placed=True, cutoff=last, has_picture=True)


def _not_yet(rank: int, card: Card, row: DrawnSection, drawn: Drawn) -> Line:
    facts = {"seats": row.seats, "number": drawn.outcome.number}
    last = row.last_number
    if last is None:
        sentence = N_("%(seats)d places, all given to those who go first here: not placed yet.")
        return Line(rank, card, sentence, facts)
    if card.code in drawn.kept:
        sentence = N_(
            "%(seats)d places, the last number on an open seat was %(last)d. %(number)d comes "
            "after: not placed yet."
        )
    else:
        sentence = N_(
            "%(seats)d places, the last number placed was %(last)d. %(number)d comes after: not "
            "placed yet."
        )
    return Line(rank, card, sentence, facts | {"last": last}, cutoff=last, has_picture=True)
