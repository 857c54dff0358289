"""One slot of a draw as arrays: what a mechanism gets and what it gives back.

A row is a student; rows stand in the order of the slot's numbers, so the best number comes first.
A column is a section. A line is one choice of one list; the lines of a row follow each other,
favourite first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NOWHERE = -1


@dataclass(frozen=True)
class Slot:
    """The lists of one slot and the sections of the draw.

    Two neighbouring rows with the same number are a linked pair, which stands at the worse of its
    two numbers and has the same list twice.
    """

    numbers: Ints  # of each row, ascending; rotated
    first_line: Ints  # of each row, and one entry more: row i has lines first_line[i:i + 2]
    sections: Ints  # the column that each line names
    ranks: Ints  # of each line, from 1, as handed in
    is_member: Flags  # whether the row of the line continues in the line's section
    in_group: Flags  # whether the row belongs to the group that seats are reserved for
    seats: Ints  # of each column
    reserved: Ints  # seats of each column that are first for the group
    member_seats: Ints  # seats of each column that are then first for continuing members

    @property
    def rows(self) -> Ints:
        """The row of each line."""
        return np.repeat(np.arange(len(self.numbers)), np.diff(self.first_line))

    @property
    def has_priorities(self) -> bool:
        """Whether anything but the number counts in a section that somebody asks for."""
        asked = self.sections
        return bool(self.reserved[asked].any() or self.member_seats[asked].any())

    def without(self, closed: Flags, withdrawn: Flags) -> "Slot":
        """Pass over closed columns and take no account of the lists of withdrawn rows.

        Rows, columns and ranks stay what they are.
        """
        rows = self.rows
        keeps = ~(closed[self.sections] | withdrawn[rows])
        lines = np.bincount(rows[keeps], minlength=len(self.numbers))
        return replace(
            self,
            first_line=np.concatenate(([0], lines.cumsum())),
            sections=self.sections[keeps],
            ranks=self.ranks[keeps],
            is_member=self.is_member[keeps],
        )


@dataclass(frozen=True)
class Places:
    """What a mechanism gives: a column for each row, or NOWHERE."""

    section_of: Ints
    is_open: Flags  # whether the row's seat is neither reserved nor kept for members


SlotMechanism = Callable[[Slot], Places]


def all_open(section_of: Ints) -> Places:
    """Give the places of a mechanism that knows the number alone."""
    return Places(section_of, section_of != NOWHERE)


def best_of(columns: Ints, limits: Ints) -> Flags:
    """Pick for each column the first of its entries, up to the column's limit."""
    order = columns.argsort(kind="stable")
    counts = np.bincount(columns, minlength=len(limits))
    begins = counts.cumsum() - counts
    sorted_columns = columns[order]
    picked = np.zeros(len(columns), dtype=np.bool_)
    picked[order] = np.arange(len(columns)) - begins[sorted_columns] < limits[sorted_columns]
    return picked


def rotated(numbers: Mapping[str, int], slot: int, slots: int) -> dict[str, int]:
    """Rotate the numbers for the `slot`-th (from 0) of `slots`, so that luck is shared.

    n becomes ((n - 1 + slot * floor(S / slots)) mod S) + 1, with S students.
    """
    total = len(numbers)
    shift = slot * (total // slots)
    return {ticket: (n - 1 + shift) % total + 1 for ticket, n in numbers.items()}
