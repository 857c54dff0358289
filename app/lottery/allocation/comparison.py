"""What each mechanism would have done with the same lists, as numbers.

Each slot is drawn by itself, without kept seats and minimum sizes, which not every mechanism knows
or treats alike, and with several seeds, so that the figures are not the luck of one draw. A child
is taken at its word: the handed-in list is the true order. A misreport is the list with one later
choice moved to the top; it is profitable where, everything else equal, the child then gets a place
that stands higher on the true list. Plain data in and out; the same lists give the same figures.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

from app.lottery.allocation.draw import draw
from app.lottery.allocation.problem import DrawSection, DrawStudent, Mechanism, Problem

SEEDS = 5
MOST_MISREPORTS = 150  # a seed
LISTS_TRIED = 150_000  # lists drawn anew for misreports a seed, so that large rounds end in time


@dataclass(frozen=True)
class Figures:
    """What a mechanism did, summed over all seeds; a list is one child's list of one slot."""

    lists: int = 0
    first: int = 0
    top_three: int = 0
    unplaced: int = 0
    misreports: int = 0
    profitable: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        """Sum two draws up."""
        mine, theirs = asdict(self), asdict(other)
        return Figures(**{name: mine[name] + theirs[name] for name in mine})


def compared(
    problem: Problem, seeds: int = SEEDS, misreports: int = MOST_MISREPORTS
) -> dict[str, Any]:
    """Draw the lists of a problem by every mechanism; its own mechanism and key do not matter.

    Args:
        problem: whose lists and seats are compared.
        seeds: how often everything is drawn.
        misreports: how many are tried at most, for each slot, seed and mechanism.

    Returns:
        Plain data: how much was compared, and the figures by name of the mechanism.
    """
    alone = [_slot_alone(problem, slot) for slot in problem.slots]
    return {
        "seeds": seeds,
        "lists": sum(len(slot.students) for slot in alone),
        "sections": sum(len(slot.sections) for slot in alone),  # that are asked for
        "seats": sum(section.seats for slot in alone for section in slot.sections.values()),
        "figures": {
            mechanism.value: asdict(_summed(mechanism, alone, seeds, misreports))
            for mechanism in Mechanism
        },
    }


def _summed(mechanism: Mechanism, alone: list[Problem], seeds: int, misreports: int) -> Figures:
    figures = (
        _figures(replace(slot, mechanism=mechanism, key=_key(seed)), misreports)
        for slot in alone
        if slot.students
        for seed in range(1, seeds + 1)
    )
    return sum(figures, start=Figures())


def _slot_alone(problem: Problem, slot: str) -> Problem:
    students = {
        ticket: DrawStudent(ticket, {slot: listed}, wanted=1, slot_order=(slot,))
        for ticket, student in problem.students.items()
        if (listed := student.choices.get(slot))
    }
    asked = {code for student in students.values() for code in student.choices[slot]}
    sections = {code: DrawSection(code, slot, problem.sections[code].seats) for code in asked}
    return replace(problem, slots=(slot,), sections=sections, students=students, numbers=None)


def _key(seed: int) -> bytes:
    return sha256(f"comparison/v1\n{seed}".encode()).digest()


def _figures(problem: Problem, misreports: int) -> Figures:
    (slot,) = problem.slots
    result = draw(problem)
    ranks = {
        ticket: _rank(student.choices[slot], result.places[ticket].get(slot))
        for ticket, student in problem.students.items()
    }
    tried = list(_misreports(problem, slot, result.numbers, misreports))
    return Figures(
        lists=len(ranks),
        first=sum(rank == 1 for rank in ranks.values()),
        top_three=sum(rank is not None and rank <= 3 for rank in ranks.values()),
        unplaced=sum(rank is None for rank in ranks.values()),
        misreports=len(tried),
        profitable=sum(_pays(problem, slot, other, ranks[other.ticket]) for other in tried),
    )


def _misreports(
    problem: Problem, slot: str, numbers: Mapping[str, int], most: int
) -> Iterator[DrawStudent]:
    """Give some children, evenly over the numbers, each with one later choice moved to the top."""
    able = [ticket for ticket, row in problem.students.items() if len(row.choices[slot]) > 1]
    able.sort(key=lambda ticket: numbers[ticket])
    count = min(len(able), most, max(1, LISTS_TRIED // len(problem.students)))
    for n in range(count):
        student = problem.students[able[n * len(able) // count]]
        listed = student.choices[slot]
        moved = 1 + n % (len(listed) - 1)
        other = (listed[moved], *listed[:moved], *listed[moved + 1 :])
        yield replace(student, choices={slot: other})


def _pays(problem: Problem, slot: str, other: DrawStudent, honest: int | None) -> bool:
    if honest == 1:
        return False  # nothing is better
    students = {**problem.students, other.ticket: other}
    got = draw(replace(problem, students=students)).places[other.ticket].get(slot)
    rank = _rank(problem.students[other.ticket].choices[slot], got)
    return rank is not None and (honest is None or rank < honest)


def _rank(listed: tuple[str, ...], got: str | None) -> int | None:
    return listed.index(got) + 1 if got is not None else None
