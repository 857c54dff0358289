"""Deferred acceptance where reserved or continuing seats count besides the number.

Every student asks for the first section of the list, each section keeps whom it chooses, the others
ask for their next, until nobody moves. The answer does not depend on the order of asking. So many
ask at once as long as many are sent away (arrays), and one at a time towards the end (heaps).
"""

from collections.abc import Callable
from heapq import heappop, heappush, heappushpop

import numpy as np

from app.lottery.allocation.slot import NOWHERE, Ints, Places, Slot, best_of

SENT_AWAY, RESERVED, CONTINUING, OPEN = range(4)
FEW = 200  # sent away in a round: from here on a plain loop is quicker


def deferred_acceptance(slot: Slot) -> Places:
    """Draw one slot; every section chooses as `kinds_of_seats` says."""
    asking = _Asking(slot)
    moving = np.arange(len(slot.numbers))
    while len(moving) > FEW:
        moving = asking.ask(moving)
    asking.ask_one_by_one(moving)
    placed = np.flatnonzero(asking.section_of != NOWHERE)
    is_open = np.zeros(len(slot.numbers), dtype=np.bool_)
    is_open[placed] = kinds_of_seats(slot, placed, asking.line_of[placed]) == OPEN
    return Places(asking.section_of, is_open)


def kinds_of_seats(slot: Slot, rows: Ints, lines: Ints) -> Ints:
    """Let the sections choose from those who ask: the kind of seat that each row gets.

    First the best `reserved` of the group, then of the rest the best `member_seats` of the
    continuing members, then the best of all the rest, up to the seats.

    Args:
        slot: who is who.
        rows: those who ask, ascending (best number first).
        lines: the line at which each of them asks.
    """
    columns, left = slot.sections[lines], slot.seats.copy()
    kinds = np.full(len(rows), SENT_AWAY)
    for kind, may, limits in (
        (RESERVED, slot.in_group[rows], slot.reserved),
        (CONTINUING, slot.is_member[lines], slot.member_seats),
        (OPEN, np.ones(len(rows), dtype=np.bool_), slot.seats),
    ):
        candidates = np.flatnonzero(may & (kinds == SENT_AWAY))
        chosen = candidates[best_of(columns[candidates], np.minimum(limits, left))]
        kinds[chosen] = kind
        left -= np.bincount(columns[chosen], minlength=len(left))
    return kinds


