"""What the benchmark measures: each mechanism, and the programs it stands beside.

Every program gets the same slot as arrays; building its own model belongs to its time.
"""

from collections.abc import Callable, Mapping

import numpy as np
from matching.games import HospitalResident
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from app.lottery.allocation.fair import fair
from app.lottery.allocation.fewest_unplaced import fewest_unplaced, fewest_unplaced_options
from app.lottery.allocation.most_first import most_first, most_first_options
from app.lottery.allocation.slot import NOWHERE, Ints, Slot

Outcome = tuple[int, int]  # students placed, sum of their ranks


def fewest_unplaced_optimum(slot: Slot) -> Ints:
    """Find an optimum, not yet the one that the numbers choose."""
    section_of = fewest_unplaced_options(slot).section_of
    return np.where(section_of == len(slot.seats), NOWHERE, section_of)


def most_first_optimum(slot: Slot) -> Ints:
    """Find a rank-maximal assignment, not yet the one that the numbers choose."""
    section_of = most_first_options(slot).section_of
    return np.where(section_of == len(slot.seats), NOWHERE, section_of)


def or_tools(slot: Slot) -> Ints:
    """Place most students at the least sum of ranks with OR-tools' min-cost flow."""
    students, sections = len(slot.numbers), len(slot.seats)
    rows, sink = np.arange(students), students + sections
    unplaced = sections * int(slot.ranks.max()) + 1
    flow = SimpleMinCostFlow()
    lines = flow.add_arcs_with_capacity_and_unit_cost(
        slot.rows, students + slot.sections, np.ones_like(slot.sections), slot.ranks
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        students + np.arange(sections),
        np.full(sections, sink),
        slot.seats,
        np.zeros_like(slot.seats),
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        rows, np.full(students, sink), np.ones_like(rows), np.full(students, unplaced)
    )
    flow.set_nodes_supplies(np.append(rows, sink), np.append(np.ones_like(rows), -students))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"OR-tools ends with status {status}.")
    taken = flow.flows(lines) > 0
    section_of = np.full(students, NOWHERE)
    section_of[slot.rows[taken]] = slot.sections[taken]
    return section_of


def matching(slot: Slot) -> Ints:
    """Deferred acceptance with the `matching` package; it refuses sections that nobody lists."""
    lists = np.split(slot.sections, slot.first_line[1:-1])
    residents = {row: listed.tolist() for row, listed in enumerate(lists)}
    asked = np.unique(slot.sections).tolist()
    hospitals: dict[int, list[int]] = {column: [] for column in asked}
    for row, listed in residents.items():
        for column in listed:
            hospitals[column].append(row)
    game = HospitalResident.create_from_dictionaries(
        residents, hospitals, {column: int(slot.seats[column]) for column in asked}
    )
    section_of = np.full(len(slot.numbers), NOWHERE)
    for hospital, placed in game.solve(optimal="resident").items():
        section_of[[resident.name for resident in placed]] = hospital.name
    return section_of


PROGRAMS: Mapping[str, Callable[[Slot], Ints]] = {
    "or-tools": or_tools,
    "matching": matching,
    "fair": lambda slot: fair(slot).section_of,
    "fewest-unplaced: optimum": fewest_unplaced_optimum,
    "fewest-unplaced: whole": lambda slot: fewest_unplaced(slot).section_of,
    "most-first: optimum": most_first_optimum,
    "most-first: whole": lambda slot: most_first(slot).section_of,
}


def outcome(slot: Slot, section_of: Ints) -> Outcome:
    """Count who is placed and add up the ranks, for programs to be compared."""
    got = section_of[slot.rows] == slot.sections
    return int(got.sum()), int(slot.ranks[got].sum())
