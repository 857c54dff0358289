"""Generated schools for the benchmark: skewed popularity, 1.1 students a seat, lists of 8."""

from collections.abc import Iterator

import numpy as np

from app.lottery.allocation.slot import Flags, Ints, Slot

RANKS = 8
STUDENTS_A_SEAT = 1.1
TRIES = 48  # sections drawn for a student, of which the first 8 different ones make the list


def school(students: int, sections: int, slots: int, seed: int = 1) -> Iterator[Slot]:
    """Generate the slots one after the other; the same sizes always give the same school."""
    rng = np.random.default_rng(seed)
    for _ in range(slots):
        yield _slot(_lists(rng, students, sections), sections)


def chain(students: int) -> Slot:
    """Generate the longest chain: everybody is sent away once, each by the one before.

    Student r asks for sections r - 1 and r, which have a seat each. One seat is reserved for a
    group that nobody belongs to, so that the draw cannot just go by number.
    """
    rows = np.arange(students)
    listed = np.stack((np.maximum(rows - 1, 0), rows), axis=1)
    is_listed = np.ones(listed.shape, dtype=np.bool_)
    is_listed[0, 1] = False  # the first has one section on the list
    return _of_lists(listed, is_listed, np.ones(students, dtype=np.int64), reserved=1)


def _lists(rng: np.random.Generator, students: int, sections: int) -> tuple[Ints, Flags]:
    popularity = 1 / np.arange(1, sections + 1)
    edges = popularity.cumsum() / popularity.sum()
    tries = np.minimum(edges.searchsorted(rng.random((students, TRIES))), sections - 1)
    order = tries.argsort(axis=1, kind="stable")
    in_order = np.take_along_axis(tries, order, axis=1)
    is_again = np.zeros(tries.shape, dtype=np.bool_)
    np.put_along_axis(is_again, order[:, 1:], in_order[:, 1:] == in_order[:, :-1], axis=1)
    is_listed = ~is_again & ((~is_again).cumsum(axis=1) <= RANKS)
    return tries, is_listed


def _slot(lists: tuple[Ints, Flags], sections: int) -> Slot:
    listed, is_listed = lists
    total = round(len(listed) / STUDENTS_A_SEAT)
    seats = total // sections + (np.arange(sections) < total % sections)
    return _of_lists(listed, is_listed, seats)


def _of_lists(listed: Ints, is_listed: Flags, seats: Ints, reserved: int = 0) -> Slot:
    students = len(listed)
    lines = is_listed.sum(axis=1)
    sections = listed[is_listed]
    reserved_seats = np.zeros_like(seats)
    reserved_seats[0] = reserved
    return Slot(
        numbers=np.arange(1, students + 1),
        first_line=np.concatenate(([0], lines.cumsum())),
        sections=sections,
        ranks=is_listed.cumsum(axis=1)[is_listed],
        is_member=np.zeros(len(sections), dtype=np.bool_),
        in_group=np.zeros(students, dtype=np.bool_),
        seats=seats,
        reserved=reserved_seats,
        member_seats=np.zeros_like(seats),
    )
