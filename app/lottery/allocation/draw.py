"""The whole draw: slots with rotated numbers, wanted places, minimum sizes closed one at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.lottery.allocation.boston import boston
from app.lottery.allocation.canonical import canonical, sha256
from app.lottery.allocation.commitment import numbers as numbers_of
from app.lottery.allocation.errors import BadProblem
from app.lottery.allocation.fair import fair
from app.lottery.allocation.fewest_unplaced import fewest_unplaced
from app.lottery.allocation.layout import Layout, lay_out
from app.lottery.allocation.most_first import most_first
from app.lottery.allocation.problem import DrawSection, Mechanism, Problem, read_problem
from app.lottery.allocation.slot import NOWHERE, Flags, Places, Slot, SlotMechanism

FORMAT = "draw-result/1"

MECHANISMS: Mapping[Mechanism, SlotMechanism] = {
    Mechanism.FAIR: fair,
    Mechanism.FEWEST_UNPLACED: fewest_unplaced,
    Mechanism.MOST_FIRST: most_first,
    Mechanism.BOSTON: boston,
}

# Lines of ranked lists in one draw: more take about a minute (docs/benchmarks.md).
MOST_LINES: Mapping[Mechanism, int] = {
    Mechanism.FAIR: 200_000_000,
    Mechanism.FEWEST_UNPLACED: 16_000_000,
    Mechanism.MOST_FIRST: 60_000_000,
    Mechanism.BOSTON: 200_000_000,
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

    Raises:
        BadProblem: the lists have more lines than `MOST_LINES` allows the mechanism.
    """
    numbers = _numbers(problem)
    return _result(problem, numbers, drawn(problem, numbers))


@dataclass(frozen=True)
class Drawn:
    """A finished draw as arrays: each slot with what was open and asked for in the end."""

    drawing: "_Drawing"
    closings: Sequence[Closing]  # in the order of closing
    places: Sequence[Places]  # by slot

    @property
    def layout(self) -> Layout:
        """The problem as arrays."""
        return self.drawing.layout

    @property
    def closed(self) -> Flags:
        """Whether each column is closed."""
        return self.drawing.closed

    def slots(self) -> list[Slot]:
        """Give each slot without closed columns and withdrawn lists."""
        return [self.drawing.slot(position) for position in range(len(self.layout.slots))]


def drawn(problem: Problem, numbers: Mapping[str, int]) -> Drawn:
    """Draw with these numbers of the first slot; as `draw`, which see.

    Raises:
        BadProblem: the lists have more lines than `MOST_LINES` allows the mechanism.
    """
    _check_size(problem)
    drawing = _Drawing(lay_out(problem, numbers), MECHANISMS[problem.mechanism])
    sections = [problem.sections[code] for code in drawing.layout.codes]
    closings: list[Closing] = []
    while True:
        places = drawing.places()
        filled = drawing.filled(places)
        short = _furthest_below_minimum(sections, filled, drawing.closed)
        if short is None:
            return Drawn(drawing, closings, places)
        closings.append(Closing(sections[short].code, filled[short], sections[short].min_size))
        drawing.close(short)


def _check_size(problem: Problem) -> None:
    lines = sum(
        len(ranked) for student in problem.students.values() for ranked in student.choices.values()
    )
    if lines > (most := MOST_LINES[problem.mechanism]):
        raise BadProblem(
            f"The lists have {lines} lines; {problem.mechanism.value} draws {most} at most in "
            "about a minute. Draw grade by grade, or choose fair."
        )


def _numbers(problem: Problem) -> Mapping[str, int]:
    if problem.numbers is not None:
        return problem.numbers
    assert problem.key is not None  # noqa: S101 -- read_problem gives one of the two
    chances = {ticket: 1 + row.extra_tickets for ticket, row in problem.students.items()}
    return numbers_of(chances, problem.key)


def _furthest_below_minimum(
    sections: Sequence[DrawSection], filled: Sequence[int], closed: Flags
) -> int | None:
    worst: int | None = None
    for column, section in enumerate(sections):  # by code, so that a tie goes to the smaller
        if closed[column] or section.runs_anyway or filled[column] >= section.min_size:
            continue
        if (
            worst is None
            or filled[column] * sections[worst].min_size < filled[worst] * section.min_size
        ):
            worst = column
    return worst


