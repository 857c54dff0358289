"""Odds of a list before anybody has drawn: many trial draws of known lists, and one more child.

For every trial the cut-off of each section is kept. One more child, before whom `a` others stand
(every `a` from 0 to S is equally likely), finds a seat in a section exactly as long as `a` is below
its cut-off: whoever comes first is not touched by whoever comes later. So the cut-offs give the
odds of every list, sections together and not one by one, without another draw.

This is exact for `fair` where the number alone counts. Left out is: whoever has a kept seat
(reserved, continuing) fares better than it says; with kept seats one more child can push a chain of
others; and one more child can save a section from closing. The last two move odds by less than 0.05
in a crowded slot of 60 children (tests/lottery/allocation/test_odds.py), by less in larger ones.
Source of the cut-off form: E. Azevedo and J. Leshno, A Supply and Demand Framework for Two-Sided
Matching Markets, 2016.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.lottery.allocation.draw import Cutoff, draw
from app.lottery.allocation.problem import Problem


@dataclass(frozen=True)
class ListOdds:
    """How likely a list gives each of its ranks, and nothing; they add up to 1."""

    ranks: tuple[float, ...]
    none: float

    @property
    def first(self) -> float:
        """The first choice."""
        return self.ranks[0]

    @property
    def later(self) -> float:
        """Any other choice of the list."""
        return sum(self.ranks[1:])


def trial_cutoffs(problem: Problem, draws: int) -> dict[str, list[int]]:
    """Draw many times with numbers of chance; give the cut-offs of each section, one a draw.

    The numbers come from a sequence of their own that has nothing to do with the seed of any real
    draw, and are the same every time.
    """
    chance = np.random.default_rng(0)
    tickets = sorted(problem.students)
    found: dict[str, list[int]] = {code: [] for code in problem.sections}
    for _ in range(draws):
        order = (chance.permutation(len(tickets)) + 1).tolist()
        numbers = dict(zip(tickets, order, strict=True))
        for code, cutoff in cutoffs_of(replace(problem, key=None, numbers=numbers)).items():
            found[code].append(cutoff)
    return found


def cutoffs_of(problem: Problem) -> dict[str, int]:
    """Draw once; give how many others may stand before one more child that still gets a seat.

    That is S + 1 while seats are free, 0 where a section closed or has no open seat.
    """
    cutoffs = draw(problem).cutoffs
    return {code: _reach(cutoffs.get(code), len(problem.students)) for code in problem.sections}


def odds_of(cutoffs: Sequence[Sequence[int]], turns: int) -> ListOdds:
    """Compute the odds of a list.

    Args:
        cutoffs: of each section of the list, favourite first, at least one; one a trial.
        turns: S + 1, the turns that one more child can have.
    """
    reach = np.maximum.accumulate(np.array(cutoffs, dtype=np.int64), axis=0)
    total = reach.sum(axis=1) / (turns * reach.shape[1])
    ranks = np.diff(total, prepend=0.0)
    return ListOdds(tuple(ranks.tolist()), float(1 - total[-1]))


def none_with_more(
    cutoffs: Sequence[Sequence[int]], others: Sequence[Sequence[int]], turns: int
) -> tuple[float, ...]:
    """Compute the odds of no place with one and with two more sections, as the mean of `others`.

    Gives as many figures as there are others to add, two at most.
    """
    listed = np.array(cutoffs, dtype=np.int64).max(axis=0)
    reach = np.sort(np.maximum(np.array(others, dtype=np.int64), listed), axis=0)
    count = len(reach)
    # The k-th smallest (from 0) is the greater one of k pairs.
    pairs = np.arange(count) @ reach / (count * (count - 1) / 2) if count > 1 else None
    means = [reach.mean(axis=0)] if pairs is None else [reach.mean(axis=0), pairs]
    return tuple(float(1 - mean.mean() / turns) for mean in means)


def _reach(cutoff: Cutoff | None, students: int) -> int:
    if cutoff is None:
        return 0
    if cutoff.taken < cutoff.seats:
        return students + 1
    return cutoff.last_number or 0
