"""Checks the rows of a whole list against each other; each check tells what it holds back."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from app.rosters.reading.rows import Issue, Kind, Reading, RosterRow, Teacher

SMALLEST_NEW_HOMEROOM = 3
TRANSFERRED = re.compile("转出|转学|转走|退学|已毕业")
CAME = re.compile("转入|转来")
SUSPENDED = re.compile("休学")
RETURNED = re.compile("复学")


def checked(
    rows: Sequence[RosterRow],
    issues: Iterable[Issue],
    *,
    known: Collection[tuple[int, int]],
    has_numbers: bool,
    teachers: Sequence[Teacher] = (),
) -> Reading:
    """Hold back what must not be imported, tell what is odd, and keep the order of the rest.

    Args:
        rows: each understood by itself.
        issues: what was found so far; its rows that are held back are not among `rows`.
        known: the (grade, class_no) of the homerooms that the school has.
        has_numbers: whether the list has student numbers at all.
        teachers: as a OneRoster set names them.
    """
    told = list(issues)
    kept = _without_faults(rows, told, has_numbers=has_numbers)
    kept = _without_repeated_numbers(kept, told) if has_numbers else _seated(kept)
    kept = _in_known_homerooms(kept, known, told)
    _tell_suspended(kept, told)
    _tell_namesakes(kept, told)
    sheets = {sheet: n for n, sheet in enumerate(dict.fromkeys(issue.sheet for issue in told))}
    told.sort(key=lambda issue: (sheets[issue.sheet], issue.row))
    return Reading(kept, told, _mentioned(told), teachers)


def issue(row: RosterRow, column: str, kind: Kind, **facts: Any) -> Issue:
    """Make the issue of a row, with the facts that its sentence may name."""
    shown = {
        "name": row.name or row.student_no or "—",
        "number": row.student_no,
        "homeroom": row.homeroom_title,
    }
    return Issue(row.sheet, row.row, column, kind, shown | facts)


def has_left(remark: str) -> bool:
    """Whether a remark says that the pupil has gone to another school."""
    return bool(TRANSFERRED.search(remark)) and not CAME.search(remark)


def is_suspended(remark: str) -> bool:
    """Whether a remark says that the pupil stays away for long."""
    return bool(SUSPENDED.search(remark)) and not RETURNED.search(remark)


def _fault(row: RosterRow, *, has_numbers: bool) -> tuple[Kind, str] | None:
    if has_left(row.remark):
        return Kind.REMARK_TRANSFERRED_OUT, "备注"
    if not row.name:
        return Kind.NAME_MISSING, "姓名"
    if has_numbers and not row.student_no:
        return Kind.NUMBER_MISSING, "学号"
    if row.homeroom == (0, 0):
        return Kind.CLASS_MISSING, "班级"
    return None


def _without_faults(
    rows: Iterable[RosterRow], told: list[Issue], *, has_numbers: bool
) -> list[RosterRow]:
    kept = []
    for row in rows:
        fault = _fault(row, has_numbers=has_numbers)
        if fault is None:
            kept.append(row)
        else:
            kind, column = fault
            told.append(issue(row, column, kind))
    return kept


def _without_repeated_numbers(rows: Iterable[RosterRow], told: list[Issue]) -> list[RosterRow]:
    first: dict[str, RosterRow] = {}
    kept = []
    for row in rows:
        earlier = first.setdefault(row.student_no, row)
        if earlier is row:
            kept.append(row)
            continue
        if earlier.name != row.name:
            kind = Kind.SAME_NUMBER_OTHER_NAME
        elif earlier.homeroom != row.homeroom:
            kind = Kind.SAME_NUMBER_OTHER_CLASS
        else:
            kind = Kind.EXACT_DUPLICATE
        told.append(issue(row, "学号", kind, first=earlier.row))
    return kept


def _seated(rows: Iterable[RosterRow]) -> list[RosterRow]:
    """Give the pupils of each homeroom the seat numbers that are free, in their order."""
    listed = list(rows)
    taken = {(row.homeroom, row.seat_no) for row in listed if row.seat_no}
    free: dict[tuple[int, int], count[int]] = {}

    def seat(row: RosterRow) -> int:
        numbers = free.setdefault(row.homeroom, count(1))
        return next(n for n in numbers if (row.homeroom, n) not in taken)

    return [row if row.seat_no else replace(row, seat_no=seat(row)) for row in listed]


def _in_known_homerooms(
    rows: Sequence[RosterRow], known: Collection[tuple[int, int]], told: list[Issue]
) -> list[RosterRow]:
    sizes = Counter(row.homeroom for row in rows)
    kept = []
    for row in rows:
        if row.homeroom in known or sizes[row.homeroom] >= SMALLEST_NEW_HOMEROOM:
            kept.append(row)
        else:
            told.append(issue(row, "班级", Kind.CLASS_UNKNOWN))
    return kept


def _tell_suspended(rows: Iterable[RosterRow], told: list[Issue]) -> None:
    told += [issue(row, "备注", Kind.REMARK_SUSPENDED) for row in rows if row.is_suspended]


def _tell_namesakes(rows: Sequence[RosterRow], told: list[Issue]) -> None:
    names = Counter((row.homeroom, row.name) for row in rows)
    told += [
        issue(row, "姓名", Kind.SAME_NAME_SAME_CLASS)
        for row in rows
        if names[row.homeroom, row.name] > 1
    ]


def _mentioned(told: Iterable[Issue]) -> frozenset[str]:
    return frozenset(
        str(one.facts["number"])
        for one in told
        if one.is_held_back
        and one.kind is not Kind.REMARK_TRANSFERRED_OUT
        and one.facts.get("number")
    )
