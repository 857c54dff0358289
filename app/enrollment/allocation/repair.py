"""Least-change repair: another place for every child whose club ends, with the fewest moves.

Of all ways to give places, in this order:

1. the most displaced children get a place;
2. the fewest children who were not displaced move;
3. the sum of the ranks of the new places is least;
4. the child with the best draw number has the best place that is still possible, then the next.

What holds for every answer: nobody who was not displaced moves to anything but what it ranked
better than what it holds; no section gets more children than it has free seats and leavers; it is
the only best one, whatever the order of the rows. Ranks of one child differ, and equal draw numbers
(of two draws) go by the children's keys, so the fourth rule leaves no tie.

The moves are given as chains: a displaced child first, each next child makes room for the one
before, and the last takes a free seat. A chain can be carried out, or fail, without the others; who
has the better number stands in the shorter uncertainty: free seats go first to the best numbers.

The optimum is a minimum-cost flow, found by cheapest augmenting paths (R. G. Busacker, P. J. Gowen,
1960). The four rules are one whole number: each rule counts more than all later ones can together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.enrollment.allocation.errors import BadRepair


@dataclass(frozen=True)
class Child:
    """A child that seeks another place, or one that could make room.

    Attributes:
        key: tells children apart.
        number: its draw number; none comes after all numbers.
        ranks: the sections it would take, each with its rank; 1 is the favourite.
        holds: the section it has a seat in and keeps unless it gets a better one; none for a
            displaced child.
        holds_rank: where that stands in its list; 0 means that it moves nowhere.
    """

    key: int
    number: int | None
    ranks: Mapping[int, int]
    holds: int | None = None
    holds_rank: int = 0

    @property
    def turn(self) -> tuple[bool, int, int]:
        """Its place in the order of the numbers."""
        return (self.number is None, self.number or 0, self.key)

    @property
    def wishes(self) -> Mapping[int, int]:
        """What it may get: all of its list, or what it ranked better than what it holds."""
        if self.holds is None:
            return self.ranks
        better = {place: rank for place, rank in self.ranks.items() if rank < self.holds_rank}
        return {place: rank for place, rank in better.items() if place != self.holds}


@dataclass(frozen=True)
class Move:
    """A child and the section it goes to, with the rank of it."""

    key: int
    section: int
    rank: int


Chain = tuple[Move, ...]


def repair(children: Iterable[Child], free: Mapping[int, int]) -> list[Chain]:
    """Propose the moves, chain by chain in the order of the displaced children's numbers.

    Args:
        children: the displaced, and those who hold a seat and wish for a better one.
        free: how many seats of each section nobody holds.

    Raises:
        BadRepair: a key or a rank stands twice, seats are negative, a section is not known.
    """
    in_turn = sorted(children, key=lambda child: child.turn)
    _check(in_turn, free)
    seats = _Seats(in_turn, free)
    while seats.place_one_more():
        pass
    return _chains(in_turn, seats.section_of)


class _Seats:
    """Who sits where while displaced children are placed one by one."""

    def __init__(self, children: Sequence[Child], free: Mapping[int, int]) -> None:
        self.section_of = [child.holds for child in children]
        self._costs = _costs(children)
        self._free = dict(free)

    def place_one_more(self) -> bool:
        """Place one more displaced child in the cheapest way; whether it was possible."""
        cost, came = self._cheapest_ways()
        ends = [section for section in cost if self._free[section] > 0]
        if not ends:
            return False
        section = min(ends, key=lambda end: (cost[end], end))
        self._free[section] -= 1
        while (left := self._seat(came[section], section)) is not None:
            section = left
        return True

    def _seat(self, child: int, section: int) -> int | None:
        """Seat a child in a section; gives the section it leaves."""
        left, self.section_of[child] = self.section_of[child], section
        return left

    def _cheapest_ways(self) -> tuple[dict[int, int], dict[int, int]]:
        """Give what it costs to bring one more child into each section, and who goes there last.

        Bellman and Ford's relaxation: moving a child on may cost less than nothing.
        """
        cost: dict[int, int] = {}
        came: dict[int, int] = {}
        has_changed = True
        while has_changed:
            has_changed = False
            for child, present in enumerate(self.section_of):
                if present is not None and present not in cost:
                    continue
                for section, own in self._costs[child].items():
                    whole = own + self._spared(child, present, cost)
                    if section != present and (section not in cost or whole < cost[section]):
                        cost[section], came[section] = whole, child
                        has_changed = True
        return cost, came

    def _spared(self, child: int, present: int | None, cost: Mapping[int, int]) -> int:
        """What it costs to make a child leave where it is."""
        return 0 if present is None else cost[present] - self._costs[child][present]


def _costs(children: Sequence[Child]) -> list[dict[int, int]]:
    """Write the rules as one whole number for each child and section.

    By digits in a base above every rank: how many moved, the sum of ranks, then for each child in
    turn its rank. A displaced child without a place and a child that stays have the worst digit.
    """
    worst = 1 + max((rank for one in children for rank in one.wishes.values()), default=0)
    base, count = worst + 1, len(children)
    a_rank = base**count
    a_move = a_rank * base * (count + 1)
    costs = []
    for turn, child in enumerate(children):
        digit = base ** (count - 1 - turn)
        moves = 0 if child.holds is None else a_move
        costs.append(
            {
                section: moves + rank * a_rank + (rank - worst) * digit
                for section, rank in child.wishes.items()
            }
        )
        if child.holds is not None:
            costs[-1][child.holds] = 0
    return costs


def _chains(children: Sequence[Child], section_of: Sequence[int | None]) -> list[Chain]:
    """Link each new seat with the child that leaves it; the worst numbers wait for leavers."""
    leavers: dict[int, list[Move]] = {}
    origin = {child.key: child.holds for child in children}
    moves = [
        Move(child.key, section, child.wishes[section])
        for child, section in zip(children, section_of, strict=True)
        if section is not None and section != child.holds
    ]
    for move in reversed(moves):
        if (held := origin[move.key]) is not None:
            leavers.setdefault(held, []).append(move)
    chains = []
    for first in (move for move in reversed(moves) if origin[move.key] is None):
        chain = [first]
        while leavers.get(chain[-1].section):
            chain.append(leavers[chain[-1].section].pop())
        chains.append(tuple(chain))
    return chains[::-1]


def _check(children: Sequence[Child], free: Mapping[int, int]) -> None:
    if len({child.key for child in children}) < len(children):
        raise BadRepair("A child stands twice among the children.")
    if min(free.values(), default=0) < 0:
        raise BadRepair("A section has fewer than no free seats.")
    for child in children:
        if len(set(child.ranks.values())) < len(child.ranks):
            raise BadRepair(f"Child {child.key} has two sections of one rank.")
        if not child.ranks.keys() <= free.keys() or child.holds not in {None, *free}:
            raise BadRepair(f"Child {child.key} names a section that is not known.")
