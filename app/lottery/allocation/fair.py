"""公平抽签: student-proposing deferred acceptance with one published number a student.

Source: D. Gale and L. S. Shapley, College Admissions and the Stability of Marriage, 1962; single
tie-breaking as in A. Abdulkadiroglu and T. Sonmez, School Choice: A Mechanism Design Approach,
2003; soft reserves as in I. E. Hafalir, M. B. Yenmez and M. A. Yildirim, Effective Affirmative
Action in School Choice, 2013.

Guarantees, tested in tests/lottery/allocation: handing in one's true order is always best in a
slot as long as no minimum size closes a section; nobody with a worse number holds a seat that a
better one wanted, reserved and continuing seats apart; no seat that is asked for stays empty.
"""

from bisect import insort
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from app.lottery.allocation.problem import DrawSection
from app.lottery.allocation.slot import Places, Slot


def fair(slot: Slot) -> Places:
    """Draw one slot.

    Where nothing but the number counts, deferred acceptance is the same as letting the students
    choose one after the other, which is quicker and knows linked pairs.
    """
    if any(section.has_priorities for section in slot.sections.values()):
        return _deferred_acceptance(slot)
    return _one_after_the_other(slot)


def _one_after_the_other(slot: Slot) -> Places:
    """Let each unit (a student or a linked pair) take the first section with seats enough."""
    free = {code: section.seats for code, section in slot.sections.items()}
    places = Places()
    for number, unit in _units(slot):
        code = next((code for code in slot.lists[unit[0]] if free[code] >= len(unit)), None)
        if code is None:
            continue
        free[code] -= len(unit)
        places.last_open_number[code] = number
        for ticket in unit:
            places.section_of[ticket] = code
    return places


def _units(slot: Slot) -> list[tuple[int, tuple[str, ...]]]:
    """List the units with their numbers, best first; a pair stands at the worse of its two."""
    units: list[tuple[int, tuple[str, ...]]] = []
    for ticket in slot.lists:
        partner = slot.students[ticket].linked
        if partner is None:
            units.append((slot.numbers[ticket], (ticket,)))
        elif slot.numbers[partner] < slot.numbers[ticket]:
            units.append((slot.numbers[ticket], (partner, ticket)))
    return sorted(units)


@dataclass(frozen=True)
class _Chosen:
    """Whom a section takes of those who ask, by kind of seat, best number first."""

    reserved: Sequence[str]
    continuing: Sequence[str]
    open: Sequence[str]

    @property
    def everybody(self) -> set[str]:
        return {*self.reserved, *self.continuing, *self.open}


def _choose(section: DrawSection, asking: Sequence[str], slot: Slot) -> _Chosen:
    """Choose from `asking` (best number first), as docs/draw.md says under "Exactly"."""
    reserved = [t for t in asking if slot.students[t].reserved_group][
        : min(section.reserved, section.seats)
    ]
    taken = set(reserved)
    share = min(section.seats * section.continuing_share // 100, section.seats - len(reserved))
    continuing = [
        t for t in asking if t not in taken and section.code in slot.students[t].continuing
    ][:share]
    taken.update(continuing)
    rest = [t for t in asking if t not in taken]
    return _Chosen(reserved, continuing, rest[: section.seats - len(taken)])


def _deferred_acceptance(slot: Slot) -> Places:
    """Let students ask down their lists until nobody moves; the order of asking has no effect."""
    held: dict[str, list[str]] = {code: [] for code in slot.sections}
    asked = dict.fromkeys(slot.lists, 0)
    waiting = deque(slot.lists)
    while waiting:
        ticket = waiting.popleft()
        wishes = slot.lists[ticket]
        if asked[ticket] == len(wishes):
            continue
        code = wishes[asked[ticket]]
        asked[ticket] += 1
        holding, section = held[code], slot.sections[code]
        insort(holding, ticket, key=slot.numbers.__getitem__)
        if len(holding) > section.seats:
            (sent_away,) = set(holding) - _choose(section, holding, slot).everybody
            holding.remove(sent_away)
            waiting.append(sent_away)
    places = Places()
    for code, holding in held.items():
        opened = _choose(slot.sections[code], holding, slot).open
        if opened:
            places.last_open_number[code] = slot.numbers[opened[-1]]
        places.section_of.update(dict.fromkeys(holding, code))
    return places
