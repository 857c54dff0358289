"""Odds as people say them: "about 1 in 3", never finer than 1 in 50, never 0 and never certain."""

from dataclasses import dataclass

_SMALL = (50, 40, 30, 20, 15, 10, 8, 5, 4, 3)
FRACTIONS = (
    *((1, whole) for whole in _SMALL),
    (1, 2),
    *((whole - 1, whole) for whole in reversed(_SMALL)),
)
LEAST, MOST = 1 / 60, 1 - 1 / 60  # beyond them the odds are below 1 in 50, or above 49 in 50


@dataclass(frozen=True)
class Rough:
    """Rounded odds: `part` in `whole`, or beyond it."""

    part: int
    whole: int
    is_beyond: bool = False

    @property
    def share(self) -> float:
        """The rounded value, for a picture."""
        return self.part / self.whole


def rough(odds: float) -> Rough:
    """Round odds to the nearest that people say; nearness is that of p / (1 - p)."""
    if odds < LEAST:
        return Rough(1, 50, is_beyond=True)
    if odds > MOST:
        return Rough(49, 50, is_beyond=True)
    part, whole = min(FRACTIONS, key=lambda each: _distance(odds, each[0] / each[1]))
    return Rough(part, whole)


def _distance(odds: float, value: float) -> float:
    ratio = odds * (1 - value) / (value * (1 - odds))
    return max(ratio, 1 / ratio)
