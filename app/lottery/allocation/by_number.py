"""Of all assignments that are equally good, the one that the numbers decide.

Student number 1 gets the best place of all these assignments, then number 2 the best that is still
possible, and so on. There is exactly one such assignment.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from app.lottery.allocation.slot import NOWHERE, Flags, Ints, Places, Slot, all_open


@dataclass(frozen=True)
class Options:
    """A set of equally good assignments: one of them, and what all of them have in common.

    The last column stands for having no place. An assignment is in the set when every row has one
    of its lines, no column has more rows than seats, and those that must be full are.
    """

    rows: Ints  # of each line; by number, and the lines of a row favourite first
    columns: Ints  # of each line
    section_of: Ints  # one assignment of the set
    seats: Ints  # of each column
    must_be_full: Flags


def lines_with_unplaced(slot: Slot) -> tuple[Ints, Ints]:
    """List rows and columns of all lines; the last of each row is the column after all others."""
    rows, unplaced = len(slot.numbers), len(slot.seats)
    columns = np.insert(slot.sections, slot.first_line[1:], unplaced)
    return np.repeat(np.arange(rows), np.diff(slot.first_line) + 1), columns


def best_by_number(options: Options) -> Places:
    """Choose from the set by number."""
    moves = _Moves(options)
    moves.settle()
    section_of = np.array(moves.section_of, dtype=np.int64)
    return all_open(np.where(section_of == len(options.seats) - 1, NOWHERE, section_of))


def _parts(options: Options, free: Ints) -> list[int]:
    """Label the nodes; a row can only ever move between columns with the same label.

    Such are the strongly connected ones: whoever moves takes part in a cycle of moves.
    """
    pool = len(free)
    may_stay_free, has_room = np.flatnonzero(~options.must_be_full), np.flatnonzero(free > 0)
    tails = np.concatenate(
        (options.section_of[options.rows], has_room, np.full(len(may_stay_free), pool))
    )
    heads = np.concatenate((options.columns, np.full(len(has_room), pool), may_stay_free))
    graph = coo_array((np.ones(len(tails)), (tails, heads)), shape=(pool + 1, pool + 1))
    labels: list[int] = connected_components(graph.tocsr(), connection="strong")[1].tolist()
    return labels


class _Moves:
    """Who may still move from where to where, while one row after the other is settled.

    Nodes are the columns, and a pool through which free seats pass: a move into it takes a free
    seat of the column, a move out of it leaves one. A row can have another of its lines if moves
    lead from there back to its present column. A set of nodes is an integer with a bit for each.
    """

    def __init__(self, options: Options) -> None:
        free = options.seats - np.bincount(options.section_of, minlength=len(options.seats))
        self.section_of: list[int] = options.section_of.tolist()
        self._pool = len(free)
        self._free: list[int] = free.tolist()
        self._out = [0] * (self._pool + 1)
        self._into = [0] * (self._pool + 1)
        self._part_of = _parts(options, free)
        self._parts: defaultdict[int, int] = defaultdict(int)
        for node, part in enumerate(self._part_of):
            self._parts[part] |= 1 << node
        for column in np.flatnonzero(~options.must_be_full).tolist():
            self._link(self._pool, column)
        for column in np.flatnonzero(free > 0).tolist():
            self._link(column, self._pool)
        self._lines = self._lines_with_a_choice(options)
        self._movers: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        for row in self._lines:
            self._join(row)

    def _lines_with_a_choice(self, options: Options) -> dict[int, list[int]]:
        """Give the columns of each row that has more than one, favourite first."""
        part = np.array(self._part_of)
        fits = part[options.section_of[options.rows]] == part[options.columns]
        rows, columns = options.rows[fits], options.columns[fits]
        chooses = np.bincount(rows, minlength=len(options.section_of))[rows] > 1
        lines: dict[int, list[int]] = {}
        for row, column in zip(rows[chooses].tolist(), columns[chooses].tolist(), strict=True):
            lines.setdefault(row, []).append(column)
        return lines

    def settle(self) -> None:
        """Give one row after the other the best of its lines that is possible, for good."""
        for row, columns in self._lines.items():
            present = self.section_of[row]
            self._leave(row)
            for column in columns[: columns.index(present)]:
                if way := self._way(column, present):
                    self._shift(way)
                    self.section_of[row] = column
                    break

    def _join(self, row: int) -> None:
        present = self.section_of[row]
        for column in self._lines[row]:
            self._movers[present, column].add(row)
            self._link(present, column)

    def _leave(self, row: int) -> None:
        present = self.section_of[row]
        for column in self._lines[row]:
            movers = self._movers[present, column]
            movers.remove(row)
            if not movers:
                self._unlink(present, column)

    def _link(self, tail: int, head: int) -> None:
        self._out[tail] |= 1 << head
        self._into[head] |= 1 << tail

    def _unlink(self, tail: int, head: int) -> None:
        self._out[tail] &= ~(1 << head)
        self._into[head] &= ~(1 << tail)

    def _shift(self, way: list[int]) -> None:
        """Move one row along each step of the way."""
        for tail, head in pairwise(way):
            if head == self._pool:
                self._use_seats(tail, 1)
            elif tail == self._pool:
                self._use_seats(head, -1)
            else:
                row = next(iter(self._movers[tail, head]))
                self._leave(row)
                self.section_of[row] = head
                self._join(row)

    def _use_seats(self, column: int, seats: int) -> None:
        self._free[column] -= seats
        if self._free[column] > 0:
            self._link(column, self._pool)
        else:
            self._unlink(column, self._pool)

    def _way(self, start: int, goal: int) -> list[int] | None:
        """Find moves that lead from one column to another, searching from both ends."""
        part = self._part_of[start]
        if self._part_of[goal] != part:
            return None
        ahead, back = _Search(self._out, start), _Search(self._into, goal)
        while not (meeting := ahead.seen & back.seen):
            search = min(ahead, back, key=_Search.width)
            if not search.widen(self._parts[part]):
                self._divide(part, search.seen)
                return None
        node = _lowest(meeting)
        return ahead.trail(node, self._into)[::-1] + back.trail(node, self._out)[1:]

    def _divide(self, part: int, nodes: int) -> None:
        """Tell these nodes from the rest of their part: no cycle leads through both."""
        new = len(self._parts)
        self._parts[part] &= ~nodes
        self._parts[new] = nodes
        for node in _each(nodes):
            self._part_of[node] = new


class _Search:
    """A breadth-first search; each level is a set of nodes."""

    def __init__(self, neighbours: list[int], start: int) -> None:
        self.seen = 1 << start
        self._neighbours, self._levels = neighbours, [self.seen]

    def width(self) -> int:
        """Count the nodes that the next step starts from."""
        return self._levels[-1].bit_count()

    def widen(self, within: int) -> bool:
        """Go one step further; whether there was anything new."""
        found = 0
        for node in _each(self._levels[-1]):
            found |= self._neighbours[node]
        found &= within & ~self.seen
        self._levels.append(found)
        self.seen |= found
        return found != 0

    def trail(self, node: int, back: list[int]) -> list[int]:
        """List the nodes from `node` back to the start."""
        depth = next(depth for depth, level in enumerate(self._levels) if level >> node & 1)
        nodes = [node]
        for level in reversed(self._levels[:depth]):
            nodes.append(_lowest(level & back[nodes[-1]]))
        return nodes


def _lowest(nodes: int) -> int:
    return (nodes & -nodes).bit_length() - 1


def _each(nodes: int) -> Iterator[int]:
    while nodes:
        node = _lowest(nodes)
        yield node
        nodes ^= 1 << node
