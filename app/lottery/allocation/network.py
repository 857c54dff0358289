"""Sections as nodes and students as arcs: who can reach a free seat when others move.

A student who holds a seat in one section and may also have one in another is an arc between them.
"""

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from app.lottery.allocation.slot import NOWHERE, Flags, Ints, best_of


def reach(starts: Flags, tails: Ints, heads: Ints) -> Flags:
    """Mark the nodes to which the arcs lead from the marked ones, these included."""
    nodes = len(starts)
    first = np.flatnonzero(starts)
    arcs = (np.append(np.full(len(first), nodes), tails), np.append(first, heads))
    graph = coo_array((np.ones(len(arcs[0])), arcs), shape=(nodes + 1, nodes + 1)).tocsr()
    found = np.zeros(nodes + 1, dtype=np.bool_)
    found[breadth_first_order(graph, nodes, return_predecessors=False)] = True
    return found[:nodes]


def place_more(rows: Ints, columns: Ints, section_of: Ints, seats: Ints) -> Ints:
    """Place as many of the waiting rows as possible; whoever has a seat keeps one.

    A maximum flow from the waiting rows to the free seats, warm-started from the present seats.

    Args:
        rows: the row of each line that may be used.
        columns: the column of each such line.
        section_of: the present column of each row, or NOWHERE.
        seats: of each column.

    Returns:
        The new column of each row.
    """
    free = seats - np.bincount(section_of[section_of != NOWHERE], minlength=len(seats))
    useful = _useful(rows, columns, section_of, free)
    rows, columns = rows[useful], columns[useful]
    if not len(rows):
        return section_of
    return _along_flow(rows, columns, section_of, np.minimum(free, len(section_of)))


def _useful(rows: Ints, columns: Ints, section_of: Ints, free: Ints) -> Ints:
    """Find the lines that lie on a way from a waiting row to a free seat."""
    moves = np.flatnonzero(section_of[rows] != columns)
    tails, heads = section_of[rows[moves]], columns[moves]
    is_start = tails == NOWHERE
    starts = np.zeros(len(free), dtype=np.bool_)
    starts[heads[is_start]] = True
    from_waiting = reach(starts, tails[~is_start], heads[~is_start])
    to_free = reach(free > 0, heads[~is_start], tails[~is_start])
    found: Ints = moves[to_free[heads] & (is_start | from_waiting[tails])]
    return found


def _along_flow(rows: Ints, columns: Ints, section_of: Ints, free: Ints) -> Ints:
    """Move rows along a maximum flow.

    Nodes are the columns, the source, the sink, and the rows with more than one line; a row with
    one line is a unit of capacity between its present column (or the source) and the line's.
    """
    source, sink, first = len(free), len(free) + 1, len(free) + 2
    lines_of_row = np.bincount(rows, minlength=len(section_of))
    several = np.flatnonzero(lines_of_row > 1)
    node_of = np.zeros(len(section_of), dtype=np.int64)
    node_of[several] = first + np.arange(len(several))
    present = np.where(section_of == NOWHERE, source, section_of)
    is_single = lines_of_row[rows] == 1
    tails = np.where(is_single, present[rows], node_of[rows])
    open_columns = np.flatnonzero(free)
    arcs = (
        np.concatenate((tails, present[several], open_columns)),
        np.concatenate((columns, node_of[several], np.full(len(open_columns), sink))),
    )
    room = np.concatenate((np.ones(len(tails) + len(several)), free[open_columns]))
    nodes = first + len(several)
    graph = coo_array((room.astype(np.int32), arcs), shape=(nodes, nodes)).tocsr()
    flow = maximum_flow(graph, source, sink).flow
    moved = _moved(flow, tails, columns)
    result = section_of.copy()
    result[rows[moved]] = columns[moved]
    return result


def _moved(flow: csr_array, tails: Ints, heads: Ints) -> Flags:
    """Pick for each arc as many of its lines as units flow there."""
    keys, arc_of_line = np.unique(tails * flow.shape[0] + heads, return_inverse=True)
    units = flow[keys // flow.shape[0], keys % flow.shape[0]]
    return best_of(arc_of_line, np.asarray(units).ravel())
