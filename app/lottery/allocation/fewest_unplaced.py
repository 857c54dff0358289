"""整体最优: the most students placed, of these assignments the least sum of ranks, then by number.

The optimum is a minimum-cost flow, found with whole-number prices of the sections (the primal-dual
method: L. R. Ford and D. R. Fulkerson, Flows in Networks, 1962): every student asks for what is
least in rank plus price; where too many ask, prices rise by what it takes to bring another section
within reach. The prices prove the optimum, and they name all optimal assignments at once: those in
which everybody has one of the cheapest and every section with a price is full. Of these the numbers
choose (see `by_number`), so the answer does not depend on the order of rows or on the solver.

Not safe against clever lists, and a better number can lose to a worse one.
"""

import numpy as np

from app.lottery.allocation.by_number import Options, best_by_number, lines_with_unplaced
from app.lottery.allocation.network import place_more, reach
from app.lottery.allocation.slot import NOWHERE, Flags, Ints, Places, Slot


def fewest_unplaced(slot: Slot) -> Places:
    """Draw one slot: most students placed, then the least sum of ranks, then by number."""
    return best_by_number(fewest_unplaced_options(slot))


def fewest_unplaced_options(slot: Slot) -> Options:
    """Find one optimum and all lines that stand in some optimum."""
    market = _Market(slot)
    while (market.section_of == NOWHERE).any():
        market.raise_prices()
        market.place_more()
    return market.options()


class _Market:
    """Sections with prices, and students who ask for nothing but the least they can have.

    Staying without a place is a column of its own: room for everybody, at a rank so bad that no
    chain of moves makes up for it.
    """

    def __init__(self, slot: Slot) -> None:
        rows, sections = len(slot.numbers), len(slot.seats)
        self.rows, self.columns = lines_with_unplaced(slot)
        self.seats = np.append(slot.seats, rows)
        self.section_of = np.full(rows, NOWHERE)
        self._ranks = np.full(len(self.rows), sections * slot.ranks.max(initial=1) + 1)
        self._ranks[self.columns < sections] = slot.ranks
        self._price = np.zeros(sections + 1, dtype=np.int64)
        self._least = np.full(rows, self._ranks.max(initial=0))
        np.minimum.at(self._least, self.rows, self._ranks)
        self._compare()

    def place_more(self) -> None:
        """Give places to as many as can have what is least for them."""
        self.section_of = place_more(*self._least_lines, self.section_of, self.seats)

    def raise_prices(self) -> None:
        """Raise the prices that keep the waiting from every free seat, by as much as it takes."""
        holding = np.bincount(self.section_of + 1, minlength=len(self.seats) + 1)[1:]
        has_room = holding < self.seats
        while not has_room[dear := self._wanted_by_waiting()].any():
            is_bidding = np.append(dear, [True])[self.section_of]  # those waiting, and their rivals
            leaves = is_bidding[self.rows] & ~dear[self.columns]
            step = self._extra[leaves].min()
            self._price[dear] += step
            self._least[is_bidding] += step
            self._compare()

    def _compare(self) -> None:
        """See by how much each line is above the least for its row, and which lines are not.

        Every line is looked at, so this is done only when prices have changed.
        """
        self._extra: Ints = self._ranks + self._price[self.columns] - self._least[self.rows]
        least = np.flatnonzero(self._extra == 0)
        self._least_lines = self.rows[least], self.columns[least]

    def _wanted_by_waiting(self) -> Flags:
        """Mark the columns that a waiting row could have if others made room."""
        rows, heads = self._least_lines
        tails = self.section_of[rows]
        is_waiting = tails == NOWHERE
        starts = np.zeros(len(self.seats), dtype=np.bool_)
        starts[heads[is_waiting]] = True
        return reach(starts, tails[~is_waiting], heads[~is_waiting])

    def options(self) -> Options:
        """Give the optimum found, with all lines and free seats that an optimum may have."""
        rows, columns = self._least_lines
        return Options(
            rows=rows,
            columns=columns,
            section_of=self.section_of,
            seats=self.seats,
            must_be_full=self._price > 0,
        )