class _Asking:
    """Who asks where: each row asks at `line_of`, or has a seat there, in column `section_of`."""

    def __init__(self, slot: Slot) -> None:
        rows, columns = len(slot.numbers), len(slot.seats)
        self.slot = slot
        self.line_of = slot.first_line[:-1].copy()
        self.section_of = np.full(rows, NOWHERE)
        self._worst_open = np.full(columns, rows)  # row in an open seat of a full column

    def ask(self, moving: Ints) -> Ints:
        """Let rows ask all at once; give back whom the sections send away."""
        moving = self._with_a_chance(moving)
        self.section_of[moving] = self.slot.sections[self.line_of[moving]]
        holding = np.bincount(self.section_of + 1, minlength=len(self.slot.seats) + 1)[1:]
        is_overfull = np.append(holding > self.slot.seats, [False])
        rows = np.flatnonzero(is_overfull[self.section_of])  # NOWHERE is the last entry
        kinds = kinds_of_seats(self.slot, rows, self.line_of[rows])
        self._worst_open[is_overfull[:-1]] = -1
        in_open_seat = rows[kinds == OPEN]  # ascending: the worst is written last
        self._worst_open[self.section_of[in_open_seat]] = in_open_seat
        sent_away: Ints = rows[kinds == SENT_AWAY]
        self.section_of[sent_away] = NOWHERE
        self.line_of[sent_away] += 1
        return sent_away

    def _with_a_chance(self, moving: Ints) -> Ints:
        """Skip the lines where a full section has only better numbers; drop ended lists."""
        slot, end = self.slot, self.slot.first_line[1:]
        while True:
            moving = moving[self.line_of[moving] < end[moving]]
            lines = self.line_of[moving]
            columns = slot.sections[lines]
            counts_by_number = ~(
                slot.is_member[lines] | (slot.in_group[moving] & (slot.reserved[columns] > 0))
            )
            is_hopeless = counts_by_number & (moving > self._worst_open[columns])
            if not is_hopeless.any():
                return moving
            self.line_of[moving[is_hopeless]] += 1

    def _seats_of(self) -> Callable[[int], "_OpenSeats | _Seats"]:
        """Lay out the empty seats of a column; an object for each kind only where kinds matter."""
        slot = self.slot
        seats, reserved, member_seats = slot.seats.data, slot.reserved.data, slot.member_seats.data

        def lay_out(column: int) -> _OpenSeats | _Seats:
            if reserved[column] or member_seats[column]:
                return _Seats(seats[column], reserved[column], member_seats[column])
            return _OpenSeats(seats[column])

        return lay_out

    def ask_one_by_one(self, moving: Ints) -> None:
        """Let rows ask, and those who are sent away for them, until nobody moves."""
        slot, waiting = self.slot, moving.tolist()
        if not waiting:
            return
        held: dict[int, _OpenSeats | _Seats] = {}
        seats_of = self._seats_of()
        sections, line_of, end = slot.sections.data, self.line_of.data, slot.first_line[1:].data
        in_group, is_member = slot.in_group.data, slot.is_member.data
        section_of = self.section_of.data
        by_column = self.section_of.argsort(kind="stable")
        begins = np.searchsorted(self.section_of[by_column], np.arange(len(slot.seats) + 1))
        holders, begin_of = by_column.data, begins.data
        while waiting:
            row = waiting.pop()
            line = line_of[row]
            if line == end[row]:
                section_of[row] = NOWHERE
                continue
            column = sections[line]
            if column not in held:
                held[column] = seats_of(column)
                for holder in holders[begin_of[column] : begin_of[column + 1]]:
                    is_holder_member = bool(is_member[line_of[holder]])
                    held[column].take(holder, bool(in_group[holder]), is_holder_member)
            section_of[row] = column
            sent_away = held[column].take(row, in_group[row], is_member[line])
            if sent_away is not None:
                line_of[sent_away] += 1
                waiting.append(sent_away)


class _OpenSeats(list[int]):
    """The seats of a section where the number alone counts: a heap, the worst number on top."""

    __slots__ = ("_seats",)

    def __init__(self, seats: int) -> None:
        super().__init__()
        self._seats = seats

    def take(self, row: int, _in_group: bool, _is_member: bool) -> int | None:
        """Take a row in and name the one that is now one too many."""
        if len(self) < self._seats:
            heappush(self, -row)
            return None
        return -heappushpop(self, -row)


class _Seats:
    """The seats of one section, by kind; each kind is a heap with the worst number on top."""

    def __init__(self, seats: int, reserved: int, member_seats: int) -> None:
        self._seats, self._member_seats = seats, member_seats
        self._reserved_seats = min(reserved, seats)
        self._members: set[int] = set()
        self._reserved: list[int] = []  # rows, negative: a heap has its least entry on top
        self._continuing: list[int] = []
        self._open: list[int] = []

    def take(self, row: int, in_group: bool, is_member: bool) -> int | None:
        """Take a row in and name the one whom `kinds_of_seats` would now send away."""
        if is_member:
            self._members.add(row)
        moved: int | None = -row
        if in_group:
            moved = self._push_into_reserved(-row)
        if moved is not None and -moved in self._members:
            heappush(self._continuing, moved)
            moved = None
        if len(self._continuing) > min(self._member_seats, self._seats - len(self._reserved)):
            moved = heappop(self._continuing)
        if moved is not None:
            heappush(self._open, moved)
        if len(self._reserved) + len(self._continuing) + len(self._open) > self._seats:
            return -heappop(self._open)
        return None

    def _push_into_reserved(self, entry: int) -> int | None:
        """Give back the entry that finds no reserved seat."""
        if len(self._reserved) < self._reserved_seats:
            heappush(self._reserved, entry)
            return None
        return heappushpop(self._reserved, entry) if self._reserved else entry
