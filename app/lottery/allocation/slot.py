"""One slot of a draw: what a mechanism gets and what it gives back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.lottery.allocation.problem import DrawSection, DrawStudent, Problem


@dataclass(frozen=True)
class Slot:
    """The open sections and the lists of one slot, closed sections already passed over.

    `lists` names every student who asks for something, in the slot's number order; ranks are
    those of the list handed in.
    """

    sections: Mapping[str, DrawSection]
    lists: Mapping[str, Sequence[str]]
    ranks: Mapping[str, Mapping[str, int]]  # ticket -> section -> rank from 1
    numbers: Mapping[str, int]  # rotated
    students: Mapping[str, DrawStudent]


@dataclass
class Places:
    """Who got which section, and the worst number among a section's open seats."""

    section_of: dict[str, str] = field(default_factory=dict)
    last_open_number: dict[str, int] = field(default_factory=dict)


SlotMechanism = Callable[[Slot], Places]


def rotated(numbers: Mapping[str, int], slot: int, slots: int) -> dict[str, int]:
    """Rotate the numbers for the `slot`-th (from 0) of `slots`, so that luck is shared.

    n becomes ((n - 1 + slot * floor(S / slots)) mod S) + 1, with S students.
    """
    total = len(numbers)
    shift = slot * (total // slots)
    return {ticket: (n - 1 + shift) % total + 1 for ticket, n in numbers.items()}


def in_number_order(numbers: Mapping[str, int]) -> list[str]:
    """List the tickets from number 1 on."""
    return sorted(numbers, key=numbers.__getitem__)


def slot_of(
    problem: Problem,
    name: str,
    numbers: Mapping[str, int],
    closed: frozenset[str],
    withdrawn: frozenset[tuple[str, str]],
) -> Slot:
    """Gather one slot without closed sections and withdrawn lists ((ticket, slot) pairs)."""
    lists: dict[str, list[str]] = {}
    ranks: dict[str, dict[str, int]] = {}
    for ticket in in_number_order(numbers):
        listed = problem.students[ticket].choices.get(name, ())
        if not listed or (ticket, name) in withdrawn:
            continue
        ranks[ticket] = {code: rank for rank, code in enumerate(listed, start=1)}
        lists[ticket] = [code for code in listed if code not in closed]
    sections = {
        code: section
        for code, section in problem.sections.items()
        if section.slot == name and code not in closed
    }
    return Slot(sections, lists, ranks, numbers, problem.students)
