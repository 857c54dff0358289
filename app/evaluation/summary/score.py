"""A section's score out of a hundred from its own numbers; plain values in and out.

Each part is a value from 0 to 100 with its sample. Small samples are drawn towards the school's
mean of the part: own and mean are mixed in the proportion of the sample to `STEADY`. Parts that
were not measured are left out, and the weights of the others share what remains.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum

WHOLE = 100
PROVISIONAL_BELOW = 50  # percent of the weights that were measured


class Part(StrEnum):
    """What a score is made of."""

    DEMAND = "demand"  # first choices per seat, full at one
    ATTENDANCE = "attendance"
    PATROLS = "patrols"
    CLOSING = "closing"  # findings put right in time
    DIAGNOSIS = "diagnosis"  # weeks in which nothing went worse
    SURVEY = "survey"


USUAL_WEIGHTS: Mapping[Part, int] = {
    Part.DEMAND: 20,
    Part.ATTENDANCE: 25,
    Part.PATROLS: 15,
    Part.CLOSING: 10,
    Part.DIAGNOSIS: 10,
    Part.SURVEY: 20,
}
# With so large a sample, own value and school's mean count the same.
STEADY: Mapping[Part, int] = {
    Part.DEMAND: 5,  # seats
    Part.ATTENDANCE: 60,  # marks
    Part.PATROLS: 3,  # visits
    Part.CLOSING: 3,  # findings
    Part.DIAGNOSIS: 4,  # weeks
    Part.SURVEY: 15,  # answers
}


@dataclass(frozen=True)
class Measured:
    """A part of a section as it was measured: a value from 0 to 100 and the size of its sample."""

    value: float
    size: int


Parts = Mapping[Part, Measured]


@dataclass(frozen=True)
class Line:
    """A part in the formula, with this section's own numbers."""

    part: Part
    own: float
    size: int
    mean: float
    weight: int  # as the school set it

    @property
    def value(self) -> float:
        """What counts: own value and mean, mixed by the size of the sample."""
        steady = STEADY[self.part]
        mixed = fsum((self.size * self.own, steady * self.mean)) / (self.size + steady)
        return min(max(mixed, 0.0), float(WHOLE))


@dataclass(frozen=True)
class Score:
    """What a section's parts add up to; no value when nothing was measured."""

    lines: Sequence[Line]
    missing: Sequence[Part]

    @property
    def weight(self) -> int:
        """What the measured parts weigh together."""
        return sum(line.weight for line in self.lines)

    @property
    def value(self) -> float | None:
        """The weighted mean of the parts, from 0 to 100."""
        if not self.weight:
            return None
        return fsum(line.weight * line.value for line in self.lines) / self.weight

    @property
    def is_provisional(self) -> bool:
        """Whether too little was measured to compare it with others."""
        return self.weight < PROVISIONAL_BELOW

    def share(self, line: Line) -> float:
        """Give the percent a part weighs after what is missing was shared out."""
        return WHOLE * line.weight / self.weight


def means(sections: Iterable[Parts]) -> dict[Part, float]:
    """Give the school's mean of each part over all samples, in whatever order they come."""
    listed = list(sections)
    found = {}
    for part in Part:
        measured = [one[part] for one in listed if part in one and one[part].size > 0]
        size = sum(one.size for one in measured)
        if size:
            found[part] = fsum(one.size * one.value for one in measured) / size
    return found


def score(parts: Parts, school: Mapping[Part, float], weights: Mapping[Part, int]) -> Score:
    """Put a section's parts into the formula.

    Args:
        parts: what was measured; a part without a sample is missing.
        school: the means of the school, see `means`.
        weights: percent of each part, `WHOLE` together.
    """
    counted = [part for part in Part if weights.get(part, 0) > 0]
    has = {part for part in counted if part in parts and parts[part].size > 0}
    return Score(
        lines=[
            Line(
                part,
                parts[part].value,
                parts[part].size,
                school.get(part, parts[part].value),
                weights[part],
            )
            for part in counted
            if part in has
        ],
        missing=[part for part in counted if part not in has],
    )
