"""The numbers of a second round: those of an earlier draw, turned round."""

from collections.abc import Mapping

from app.lottery.allocation.commitment import numbers
from app.lottery.allocation.slot import rotated


def slot_numbers(first: Mapping[str, int], place: int, slots: int) -> Mapping[str, int]:
    """Give the numbers that an earlier draw used in its slot at `place` (from 0) of `slots`."""
    return rotated(first, place, slots)


def turned_round(
    tickets: Mapping[str, int], before: Mapping[str, int], key: bytes
) -> dict[str, int]:
    """Number tickets 1, 2, ...: the worst number before comes first.

    Tickets without a number before come after all others, in the order of their values under
    `key`: nobody gains by staying away from the first draw, and among them chance decides.

    Args:
        tickets: how many chances each ticket has; they count among the new ones only.
        before: the numbers of the earlier draw; it may hold more tickets.
        key: the key K of the second round.
    """
    known = sorted(tickets.keys() & before.keys(), key=before.__getitem__, reverse=True)
    new = numbers({t: chances for t, chances in tickets.items() if t not in before}, key)
    return {ticket: number for number, ticket in enumerate([*known, *new], start=1)}