class _Drawing:
    """The state of one draw: what is closed, and each slot's places as long as nobody withdraws."""

    def __init__(self, layout: Layout, mechanism: SlotMechanism) -> None:
        self.layout = layout
        self.closed = np.zeros(len(layout.codes), dtype=np.bool_)
        self._mechanism = mechanism
        self._withdrawn = np.zeros(layout.slot_order.shape, dtype=np.bool_)
        self._without_withdrawals: dict[int, Places] = {}

    def close(self, column: int) -> None:
        """Close a section; only the slots where it is asked for need to be drawn anew."""
        self.closed[column] = True
        for position, slot in enumerate(self.layout.slots):
            if (slot.sections == column).any():
                self._without_withdrawals.pop(position, None)

    def places(self) -> list[Places]:
        """Draw all slots until nobody holds more places than wanted.

        Whoever has more keeps the first in the own slot order and withdraws the other lists.
        """
        positions = range(len(self.layout.slots))
        self._withdrawn[:] = False
        for position in positions:
            if position not in self._without_withdrawals:
                self._without_withdrawals[position] = self._mechanism(self.slot(position))
        places = [self._without_withdrawals[position] for position in positions]
        while (more := self._too_many(places)).any():
            self._withdrawn |= more
            for position in np.flatnonzero(more.any(axis=0)).tolist():
                places[position] = self._mechanism(self.slot(position))
        return places

    def slot(self, position: int) -> Slot:
        """Give a slot without closed columns and lists withdrawn so far."""
        students = self.layout.students[position]
        withdrawn = self._withdrawn[students, position]
        return self.layout.slots[position].without(self.closed, withdrawn)

    def _too_many(self, places: Sequence[Places]) -> Flags:
        """Mark (students x slots) the places that are more than the student wants."""
        order = self.layout.slot_order
        holds = np.zeros(order.shape, dtype=np.bool_)
        for position, students in enumerate(self.layout.students):
            holds[students, position] = places[position].section_of != NOWHERE
        in_own_order = np.take_along_axis(holds, order, axis=1)
        is_more = in_own_order & (in_own_order.cumsum(axis=1) > self.layout.wanted[:, None])
        more = np.zeros_like(is_more)
        np.put_along_axis(more, order, is_more, axis=1)
        return more

    def filled(self, places: Sequence[Places]) -> list[int]:
        """Count the places of each section."""
        count = len(self.closed)
        given = np.concatenate([slot.section_of for slot in places])
        counts: list[int] = np.bincount(given[given != NOWHERE], minlength=count).tolist()
        return counts

    def last_open_numbers(self, places: Sequence[Places]) -> list[int]:
        """Find the worst number in an open seat of each section; 0 where there is none."""
        last = np.zeros(len(self.closed), dtype=np.int64)
        for slot, drawn in zip(self.layout.slots, places, strict=True):
            np.maximum.at(last, drawn.section_of[drawn.is_open], slot.numbers[drawn.is_open])
        numbers: list[int] = last.tolist()
        return numbers


def _result(problem: Problem, numbers: Mapping[str, int], found: Drawn) -> Result:
    layout, drawing, places = found.layout, found.drawing, found.places
    of_tickets: dict[str, dict[str, str]] = {ticket: {} for ticket in layout.tickets}
    for name, students, slot in zip(problem.slots, layout.students, places, strict=True):
        placed = slot.section_of != NOWHERE
        for student, column in zip(
            students[placed].tolist(), slot.section_of[placed].tolist(), strict=True
        ):
            of_tickets[layout.tickets[student]][name] = layout.codes[column]
    shut = {closing.section for closing in found.closings}
    by_code = zip(
        layout.codes, drawing.filled(places), drawing.last_open_numbers(places), strict=True
    )
    cutoffs = {}
    for code, taken, last in by_code:
        seats = problem.sections[code].seats
        if code not in shut:
            cutoffs[code] = Cutoff(seats, taken, last or None if taken == seats else None)
    return Result(of_tickets, numbers, tuple(found.closings), cutoffs)
