"""A problem as arrays, for the draw to compute with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

import numpy as np

from app.lottery.allocation.problem import DrawStudent, Problem
from app.lottery.allocation.slot import Ints, Slot, rotated


@dataclass(frozen=True)
class Layout:
    """Students and sections in code point order, slots as the problem lists them."""

    tickets: Sequence[str]
    codes: Sequence[str]
    slots: Sequence[Slot]
    students: Sequence[Ints]  # for each slot: the student of each of its rows
    wanted: Ints  # of each student
    slot_order: Ints  # students x slots: the position of the student's first slot, second, ...


def lay_out(problem: Problem, numbers: Mapping[str, int]) -> Layout:
    """Lay a problem out; `numbers` are those of the first slot."""
    tickets, codes = sorted(problem.students), sorted(problem.sections)
    index = {ticket: student for student, ticket in enumerate(tickets)}
    columns = {code: column for column, code in enumerate(codes)}
    slots, students = [], []
    for position, slot in enumerate(problem.slots):
        rows = _rows(problem, slot, rotated(numbers, position, len(problem.slots)))
        slots.append(_slot(problem, slot, rows, columns))
        students.append(_ints(index[student.ticket] for _, student in rows))
    return Layout(
        tickets=tickets,
        codes=codes,
        slots=slots,
        students=students,
        wanted=_ints(problem.students[ticket].wanted for ticket in tickets),
        slot_order=_slot_order(problem, tickets),
    )


def _rows(problem: Problem, slot: str, numbers: Mapping[str, int]) -> list[tuple[int, DrawStudent]]:
    """List those with a list for the slot, best number first; pairs at the worse of their two."""
    rows = [
        (max(number, numbers[student.linked or ticket]), student)
        for ticket, number in numbers.items()
        if slot in (student := problem.students[ticket]).choices
    ]
    return sorted(rows, key=lambda row: (row[0], row[1].ticket))


def _slot(
    problem: Problem, slot: str, rows: list[tuple[int, DrawStudent]], columns: Mapping[str, int]
) -> Slot:
    lists = [student.choices[slot] for _, student in rows]
    sections = [problem.sections[code] for code in columns]
    return Slot(
        numbers=_ints(number for number, _ in rows),
        first_line=_ints(accumulate(map(len, lists), initial=0)),
        sections=_ints(columns[code] for code in chain.from_iterable(lists)),
        ranks=_ints(chain.from_iterable(range(1, len(listed) + 1) for listed in lists)),
        is_member=np.fromiter(
            (code in student.continuing for _, student in rows for code in student.choices[slot]),
            dtype=np.bool_,
        ),
        in_group=np.fromiter((student.reserved_group for _, student in rows), dtype=np.bool_),
        seats=_ints(section.seats for section in sections),
        reserved=_ints(section.reserved for section in sections),
        member_seats=_ints(section.seats * section.continuing_share // 100 for section in sections),
    )


def _slot_order(problem: Problem, tickets: Iterable[str]) -> Ints:
    positions = {slot: position for position, slot in enumerate(problem.slots)}
    order = [positions[slot] for ticket in tickets for slot in problem.students[ticket].slot_order]
    return _ints(order).reshape(-1, len(positions))


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)
