"""What one more child would set in motion under an optimising mechanism.

Once a draw is made, one more seat of a section can be had only by a chain of moves: a child leaves
the section for another of its list, there the next one makes room, and so on, until a seat was
free or a child is left without a place. Of all chains the best one counts, by the mechanism's own
order: first its goal, then what number 1 gains or loses by it, then number 2, and so on. These are
shortest paths between the sections; the draw is the only best one, so a round trip never pays.

The newcomer gets the choice whose rank and chain together are best, or nothing where that is best.
Where the goal knows no difference, those with better numbers decide by their own gain, and if they
do not care, the newcomer's own order does. So one draw tells exactly what one more child would get,
with any list and any number, without another draw (tests/lottery/allocation/test_odds.py).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import add, sub
from typing import NamedTuple

import numpy as np

from app.lottery.allocation.problem import Mechanism
from app.lottery.allocation.slot import NOWHERE, Flags, Ints, Slot

_RANK_BITS = 8
_LAST_MOVE = 0


@dataclass(frozen=True)
class Goal:
    """What a mechanism wants as little of as possible, compared from the left.

    Attributes:
        mechanism: `fewest-unplaced` or `most-first`.
        ranks: as many as a list can have, 250 at most.
    """

    mechanism: Mechanism
    ranks: int

    def of(self, rank: int) -> tuple[int, ...]:
        """Say what one child adds at this rank; `ranks + 1` means that it has no place."""
        if self.mechanism is Mechanism.FEWEST_UNPLACED:
            return (1, 0) if rank > self.ranks else (0, rank)
        return tuple(-int(rank == each) for each in range(1, self.ranks + 1))


class Chain(NamedTuple):
    """The moves that make one more seat; the better of two is the smaller one.

    Attributes:
        cost: what the moves add to the goal.
        moves: by number, each as an integer of which the better move is the smaller one: negative
            for a gain and greater in size the better the number is; 0 stands for the end.
    """

    cost: tuple[int, ...]
    moves: tuple[int, ...] = (_LAST_MOVE,)

    def after(self, cost: tuple[int, ...], move: int) -> "Chain":
        """Put one more move before this chain."""
        moves = tuple(sorted((move, *self.moves), key=abs, reverse=True))
        return Chain(tuple(map(add, cost, self.cost)), moves)

    def plain(self) -> list[list[int]]:
        """Give it as lists, to be kept."""
        return [list(self.cost), list(self.moves)]


def turns_before(preferred: Chain, other: Chain, students: int) -> int:
    """Count the turns of 0 to `students` that give the first of two, which the newcomer prefers.

    The turn is how many others stand before the newcomer.
    """
    if preferred.cost != other.cost:
        return students + 1 if preferred.cost < other.cost else 0
    if preferred.moves <= other.moves:
        return students + 1
    unlike = zip(preferred.moves, other.moves, strict=False)
    decisive = next(max(abs(mine), abs(its)) for mine, its in unlike if mine != its)
    return students + 1 - (decisive >> _RANK_BITS)


def chains(slot: Slot, section_of: Ints, students: int, goal: Goal) -> Mapping[int, Chain]:
    """Find the best chain of each column of a drawn slot in which one more seat can be had.

    Args:
        slot: as it was drawn in the end.
        section_of: the column of each row, or NOWHERE, as the mechanism gave it.
        students: of the whole draw; numbers go from 1 to this.
        goal: of the mechanism that drew.
    """
    into = _best_moves(slot, section_of, students, goal)
    filled = np.bincount(section_of[section_of != NOWHERE], minlength=len(slot.seats))
    ends = [NOWHERE, *np.flatnonzero(filled < slot.seats).tolist()]
    nothing = Chain(tuple(0 for _ in goal.of(1)))
    found = dict.fromkeys(ends, nothing)
    waiting = dict.fromkeys(ends)
    while waiting:
        head = next(iter(waiting))
        del waiting[head]
        for tail, cost, move in into[head]:
            chain = found[head].after(cost, move)
            if tail not in found or chain < found[tail]:
                found[tail] = chain
                waiting[tail] = None
    del found[NOWHERE]
    return found


def _best_moves(
    slot: Slot, section_of: Ints, students: int, goal: Goal
) -> Mapping[int, Sequence[tuple[int, tuple[int, ...], int]]]:
    """List the best single move between any two columns by the column that it leads to."""
    rows, heads, now, then = _moves(slot, section_of, goal)
    order_of, costs = _costs(goal)
    cost = order_of[now, then]
    size = ((students + 1 - slot.numbers[rows]) << _RANK_BITS) + np.abs(then - now)
    move = np.sign(then - now) * size
    tails = section_of[rows]
    order = np.lexsort((move, cost, tails, heads))
    tails, heads = tails[order], heads[order]
    is_best = np.append([True], (np.diff(tails) != 0) | (np.diff(heads) != 0))[: len(order)]
    best = order[is_best]
    into = defaultdict(list)
    for head, tail, its_cost, its_move in zip(
        heads[is_best].tolist(),
        tails[is_best].tolist(),
        cost[best].tolist(),
        move[best].tolist(),
        strict=True,
    ):
        into[head].append((tail, costs[its_cost], its_move))
    return into


def _moves(slot: Slot, section_of: Ints, goal: Goal) -> tuple[Ints, Ints, Ints, Ints]:
    """List row, goal column, present rank and next rank of all moves of those who have a place."""
    rows = slot.rows
    has_it: Flags = section_of[rows] == slot.sections
    rank_of = np.zeros(len(section_of), dtype=np.int64)
    rank_of[rows[has_it]] = slot.ranks[has_it]
    placed = np.flatnonzero(section_of != NOWHERE)
    others = ~has_it & (section_of[rows] != NOWHERE)
    all_rows = np.concatenate((rows[others], placed))
    heads = np.concatenate((slot.sections[others], np.full(len(placed), NOWHERE)))
    then = np.concatenate((slot.ranks[others], np.full(len(placed), goal.ranks + 1)))
    return all_rows, heads, rank_of[all_rows], then


def _costs(goal: Goal) -> tuple[Ints, list[tuple[int, ...]]]:
    """Give what a move from rank to rank costs, as a table of places in the list of costs."""
    ranks = range(1, goal.ranks + 2)
    of_move = {
        (now, then): tuple(map(sub, goal.of(then), goal.of(now))) for now in ranks for then in ranks
    }
    costs = sorted(set(of_move.values()))
    place = {cost: position for position, cost in enumerate(costs)}
    order_of = np.zeros((goal.ranks + 2, goal.ranks + 2), dtype=np.int64)
    for (now, then), cost in of_move.items():
        order_of[now, then] = place[cost]
    return order_of, costs
