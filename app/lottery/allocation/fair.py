"""公平抽签: student-proposing deferred acceptance with one published number a student.

Sources: D. Gale and L. S. Shapley, College Admissions and the Stability of Marriage, 1962; one
number for all sections as in A. Abdulkadiroğlu and T. Sönmez, School Choice: A Mechanism Design
Approach, 2003; soft reserves as in I. E. Hafalir, M. B. Yenmez and M. A. Yildirim, Effective
Affirmative Action in School Choice, 2013.

Guarantees, each tested in tests/lottery/allocation: handing in one's true order is always best in a
slot as long as no minimum size closes a section; nobody with a worse number holds a seat that a
better one wanted, reserved and continuing seats apart; no seat that is asked for stays empty.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from app.lottery.allocation.deferred import deferred_acceptance
from app.lottery.allocation.slot import NOWHERE, Ints, Places, Slot, all_open

UNITS_AT_ONCE = 8192  # as Python integers, so that the largest draw needs little memory


def fair(slot: Slot) -> Places:
    """Draw one slot.

    Where the number alone counts, deferred acceptance is the same as letting the students choose
    one after the other, which is quicker and knows linked pairs.
    """
    if slot.has_priorities:
        return deferred_acceptance(slot)
    return _one_after_the_other(slot)


def _one_after_the_other(slot: Slot) -> Places:
    """Let each unit (a student or a linked pair) take its first section with seats enough."""
    section_of = np.full(len(slot.numbers), NOWHERE)
    free = slot.seats.tolist()
    is_second = np.diff(slot.numbers, prepend=0) == 0  # of a pair
    units = np.flatnonzero(~is_second)
    size = 1 + np.append(is_second[1:], [False])
    for begin in range(0, len(units), UNITS_AT_ONCE):
        rows = units[begin : begin + UNITS_AT_ONCE]
        lists = zip(_lists(slot, rows), size[rows].tolist(), strict=True)
        section_of[rows] = [_take(free, columns, seats) for columns, seats in lists]
    section_of[is_second] = section_of[np.flatnonzero(is_second) - 1]
    return all_open(section_of)


def _lists(slot: Slot, rows: Ints) -> Iterator[list[int]]:
    """List the columns that each of these rows (ascending) asks for."""
    begins, ends = slot.first_line[rows], slot.first_line[rows + 1]
    columns = slot.sections[begins[0] : ends[-1]].tolist()
    for begin, end in zip((begins - begins[0]).tolist(), (ends - begins[0]).tolist(), strict=True):
        yield columns[begin:end]


def _take(free: list[int], columns: Iterable[int], seats: int) -> int:
    """Take that many seats of the first of the columns that has them, or NOWHERE."""
    for column in columns:
        if free[column] >= seats:
            free[column] -= seats
            return column
    return NOWHERE
