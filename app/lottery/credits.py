"""Fairness credits: more chances for a good number after bad luck (docs/draw.md, section 9).

A rule on plain facts; where the facts come from stands in `queries/credits.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

TERMS = 2  # a credit counts in the two terms after the one it comes from
FEWEST_RANKED = 3


class Verdict(StrEnum):
    """What one term says about the chances of the next."""

    NO_FIRST = "no_first"
    CLUB_CLOSED = "club_closed"
    FIRST = "first"
    FEW_RANKED = "few_ranked"
    GAVE_UP = "gave_up"


OWED = frozenset({Verdict.NO_FIRST, Verdict.CLUB_CLOSED})


@dataclass(frozen=True)
class TermFacts:
    """What the draws of one term were for one child.

    Attributes:
        ranked: how many clubs stood on its lists.
        had_first: whether it had a first choice, by the draw or later, and the club took place.
        lost_club: whether a club of its lists closed.
        gave_up: whether the family gave a place up and the child had none on that day then.
    """

    ranked: int
    had_first: bool = False
    lost_club: bool = False
    gave_up: bool = False


@dataclass(frozen=True)
class TermVerdict:
    """What a term says, for people."""

    title: str
    verdict: Verdict


@dataclass(frozen=True)
class Owed:
    """The credits of a child, and the terms they come from, the oldest first."""

    credits: int = 0
    terms: tuple[TermVerdict, ...] = ()

    @property
    def chances(self) -> int:
        """How many values its ticket has in a draw (k)."""
        return 1 + self.credits


def verdict(facts: TermFacts) -> Verdict:
    """Judge one term."""
    if facts.had_first:
        return Verdict.FIRST
    if facts.ranked < FEWEST_RANKED:
        return Verdict.FEW_RANKED
    if facts.gave_up:
        return Verdict.GAVE_UP
    return Verdict.CLUB_CLOSED if facts.lost_club else Verdict.NO_FIRST


def credits_owed(terms: Sequence[tuple[str, TermFacts]]) -> Owed:
    """Add up the last two terms before a draw, given the oldest first.

    A term without a list is left out. A first choice sets everything before it back.
    """
    kept: list[TermVerdict] = []
    for title, facts in terms:
        found = verdict(facts)
        if found is Verdict.FIRST:
            kept.clear()
        kept.append(TermVerdict(title, found))
    return Owed(sum(one.verdict in OWED for one in kept), tuple(kept))
