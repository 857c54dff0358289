"""What a week of a club or homeroom is measured by, as plain data."""

from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """A number of the week."""

    CAME = "came"  # of the marks
    LATE = "late"  # of the marks
    ON_LEAVE = "on_leave"  # of the marks
    HELD = "held"  # of the planned meetings
    UNSETTLED = "unsettled"  # absences without an outcome, of all
    AWAY = "away"  # children who missed three meetings running
    LEFT = "left"  # of the children who had a place when the week began
    JOINED = "joined"
    INCIDENTS = "incidents"
    LATE_PICKUPS = "late_pickups"  # children whose family was called
    SCORE = "score"  # points of the patrols' visits
    FOUND = "found"  # by patrols, in so many visits
    REPEATED = "repeated"  # of these, what an earlier visit had found too
    OVERDUE = "overdue"  # of what is to be put right
    PUT_RIGHT = "put_right"  # and looked at
    PRAISED = "praised"
    CONTENT = "content"  # answers of a survey closed this week: content with the club


class Outlook(StrEnum):
    """Whether a number stands out, and which way."""

    USUAL = "usual"
    WORSE = "worse"
    BETTER = "better"


@dataclass(frozen=True)
class Amount:
    """So many of so many; `of` 0 where there is no whole."""

    value: int = 0
    of: int = 0

    @property
    def share(self) -> float:
        """Which part of the whole; 0 of nothing."""
        return self.value / self.of if self.of else 0.0

    def __add__(self, other: "Amount") -> "Amount":
        """Put two together."""
        return Amount(self.value + other.value, self.of + other.of)

    def __sub__(self, other: "Amount") -> "Amount":
        """Take one from a whole that holds it."""
        return Amount(self.value - other.value, self.of - other.of)


NOTHING = Amount()


@dataclass(frozen=True)
class Compared:
    """A share that is held against its own past and the school."""

    is_better_high: bool
    least: float  # how much it must differ to be worth a sentence, as a share


SHARES = {
    Measure.CAME: Compared(is_better_high=True, least=0.08),
    Measure.LATE: Compared(is_better_high=False, least=0.08),
    Measure.ON_LEAVE: Compared(is_better_high=False, least=0.10),
    Measure.CONTENT: Compared(is_better_high=True, least=0.15),
}
# What always deserves a sentence, from how many on.
ALWAYS = {
    Measure.UNSETTLED: (1, Outlook.WORSE),
    Measure.AWAY: (1, Outlook.WORSE),
    Measure.LEFT: (3, Outlook.WORSE),
    Measure.INCIDENTS: (1, Outlook.WORSE),
    Measure.LATE_PICKUPS: (2, Outlook.WORSE),
    Measure.REPEATED: (1, Outlook.WORSE),
    Measure.OVERDUE: (1, Outlook.WORSE),
    Measure.PRAISED: (1, Outlook.BETTER),
}
