"""The whole draw: slots with rotated numbers, wanted places, minimum sizes closed one at a time."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.lottery.allocation.boston import boston
from app.lottery.allocation.canonical import canonical, sha256
from app.lottery.allocation.commitment import numbers
from app.lottery.allocation.fair import fair
from app.lottery.allocation.optimal import fewest_unplaced, most_first
from app.lottery.allocation.problem import DrawSection, Mechanism, Problem, read_problem
from app.lottery.allocation.slot import Places, SlotMechanism, rotated, slot_of

FORMAT = "draw-result/1"

MECHANISMS: Mapping[Mechanism, SlotMechanism] = {
    Mechanism.FAIR: fair,
    Mechanism.FEWEST_UNPLACED: fewest_unplaced,
    Mechanism.MOST_FIRST: most_first,
    Mechanism.BOSTON: boston,
}


@dataclass(frozen=True)
class Closing:
    """A section that did not open, with the fill it had when it was closed."""

    section: str
    filled: int
    min_size: int


@dataclass(frozen=True)
class Cutoff:
    """How a section ended: `last_number` is the worst among its open seats, if it is full."""

    seats: int
    taken: int
    last_number: int | None


@dataclass(frozen=True)
class Result:
    """The outcome of a draw; the same problem always gives the same result."""

    places: Mapping[str, Mapping[str, str]]  # ticket -> slot -> section code
    numbers: Mapping[str, int]  # of the first slot
    closed: tuple[Closing, ...]  # in the order of closing
    cutoffs: Mapping[str, Cutoff]  # of the sections that opened

    def as_file(self) -> str:
        """Write the canonical `draw-result/1` line, with its hash and without a line feed."""
        content: dict[str, object] = {
            "format": FORMAT,
            "places": self.places,
            "numbers": self.numbers,
            "closed": [vars(closing) for closing in self.closed],
            "cutoffs": {code: vars(cutoff) for code, cutoff in self.cutoffs.items()},
        }
        return canonical({**content, "hash": sha256(canonical(content))})


def solve(text: str) -> str:
    """Read a problem file, draw, and write the result file.

    Raises:
        BadProblem: the problem is not what docs/draw.md asks for.
    """
    return draw(read_problem(text)).as_file()


def draw(problem: Problem) -> Result:
    """Draw; close the section furthest below its minimum; draw again, until all are full enough.

    The numbers stay the same throughout, and withdrawals start afresh after each closing. Of the
    sections below their minimum the one with the smallest filled / min_size is closed (ties: the
    smaller code), so under `fair` no other section shrinks by it.
    """
    first = _numbers(problem)
    by_slot = {
        slot: rotated(first, place, len(problem.slots)) for place, slot in enumerate(problem.slots)
    }
    closed: list[Closing] = []
    while True:
        shut = frozenset(closing.section for closing in closed)
        places = _draw_until_nobody_has_too_many(problem, by_slot, shut)
        filled = _filled(problem, places)
        short = _furthest_below_minimum(problem, filled, shut)
        if short is None:
            return _result(problem, first, closed, places, filled)
        closed.append(Closing(short.code, filled[short.code], short.min_size))


def _numbers(problem: Problem) -> Mapping[str, int]:
    if problem.numbers is not None:
        return problem.numbers
    assert problem.key is not None  # noqa: S101 -- read_problem gives one of the two
    chances = {ticket: 1 + row.extra_tickets for ticket, row in problem.students.items()}
    return numbers(chances, problem.key)


def _draw_until_nobody_has_too_many(
    problem: Problem, by_slot: Mapping[str, Mapping[str, int]], closed: frozenset[str]
) -> dict[str, Places]:
    """Draw all slots; who holds more than wanted keeps the first and withdraws the other lists."""
    mechanism = MECHANISMS[problem.mechanism]
    withdrawn: frozenset[tuple[str, str]] = frozenset()
    while True:
        places = {
            slot: mechanism(slot_of(problem, slot, by_slot[slot], closed, withdrawn))
            for slot in problem.slots
        }
        more = _withdrawals(problem, places)
        if not more:
            return places
        withdrawn |= more


def _withdrawals(problem: Problem, places: Mapping[str, Places]) -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for ticket, student in problem.students.items():
        held = [slot for slot in student.slot_order if ticket in places[slot].section_of]
        if len(held) > student.wanted:
            found.update((ticket, slot) for slot in held[student.wanted :])
    return frozenset(found)


def _filled(problem: Problem, places: Mapping[str, Places]) -> dict[str, int]:
    filled = dict.fromkeys(problem.sections, 0)
    for slot in places.values():
        for code in slot.section_of.values():
            filled[code] += 1
    return filled


def _furthest_below_minimum(
    problem: Problem, filled: Mapping[str, int], closed: frozenset[str]
) -> DrawSection | None:
    worst: DrawSection | None = None
    for code in sorted(problem.sections):
        section = problem.sections[code]
        if code in closed or section.runs_anyway or filled[code] >= section.min_size:
            continue
        if worst is None or (filled[code] * worst.min_size < filled[worst.code] * section.min_size):
            worst = section
    return worst


def _result(
    problem: Problem,
    first: Mapping[str, int],
    closed: list[Closing],
    places: Mapping[str, Places],
    filled: Mapping[str, int],
) -> Result:
    shut = {closing.section for closing in closed}
    last = {code: n for slot in places.values() for code, n in slot.last_open_number.items()}
    return Result(
        places={
            ticket: {
                slot: places[slot].section_of[ticket]
                for slot in problem.slots
                if ticket in places[slot].section_of
            }
            for ticket in problem.students
        },
        numbers=first,
        closed=tuple(closed),
        cutoffs={
            code: Cutoff(
                seats=section.seats,
                taken=filled[code],
                last_number=last.get(code) if filled[code] == section.seats else None,
            )
            for code, section in problem.sections.items()
            if code not in shut
        },
    )
