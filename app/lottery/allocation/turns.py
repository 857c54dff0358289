"""How many of the turns of a draw are below a cut-off, where tickets have one to three chances.

The smallest of k values is the first of k equal clocks, so the order of tickets is that of
exponential clocks with rates k. One more clock with rate w runs on past the first c of them with
odds W1 / (W1 + w) * ... * Wc / (Wc + w), where Wj is the sum of the rates that still run.
(R. D. Luce, Individual Choice Behavior, 1959; R. Plackett, The Analysis of Permutations, 1975.)
"""

import numpy as np
from numpy.typing import NDArray


class Turns:
    """The turns of one more child among others whose order is known."""

    def __init__(self, rates: NDArray[np.int64], chances: int) -> None:
        """Take the chances of the others, the best number first, and those of the child."""
        running = rates[::-1].cumsum()[::-1]
        past = np.cumprod(running / (running + chances))
        self._before = np.concatenate([[0.0], 1 - past, [1.0]])  # at x: fewer than x stand before

    def within(self, cutoff: int, place: int, slots: int) -> int:
        """Weigh the turns below a cut-off in the slot at `place`, whose numbers are turned."""
        turns = len(self._before) - 1
        start = (turns - place * (turns // slots)) % turns
        end = start + cutoff
        over = self._before[max(end - turns, 0)]  # past the last number it goes on with the first
        return round(turns * float(self._before[min(end, turns)] - self._before[start] + over))
