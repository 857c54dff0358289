"""The exchange: children who hold a seat swap in circles, and nobody ends worse.

Top trading cycles (L. Shapley, H. Scarf 1974, "On cores and indivisibility"; with sections of equal
seats: A. Abdulkadiroglu, T. Sonmez 2003, "School choice: a mechanism design approach"). Every child
points to the first section of its list that still trades, its own stands last; every section points
to the best draw number among its holders who still trade. Whoever closes a circle takes what it
points to and leaves; then all point again, until nobody is left.

What holds for every answer:

- nobody gets anything but what it named, or keeps its seat;
- every section ends with as many children as it had;
- no other exchange of the same seats is better for one child and worse for none;
- handing in the true order is always best: no other list ever brings a child something better;
- it depends on the lists and numbers alone, not on the order of the rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.enrollment.allocation.errors import BadExchange


@dataclass(frozen=True)
class Holder:
    """A child with a seat it would give for another.

    Attributes:
        key: tells children apart.
        number: its draw number; none comes after all numbers.
        holds: the section it has a seat in.
        wishes: the sections it would rather have, the favourite first.
    """

    key: int
    number: int | None
    holds: str
    wishes: Sequence[str]

    @property
    def turn(self) -> tuple[bool, int, int]:
        """Its place in the order of the numbers."""
        return (self.number is None, self.number or 0, self.key)


@dataclass(frozen=True)
class Swap:
    """A child and the section it gets."""

    key: int
    section: str


Circle = tuple[Swap, ...]  # each gets the seat of the next one, the last that of the first


def exchange(holders: Iterable[Holder]) -> list[Circle]:
    """Find the circles, in the order in which they close; each begins with its best number.

    Raises:
        BadExchange: a key stands twice, a section twice in a list, or a child's own in it.
    """
    in_turn = sorted(holders, key=lambda one: one.turn)
    _check(in_turn)
    trading = {holder.key: holder for holder in in_turn}
    circles = []
    while trading:
        pointers = _pointers(trading.values())
        ring = _ring(trading, pointers)
        for key in ring:
            del trading[key]
        if len(ring) > 1:
            circles.append(_circle(ring, pointers))
    return circles


@dataclass(frozen=True)
class _Pointers:
    best: Mapping[str, int]
    wanted: Mapping[int, str]

    def next_after(self, key: int) -> int:
        return self.best[self.wanted[key]]


def _pointers(trading: Iterable[Holder]) -> _Pointers:
    """Say to whom each section points, and where each child points to."""
    best: dict[str, int] = {}
    for holder in trading:
        best.setdefault(holder.holds, holder.key)
    return _Pointers(
        best,
        {
            holder.key: next((one for one in holder.wishes if one in best), holder.holds)
            for holder in trading
        },
    )


def _ring(trading: Mapping[int, Holder], pointers: _Pointers) -> list[int]:
    """Follow the pointers from the best number until they close."""
    key = next(iter(trading))
    seen: dict[int, int] = {}
    while key not in seen:
        seen[key] = len(seen)
        key = pointers.next_after(key)
    ring = [one for one, at in seen.items() if at >= seen[key]]
    first = min(ring, key=lambda one: trading[one].turn)
    at = ring.index(first)
    return ring[at:] + ring[:at]


def _circle(ring: Sequence[int], pointers: _Pointers) -> Circle:
    return tuple(Swap(key, pointers.wanted[key]) for key in ring)


def _check(holders: Sequence[Holder]) -> None:
    if len({holder.key for holder in holders}) < len(holders):
        raise BadExchange("a key stands twice")
    for holder in holders:
        if len(set(holder.wishes)) < len(holder.wishes):
            raise BadExchange(f"a section stands twice in the list of {holder.key}")
        if holder.holds in holder.wishes:
            raise BadExchange(f"{holder.key} wishes for what it has")
