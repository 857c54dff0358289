"""整体最优 and 首选最多: the best assignments by a school's count, made unique by the numbers.

`fewest_unplaced` places the most students and, of these assignments, has the least sum of ranks.
`most_first` gives the most first choices, then the most second ones, and so on: a rank-maximal
matching (R. W. Irving, T. Kavitha, K. Mehlhorn, D. Michail and K. Paluch, Rank-Maximal Matchings,
2006). Both are canonical: of the assignments that are equally good, the one in which student
number 1 has the best place that is possible, then number 2, and so on. So the answer does not
depend on the order of rows or on the solver.

Neither is safe against clever lists, and a better number can lose to a worse one.

Method: successive shortest paths (R. K. Ahuja, T. L. Magnanti and J. B. Orlin, Network Flows,
1993, section 9.7) on a small graph whose nodes are the sections; students are its arcs. Then, in
the order of numbers, each student moves to a better section along a path that costs nothing.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.lottery.allocation.errors import BadProblem
from app.lottery.allocation.slot import Places, Slot

Costs = NDArray[np.int64]

NEVER = np.int64(2**62)  # the cost of what is not on a list; sums of two are compared, not kept
MOST_CELLS = 3_000_000  # students times sections of a slot that take about a minute


def fewest_unplaced(slot: Slot) -> Places:
    """Draw one slot: most students placed, then the least sum of ranks, then by number."""

    def costs(ranks: Costs) -> tuple[Costs, int]:
        worst_rank = int(ranks.max(initial=1))
        return ranks, (len(slot.sections) + 2) * (worst_rank + 1)

    return _canonical_optimum(slot, costs)


def most_first(slot: Slot) -> Places:
    """Draw one slot: most first choices, then most second ones, and so on, then by number.

    A rank r is worth base ** (worst rank - r). Only paths are ever compared, and a path passes a
    section once, so a base above twice the number of sections keeps the ranks apart.
    """

    def costs(ranks: Costs) -> tuple[Costs, int]:
        worst_rank, base = int(ranks.max(initial=1)), 2 * (len(slot.sections) + 2) + 1
        if base**worst_rank >= int(NEVER) // 4:
            raise BadProblem(
                f"{len(slot.sections)} sections with lists of {worst_rank} are more than "
                "'most-first' can draw; use 'fair'."
            )
        worth = np.array([0, *(-(base ** (worst_rank - r)) for r in range(1, worst_rank + 1))])
        return worth[ranks], 0

    return _canonical_optimum(slot, costs)


def _canonical_optimum(slot: Slot, costs: Callable[[Costs], tuple[Costs, int]]) -> Places:
    tickets, codes = list(slot.lists), sorted(slot.sections)
    if len(tickets) * len(codes) > MOST_CELLS:
        raise BadProblem(
            f"{len(tickets)} students and {len(codes)} sections in one slot take more than a "
            "minute with this mechanism; use 'fair'."
        )
    if not tickets or not codes:
        return Places()
    ranks = _rank_matrix(slot, codes)
    values, unplaced = costs(ranks)
    matching = _Matching(
        np.where(ranks > 0, values, NEVER),
        unplaced,
        np.array([slot.sections[code].seats for code in codes]),
    )
    for row in range(len(tickets)):
        matching.place(row)
    for row in range(len(tickets)):
        matching.improve_and_fix(row)
    places = Places()
    for row, ticket in enumerate(tickets):  # in the order of numbers, so the last is the worst
        section = matching.section_of[row]
        if section < len(codes):
            places.section_of[ticket] = codes[section]
            places.last_open_number[codes[section]] = slot.numbers[ticket]
    return places


def _rank_matrix(slot: Slot, codes: list[str]) -> Costs:
    """Lay out students by number and sections by code; 0 where a section is not on the list."""
    index = {code: column for column, code in enumerate(codes)}
    ranks = np.zeros((len(slot.lists), len(codes)), dtype=np.int64)
    for row, (ticket, listed) in enumerate(slot.lists.items()):
        for code in listed:
            ranks[row, index[code]] = slot.ranks[ticket][code]
    return ranks


class _Matching:
    """An optimal assignment of the students placed so far.

    Nodes are the sections, then the node "unplaced" with room for everybody, then the pool of free
    seats. `arcs[a, b]` is the least cost of moving one student who may still move from a to b.
    """

    def __init__(self, costs: Costs, unplaced: int, seats: NDArray[np.int64]) -> None:
        students, sections = costs.shape
        self.costs = np.column_stack([costs, np.full(students, unplaced, dtype=np.int64)])
        self.unplaced, self.pool = sections, sections + 1
        self.free = np.append(seats, students)
        self.section_of = np.full(students, -1, dtype=np.int64)
        self.movable: list[set[int]] = [set() for _ in range(sections + 1)]
        self.arcs = np.full((sections + 2, sections + 2), NEVER, dtype=np.int64)
        self.arcs[:-1, self.pool] = np.where(self.free > 0, 0, NEVER)

    def place(self, student: int) -> None:
        """Add a student at the least cost, moving others where that is better for all."""
        distance, following = self._paths_to(self.pool)
        through = _sum(self.costs[student], distance[:-1])
        start = int(through.argmin())
        self._move_along(start, following, self.pool)
        self._enter(student, start)

    def improve_and_fix(self, student: int) -> None:
        """Give the student the best place that an optimum allows, and keep it."""
        own = self.costs[student]
        present = int(self.section_of[student])
        self.movable[present].discard(student)
        self._renew(present)
        better = np.flatnonzero(own < own[present])
        if better.size:
            self.arcs[self.pool, :-1] = 0  # any section may be left with one seat more
            distance, following = self._paths_to(present)
            possible = better[_sum(own[better], distance[better]) == own[present]]
            if possible.size:
                start = int(possible[own[possible].argmin()])
                self._move_along(start, following, present)
                self.section_of[student] = start
            self.arcs[self.pool, :-1] = NEVER

    def _paths_to(self, target: int) -> tuple[Costs, NDArray[np.int64]]:
        """Find the least cost from every node to `target`, and the next node on the way.

        Bellman-Ford on all nodes at once; an optimum has no cycle of negative cost.
        """
        nodes = len(self.arcs)
        distance = np.full(nodes, NEVER, dtype=np.int64)
        distance[target] = 0
        following = np.full(nodes, target, dtype=np.int64)
        everybody = np.arange(nodes)
        while True:
            through = _sum(self.arcs, distance)
            best = through.argmin(axis=1)
            reached = through[everybody, best]
            shorter = reached < distance
            if not shorter.any():
                return distance, following
            distance = np.where(shorter, reached, distance)
            following = np.where(shorter, best, following)

    def _move_along(self, start: int, following: NDArray[np.int64], target: int) -> None:
        """Make room at `start`: move one student along each arc of the path to `target`."""
        steps = []
        node = start
        while node != target:
            steps.append((node, int(following[node])))
            node = steps[-1][1]
        for origin, goal in steps:
            if goal == self.pool:
                self._use_seat(origin, -1)
            elif origin == self.pool:
                self._use_seat(goal, +1)
        # From the far end, so that each student moves into the room just made.
        for origin, goal in reversed(steps):
            if self.pool not in {origin, goal}:
                members = np.fromiter(self.movable[origin], dtype=np.int64)
                extra = _difference(self.costs[members, goal], self.costs[members, origin])
                mover = int(members[extra.argmin()])
                self.movable[origin].discard(mover)
                self._enter(mover, goal)
                self._renew(origin)

    def _use_seat(self, section: int, seats: int) -> None:
        self.free[section] += seats
        self.arcs[section, self.pool] = 0 if self.free[section] > 0 else NEVER

    def _enter(self, student: int, section: int) -> None:
        self.section_of[student] = section
        self.movable[section].add(student)
        extra = _difference(self.costs[student], self.costs[student, section])
        self.arcs[section, :-1] = np.minimum(self.arcs[section, :-1], extra)

    def _renew(self, section: int) -> None:
        members = np.fromiter(self.movable[section], dtype=np.int64)
        if members.size:
            extra = _difference(self.costs[members], self.costs[members, section][:, None])
            self.arcs[section, :-1] = extra.min(axis=0)
        else:
            self.arcs[section, :-1] = NEVER


def _sum(one: Costs, other: Costs) -> Costs:
    """Add costs; what never happens stays so."""
    return np.where((one == NEVER) | (other == NEVER), NEVER, one + other)


def _difference(to: Costs, present: Costs) -> Costs:
    """Subtract the cost of the present place; what never happens stays so."""
    return np.where(to == NEVER, NEVER, to - present)
