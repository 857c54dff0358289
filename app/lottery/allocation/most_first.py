"""首选最多: the most first choices, then the most second ones, and so on, then by number.

A rank-maximal matching: R. W. Irving, T. Kavitha, K. Mehlhorn, D. Michail and K. Paluch,
Rank-Maximal Matchings, 2006. Rank by rank the matching grows, and whatever no best matching can use
is dropped. A student or a seat that every largest matching of a rank uses must be used in the end;
the matchings that keep to the lines left over and use all of these are the rank-maximal ones. Of
these the numbers choose (see `by_number`), so the answer does not depend on the order of rows or on
the solver.

Not safe against clever lists, and a better number can lose to a worse one.
"""

import numpy as np

from app.lottery.allocation.by_number import Options, best_by_number, lines_with_unplaced
from app.lottery.allocation.network import place_more, reach
from app.lottery.allocation.slot import NOWHERE, Flags, Ints, Places, Slot


def most_first(slot: Slot) -> Places:
    """Draw one slot: most first choices, then most second ones, and so on, then by number."""
    return best_by_number(most_first_options(slot))


def most_first_options(slot: Slot) -> Options:
    """Find one rank-maximal assignment and all lines that stand in some such assignment."""
    growing = _Growing(slot)
    for rank in np.unique(slot.ranks):
        growing.add(rank)
    return growing.options(slot)


class _Growing:
    """A rank-maximal assignment of the ranks added so far, and the lines that can still matter.

    Labels as in the paper, with the seats of a section as one: a row or column is `even` if some
    largest matching leaves it (or a seat of it) free, `odd` if it is next to an even one, and else
    unreachable. All but the even are used by every largest matching.
    """

    def __init__(self, slot: Slot) -> None:
        self.rows, self.columns, self._ranks = slot.rows, slot.sections, slot.ranks
        self.seats = slot.seats
        self.section_of = np.full(len(slot.numbers), NOWHERE)
        self.row_must = np.zeros(len(slot.numbers), dtype=np.bool_)
        self.column_must = np.zeros(len(slot.seats), dtype=np.bool_)
        self._keep(slot.seats[self.columns] > 0)

    def _keep(self, lines: Flags) -> None:
        self.rows, self.columns = self.rows[lines], self.columns[lines]
        self._ranks = self._ranks[lines]

    def add(self, rank: int) -> None:
        """Take the lines of this rank in."""
        used = self._ranks <= rank
        rows, columns = self.rows[used], self.columns[used]
        self.section_of = place_more(rows, columns, self.section_of, self.seats)
        odd_columns, even_columns = self._labels_of_columns(rows, columns)
        even_rows = np.append(odd_columns, [True])[self.section_of]
        odd_rows = np.zeros_like(even_rows)
        odd_rows[rows[even_columns[columns]]] = True
        self.row_must |= ~even_rows
        self.column_must |= ~even_columns
        from_row, to_column = self.rows, self.columns
        is_even_pair = even_rows[from_row] & even_columns[to_column]
        may_be_used = np.where(
            even_rows[from_row],
            odd_columns[to_column],
            even_columns[to_column] | ~(odd_rows[from_row] | odd_columns[to_column]),
        )
        self._keep(np.where(used, may_be_used, is_even_pair))

    def _labels_of_columns(self, rows: Ints, columns: Ints) -> tuple[Flags, Flags]:
        """Mark the odd and the even columns."""
        tails = self.section_of[rows]
        held = tails != NOWHERE
        starts = np.zeros(len(self.seats), dtype=np.bool_)
        starts[columns[~held]] = True
        odd = reach(starts, tails[held], columns[held])
        holding = np.bincount(self.section_of + 1, minlength=len(self.seats) + 1)[1:]
        even = reach(holding < self.seats, columns[held], tails[held])
        return odd, even

    def options(self, slot: Slot) -> Options:
        """Give the assignment found, with all lines and free seats that such a one may have."""
        unplaced = len(self.seats)
        rows, columns = lines_with_unplaced(slot)
        kept = np.isin(rows * (unplaced + 1) + columns, self.rows * (unplaced + 1) + self.columns)
        kept |= (columns == unplaced) & ~self.row_must[rows]
        return Options(
            rows=rows[kept],
            columns=columns[kept],
            section_of=np.where(self.section_of == NOWHERE, unplaced, self.section_of),
            seats=np.append(self.seats, len(self.section_of)),
            must_be_full=np.append(self.column_must, [False]),
        )
