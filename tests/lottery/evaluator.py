"""Judges what a family is told against the result file alone; shares nothing with what says it.

Every sentence that may be said has its own reading here: a function that says whether it is true of
a `Case`. A sentence without a reading is an error.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Case:
    """One student, one slot, and of one choice its rank and code; headlines have no code."""

    problem: Mapping[str, Any]
    result: Mapping[str, Any]
    ticket: str
    slot: str
    rank: int = 0
    code: str = ""

    @property
    def student(self) -> Mapping[str, Any]:
        return next(s for s in self.problem["students"] if s["ticket"] == self.ticket)

    @property
    def listed(self) -> list[str]:
        """The list as it was handed in; at the freezing lines may have been lost."""
        return [*self.student.get("lost", {}).get(self.slot, []), *self.entered]

    @property
    def entered(self) -> list[str]:
        return self.student["choices"].get(self.slot, [])

    @property
    def had(self) -> str | None:
        """The club of before a second round in which the child might get a better one."""
        return self.student.get("had", {}).get(self.slot)

    @property
    def got(self) -> str | None:
        return self.result["places"][self.ticket].get(self.slot)

    @property
    def got_rank(self) -> int:
        return self.listed.index(self.got) + 1 if self.got else 0

    @property
    def number(self) -> int:
        slots, everybody = self.problem["slots"], len(self.result["numbers"])
        turn = slots.index(self.slot) * (everybody // len(slots))
        return (self.result["numbers"][self.ticket] - 1 + turn) % everybody + 1

    @property
    def has_enough(self) -> bool:
        return not self.got and len(self.result["places"][self.ticket]) >= self.student["wanted"]

    @property
    def section(self) -> Mapping[str, Any]:
        return next(s for s in self.problem["sections"] if s["code"] == self.code)

    @property
    def has_priorities(self) -> bool:
        return self.section["reserved"] > 0 or self.section["continuing_share"] > 0

    @property
    def goes_first(self) -> bool:
        """The child may have got a kept seat, and did not get an open one."""
        may = self.student["reserved_group"] or self.code in self.student["continuing"]
        return may and (self.last is None or self.number > self.last)

    @property
    def is_fair(self) -> bool:
        return self.problem["mechanism"] == "fair"

    def of(self, code: str) -> "Case":
        """The same student, asked about another section."""
        rank = self.listed.index(code) + 1
        return Case(self.problem, self.result, self.ticket, self.slot, rank, code)

    @property
    def cutoff(self) -> Mapping[str, Any] | None:
        return self.result["cutoffs"].get(self.code)

    @property
    def last(self) -> int | None:
        return self.cutoff["last_number"] if self.cutoff else None

    @property
    def last_of_all(self) -> int | None:
        """The worst number in the section, if nobody but the number counts there."""
        if self.has_priorities:
            return None
        there = [t for t, got in self.result["places"].items() if got.get(self.slot) == self.code]
        return max(Case(self.problem, self.result, t, self.slot).number for t in there)

    @property
    def is_full(self) -> bool:
        return self.cutoff is not None and self.cutoff["taken"] == self.cutoff["seats"] > 0

    @property
    def is_closed(self) -> bool:
        return any(step["section"] == self.code for step in self.result["closed"])

    @property
    def is_out_of_reach(self) -> bool:
        """Closed, without seats, or full; under the fair draw full before this number."""
        if self.is_closed or self.section["seats"] == 0 or self.code not in self.entered:
            return True
        before = not self.is_fair or self.last is None or self.last < self.number
        return self.is_full and before


Reading = Callable[[Case, Mapping[str, int]], bool]


def _seats(case: Case, facts: Mapping[str, int]) -> bool:
    return facts["seats"] == case.section["seats"]


def _is_first(case: Case, facts: Mapping[str, int]) -> bool:
    """A later choice was placed, at the rank that is said; the case is about choice 1."""
    return case.got_rank == facts["rank"] > 1


LINES: Mapping[str, Reading] = {
    "Did not open: %(filled)d of at least %(least)d children.": lambda c, f: (
        {"section": c.code, "filled": f["filled"], "min_size": f["least"]} in c.result["closed"]
    ),
    "An earlier choice was placed, so this was not needed.": lambda c, _f: (
        0 < c.got_rank < c.rank and not c.is_closed
    ),
    "All the clubs you wanted were placed on other days.": lambda c, _f: c.has_enough,
    "No place was free here before the draw.": lambda c, _f: c.section["seats"] == 0,
    "%(seats)d places, enough for everybody: placed.": lambda c, f: (
        c.got == c.code and not c.is_full and _seats(c, f)
    ),
    "%(seats)d places, all taken: placed. All lists together come out best so.": lambda c, f: (
        c.got == c.code and c.is_full and not c.is_fair and _seats(c, f)
    ),
    "%(seats)d places, the last number placed was %(last)d. %(number)d comes before it: placed.": (
        lambda c, f: (
            c.is_fair
            and c.got == c.code
            and c.is_full
            and _seats(c, f)
            and f["number"] == c.number < f["last"] == c.last_of_all
        )
    ),
    "%(seats)d places, the last number placed was %(last)d, this one.": lambda c, f: (
        c.is_fair and c.got == c.code and c.is_full and c.number == f["last"] == c.last_of_all
    ),
    "%(seats)d places, some for those who go first by the rules: placed.": lambda c, f: (
        c.got == c.code and c.is_full and c.has_priorities and c.goes_first and _seats(c, f)
    ),
    "%(seats)d places, the last number on an open seat was %(last)d. %(number)d does not come "
    "after it: placed.": lambda c, f: (
        c.got == c.code
        and c.is_full
        and _seats(c, f)
        and f["number"] == c.number <= f["last"] == c.last
    ),
    "%(seats)d places, the last number on an open seat was %(last)d. %(number)d comes after: not "
    "placed yet.": lambda c, f: (
        c.got != c.code
        and c.is_full
        and _seats(c, f)
        and f["number"] == c.number > f["last"] == c.last
    ),
    "Was no longer possible when the lists were frozen.": lambda c, _f: c.code not in c.entered,
    "%(seats)d places, all given to those who go first here: not placed yet.": lambda c, f: (
        c.is_fair and c.is_full and c.last is None and c.has_priorities and _seats(c, f)
    ),
    "%(seats)d places, the last number placed was %(last)d. %(number)d comes after: not placed yet.": (  # noqa: E501 -- the sentence as it is
        lambda c, f: (
            c.is_fair
            and c.is_full
            and _seats(c, f)
            and f["number"] == c.number > f["last"] == c.last_of_all
        )
    ),
    "%(seats)d places, all taken. Placed here, more children would be without a club or "
    "further down their lists, or a smaller number would lose.": lambda c, f: (
        c.problem["mechanism"] == "fewest-unplaced" and c.is_full and _seats(c, f)
    ),
    "%(seats)d places, all taken. Placed here, fewer children would have their first choice "
    "or the next ones in turn, or a smaller number would lose.": lambda c, f: (
        c.problem["mechanism"] == "most-first" and c.is_full and _seats(c, f)
    ),
}

HEADLINES: Mapping[str, Reading] = {
    "No club was chosen for this day.": lambda c, _f: not c.listed,
    "All the clubs that were wanted were placed on other days.": lambda c, _f: c.has_enough,
    "Not placed yet: each club that was possible was full before number %(number)d or did not "
    "open.": lambda c, f: (
        c.is_fair
        and not c.got
        and not c.had
        and f["number"] == c.number
        and all(c.of(code).is_out_of_reach for code in c.listed)
    ),
    "The club this child had stays: each one on the list was full before number %(number)d or did "
    "not open.": lambda c, f: (
        c.is_fair
        and not c.got
        and c.had is not None
        and f["number"] == c.number
        and all(c.of(code).is_out_of_reach for code in c.listed)
    ),
    "Not placed yet: each club that was possible is full or did not open.": lambda c, _f: (
        not c.is_fair and not c.got and all(c.of(code).is_out_of_reach for code in c.listed)
    ),
    "Choice 1 was placed.": lambda c, _f: c.got_rank == 1,
    "Choice %(rank)d was placed; choice 1 did not open.": lambda c, f: (
        _is_first(c, f) and c.of(c.listed[0]).is_closed
    ),
    "Choice %(rank)d was placed; choice 1 was no longer possible.": lambda c, f: (
        _is_first(c, f) and c.listed[0] not in c.entered
    ),
    "Choice %(rank)d was placed; the open seats of choice 1 took numbers up to %(last)d, yours is "
    "%(number)d.": lambda c, f: (
        c.is_fair
        and _is_first(c, f)
        and f["number"] == c.number > f["last"] == c.of(c.listed[0]).last
    ),
    "Choice %(rank)d was placed; choice 1 had no free place.": lambda c, f: (
        _is_first(c, f) and c.of(c.listed[0]).section["seats"] == 0
    ),
    "Choice %(rank)d was placed; choice 1 is full, and all lists together come out best "
    "this way.": lambda c, f: not c.is_fair and _is_first(c, f) and c.of(c.listed[0]).is_full,
    "Choice %(rank)d was placed; the places of choice 1 went to those who go first there.": (
        lambda c, f: (
            _is_first(c, f)
            and (first := c.of(c.listed[0])).is_full
            and first.has_priorities
            and first.last is None
        )
    ),
    "Choice %(rank)d was placed; choice 1 took numbers up to %(last)d, yours is %(number)d.": (
        lambda c, f: (
            c.is_fair
            and _is_first(c, f)
            and f["number"] == c.number > f["last"] == c.of(c.listed[0]).last_of_all
        )
    ),
}


@dataclass(frozen=True)
class Turn:
    """One student's number in a second round, against the result files of both draws.

    `place` (from 0) is that of the round's slot among the `slots` of the first draw.
    """

    first: Mapping[str, Any]
    place: int
    slots: int
    second: Mapping[str, Any]
    ticket: str

    @property
    def number(self) -> int:
        return self.second["numbers"][self.ticket]

    @property
    def everybody(self) -> int:
        return len(self.second["numbers"])

    @property
    def everybody_before(self) -> int:
        return len(self.first["numbers"])

    def before(self, ticket: str) -> int:
        """The number with which a ticket of the first draw stood in line for that slot."""
        everybody = self.everybody_before
        step = self.place * (everybody // self.slots)
        return (self.first["numbers"][ticket] - 1 + step) % everybody + 1

    @property
    def old(self) -> set[str]:
        """Tickets of the second round that were in the first draw."""
        return self.first["numbers"].keys() & self.second["numbers"].keys()

    @property
    def how_many_had_worse(self) -> int:
        mine = self.before(self.ticket)
        return sum(self.before(ticket) > mine for ticket in self.old)


TURNS: Mapping[str, Callable[[Turn, Mapping[str, int]], bool]] = {
    "In this second round the order of the first draw is turned round: the number was %(before)d "
    "of %(last_before)d, now it is %(number)d of %(last)d.": lambda c, f: (
        c.ticket in c.old
        and (f["before"], f["last_before"]) == (c.before(c.ticket), c.everybody_before)
        and (f["number"], f["last"]) == (c.number, c.everybody)
        and c.number == c.how_many_had_worse + 1
    ),
    "In this second round the order of the first draw is turned round. This child was not in the "
    "first draw; its number %(number)d of %(last)d was drawn behind those who were.": lambda c, f: (
        c.ticket not in c.old
        and (f["number"], f["last"]) == (c.number, c.everybody)
        and all(c.second["numbers"][ticket] < c.number for ticket in c.old)
    ),
}
