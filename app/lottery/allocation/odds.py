"""Odds of a list before anybody has drawn: many trial draws of known lists, and one more child.

Every trial is kept in a form that tells what one more child would get in it, with any list and for
any number `a` of others before it (every `a` from 0 to S is equally likely), without drawing again:

- `fair`: the cut-off of each section. One more child finds a seat in a section exactly as long as
  `a` is below it: whoever comes first is not touched by whoever comes later. (E. Azevedo and
  J. Leshno, A Supply and Demand Framework for Two-Sided Matching Markets, 2016.) The lists are the
  same in all trials; chance are the numbers.
- `fewest-unplaced`, `most-first`: the chain of moves that one more seat of each section takes (see
  `chains`). Here the numbers decide between equals only; what a list gives hangs on which lists the
  others hand in. So each trial draws as many lists anew, with replacement, from the known ones.

With fairness credits turns are not equally likely: under `fair` the trials have numbers by extra
tickets, and a cut-off is kept as the turns it is worth for 1, 2 and 3 chances of the one more
child. The other mechanisms leave credits out: there they decide between equals only.

Both are exact for each trial where no section closes and no seats are kept, slot by slot. Left out
is: whoever has a kept seat (reserved, continuing) fares better than it says; with kept seats one
more child can push a chain of others; and one more child can save a section from closing. The last
two move odds by less than 0.05 in a crowded slot of 60 children, by less in larger ones
(tests/lottery/allocation/test_odds.py). What hangs on the chance of the trials themselves is told
as the standard error.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import add
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.lottery.allocation.chains import Chain, Goal, chains, turns_before
from app.lottery.allocation.draw import Cutoff, draw, drawn
from app.lottery.allocation.problem import MOST_EXTRA_TICKETS, Mechanism, Problem
from app.lottery.allocation.slot import Ints
from app.lottery.allocation.turns import Turns

Counts = NDArray[np.int64]  # choices or trials x trials: how many of the turns 0 to S


@dataclass(frozen=True)
class ListOdds:
    """How likely a list gives each of its ranks, and nothing; they add up to 1.

    Attributes:
        ranks: of each choice.
        none: of no place.
        error: the greatest standard error of the first choice, any other and no place.
    """

    ranks: tuple[float, ...]
    none: float
    error: float

    @property
    def first(self) -> float:
        """The first choice."""
        return self.ranks[0]

    @property
    def later(self) -> float:
        """Any other choice of the list."""
        return sum(self.ranks[1:])


class Trials(Protocol):
    """Trial draws that tell what one more child would get."""

    @property
    def turns(self) -> int:
        """S + 1, the turns that one more child can have."""

    def reach(self, section: int, rank: int) -> Ints:
        """Count in each trial the turns that give a place, with this choice alone at this rank."""

    def ranks(self, listed: Sequence[int]) -> Counts:
        """Count the turns that give each choice of a list, favourite first: choices x trials."""


@dataclass(frozen=True)
class FairTrials:
    """Trials as cut-offs; by section, one a trial."""

    cutoffs: Mapping[int, Sequence[int]]
    turns: int

    def reach(self, section: int, rank: int) -> Ints:  # noqa: ARG002 -- the rank does not matter
        """Count in each trial the turns that give a place in the section."""
        return np.array(self.cutoffs[section], dtype=np.int64)

    def ranks(self, listed: Sequence[int]) -> Counts:
        """Count the turns that give each choice of a list, favourite first: choices x trials."""
        reach = np.array([self.cutoffs[section] for section in listed], dtype=np.int64)
        return np.diff(np.maximum.accumulate(reach, axis=0), axis=0, prepend=0)


@dataclass(frozen=True)
class ChainTrials:
    """Trials as chains of moves; by section, one a trial, None where no seat can be had."""

    plain: Mapping[int, Sequence[Any]]
    turns: int
    goal: Goal

    def reach(self, section: int, rank: int) -> Ints:
        """Count in each trial the turns that give a place, with this choice alone at this rank."""
        nothing = self._nothing
        found = (
            0 if option is None else turns_before(option, nothing, self.turns - 1)
            for option in self._options(section, rank)
        )
        return np.fromiter(found, dtype=np.int64)

    def ranks(self, listed: Sequence[int]) -> Counts:
        """Count the turns that give each choice of a list, favourite first: choices x trials."""
        options = [self._options(section, rank) for rank, section in enumerate(listed, start=1)]
        return np.array([self._shared(trial) for trial in zip(*options, strict=True)]).T

    @property
    def _nothing(self) -> Chain:
        return Chain(self.goal.of(self.goal.ranks + 1))

    def _options(self, section: int, rank: int) -> list[Chain | None]:
        cost = self.goal.of(rank)
        return [
            None if plain is None else Chain(tuple(map(add, plain[0], cost)), tuple(plain[1]))
            for plain in self.plain[section]
        ]

    def _shared(self, trial: Sequence[Chain | None]) -> list[int]:
        """Share the turns of a trial among the choices; what is left of them gives nothing.

        A choice wins while it beats all later ones, from the turn on at which no earlier one does.
        """
        open_to = [(place, option) for place, option in enumerate(trial) if option is not None]
        least = min([self._nothing.cost, *(option.cost for _, option in open_to)])
        best = [(place, option) for place, option in open_to if option.cost == least]
        rest = [self._nothing] if self._nothing.cost == least else []
        options = [option for _, option in best] + rest
        shares = [0] * len(trial)
        since = [0] * len(options)
        for position, (place, option) in enumerate(best):
            until = self.turns
            for other in range(position + 1, len(options)):
                before = turns_before(option, options[other], self.turns - 1)
                until, since[other] = min(until, before), max(since[other], before)
            shares[place] = max(0, until - since[position])
        return shares


def trials_kept(
    mechanism: Mechanism,
    kept: Mapping[int, Sequence[Any]],
    turns: int,
    ranks: int,
    chances: int = 1,
) -> Trials:
    """Read trials as `trial_draws` gives them, put together by section.

    `chances` are those of the one more child; they count where `fair` was drawn with credits.
    """
    if mechanism is Mechanism.FAIR:
        cutoffs = {
            section: [each[chances - 1] if isinstance(each, list) else each for each in trials]
            for section, trials in kept.items()
        }
        return FairTrials(cutoffs, turns)
    return ChainTrials(kept, turns, Goal(mechanism, ranks))


def trial_draws(
    problem: Problem, ranks: int, *, uses_credits: bool = False
) -> Iterator[dict[str, Any]]:
    """Draw again and again by chance; give what is kept of each trial, by section, as plain data.

    The numbers come from a sequence of their own that has nothing to do with the seed of any real
    draw, and are the same every time.

    Args:
        problem: whose lists are known; its numbers and key do not matter.
        ranks: as many as a list can have.
        uses_credits: whether extra tickets count, under `fair`.
    """
    chance = np.random.default_rng(0)
    tickets = sorted(problem.students)
    while True:
        if problem.mechanism is Mechanism.FAIR and uses_credits:
            yield _cutoffs_with_credits(problem, tickets, chance)
        elif problem.mechanism is Mechanism.FAIR:
            order = (chance.permutation(len(tickets)) + 1).tolist()
            numbers = dict(zip(tickets, order, strict=True))
            yield cutoffs_of(replace(problem, key=None, numbers=numbers))
        else:
            picked = chance.integers(len(tickets), size=len(tickets)).tolist()
            yield chains_of(_resampled(problem, [tickets[each] for each in picked]), ranks)


def cutoffs_of(problem: Problem) -> dict[str, int]:
    """Draw once; give how many others may stand before one more child that still gets a seat.

    That is S + 1 while seats are free, 0 where a section closed or has no open seat.
    """
    cutoffs = draw(problem).cutoffs
    return {code: _reach(cutoffs.get(code), len(problem.students)) for code in problem.sections}


def _cutoffs_with_credits(
    problem: Problem, tickets: Sequence[str], chance: np.random.Generator
) -> dict[str, list[int]]:
    """Draw once with extra tickets; give the cut-offs, as turns, for each number of chances."""
    rates = np.array([1 + problem.students[ticket].extra_tickets for ticket in tickets])
    order = np.argsort(chance.exponential(size=len(tickets)) / rates)
    numbers = {tickets[each]: number for number, each in enumerate(order.tolist(), start=1)}
    cutoffs = cutoffs_of(replace(problem, key=None, numbers=numbers))
    turns = [Turns(rates[order], chances) for chances in range(1, MOST_EXTRA_TICKETS + 2)]
    place = {code: problem.slots.index(row.slot) for code, row in problem.sections.items()}
    return {
        code: [each.within(cutoff, place[code], len(problem.slots)) for each in turns]
        for code, cutoff in cutoffs.items()
    }


def chains_of(problem: Problem, ranks: int) -> dict[str, Any]:
    """Draw once by an optimising mechanism; give the chain of each section, None without one."""
    assert problem.numbers is not None  # noqa: S101 -- trial draws have numbers
    found = drawn(problem, problem.numbers)
    goal, codes = Goal(problem.mechanism, ranks), found.layout.codes
    kept: dict[str, Any] = dict.fromkeys(codes)
    for name, slot, places in zip(problem.slots, found.slots(), found.places, strict=True):
        best = chains(slot, places.section_of, len(problem.students), goal)
        for column, chain in best.items():
            if problem.sections[codes[column]].slot == name and not found.closed[column]:
                kept[codes[column]] = chain.plain()
    return kept


def odds_of(trials: Trials, listed: Sequence[int]) -> ListOdds:
    """Compute the odds of a list of at least one section, favourite first."""
    ranks = trials.ranks(listed) / trials.turns
    rows = np.array([ranks[0], ranks[1:].sum(axis=0), 1 - ranks.sum(axis=0)])
    count = rows.shape[1]
    error = float(rows.std(axis=1, ddof=1).max() / count**0.5) if count > 1 else 0.5
    return ListOdds(tuple(ranks.mean(axis=1).tolist()), float(rows[2].mean()), error)


def none_with_more(
    trials: Trials, listed: Sequence[int], others: Sequence[int]
) -> tuple[float, ...]:
    """Compute the odds of no place with one and with two more sections, as the mean of `others`.

    Gives as many figures as there are others to add, two at most.
    """
    now = trials.ranks(listed).sum(axis=0)
    one, two = (
        np.maximum([trials.reach(section, len(listed) + more) for section in others], now)
        for more in (1, 2)
    )
    means = [one.mean()]
    if (count := len(others)) > 1:
        pairs = sum(np.maximum(each, two).sum() for each in one) - np.maximum(one, two).sum()
        means.append(pairs / (count * (count - 1) * len(now)))
    return tuple(float(1 - mean / trials.turns) for mean in means)


def _resampled(problem: Problem, picked: Sequence[str]) -> Problem:
    """Give the lists of these children to as many others, whose numbers are in the same order."""
    students = {
        ticket: replace(problem.students[source], ticket=ticket)
        for ticket, source in zip(sorted(problem.students), picked, strict=True)
    }
    numbers = {ticket: number for number, ticket in enumerate(students, start=1)}
    return replace(problem, students=students, key=None, numbers=numbers)


def _reach(cutoff: Cutoff | None, students: int) -> int:
    if cutoff is None:
        return 0
    if cutoff.taken < cutoff.seats:
        return students + 1
    return cutoff.last_number or 0
