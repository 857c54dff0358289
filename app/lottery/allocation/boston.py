"""志愿优先, for comparison only: it punishes honest lists, so no real round uses it.

Source: A. Abdulkadiroğlu and T. Sönmez, School Choice: A Mechanism Design Approach, 2003.
"""

import numpy as np

from app.lottery.allocation.slot import NOWHERE, Places, Slot, all_open, best_of


def boston(slot: Slot) -> Places:
    """Draw one slot rank by rank, in each by number among those asking at that rank.

    A seat once given stays given. A closed section's rank is a lost turn.
    """
    section_of = np.full(len(slot.numbers), NOWHERE)
    free, rows = slot.seats.copy(), slot.rows
    by_rank = slot.ranks.argsort(kind="stable")
    ends = np.flatnonzero(np.diff(slot.ranks[by_rank], append=0))
    for lines in np.split(by_rank, ends + 1):
        asking = lines[section_of[rows[lines]] == NOWHERE]
        given = asking[best_of(slot.sections[asking], free)]
        section_of[rows[given]] = slot.sections[given]
        free -= np.bincount(slot.sections[given], minlength=len(free))
    return all_open(section_of)
