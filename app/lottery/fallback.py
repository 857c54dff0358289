"""Fallback places after a draw: plain data in and out (docs/draw.md, "Nothing got").

Never before anybody who handed in a list, and no part of the result's hash.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FreeSeats:
    """A section that opened, with what is left of its seats."""

    code: str
    seats: int
    taken: int


@dataclass(frozen=True)
class Asking:
    """A student without a place whose family agreed to a fallback."""

    student_id: int
    number: int  # of the first slot
    eligible: frozenset[int]  # section ids


def fallback_places(
    students: Iterable[Asking], sections: Mapping[int, FreeSeats]
) -> Sequence[tuple[int, int]]:
    """Give (student, section) in number order: each the eligible section that is emptiest.

    Emptiest is the largest share of free seats; ties go to the smaller code.
    """
    free = {section_id: section.seats - section.taken for section_id, section in sections.items()}
    given = []
    for student in sorted(students, key=lambda asking: asking.number):
        open_to = [i for i in student.eligible if free.get(i, 0) > 0]
        if not open_to:
            continue
        best = min(open_to, key=lambda i: (-free[i] / sections[i].seats, sections[i].code))
        free[best] -= 1
        given.append((student.student_id, best))
    return given
