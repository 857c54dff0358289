"""一个都不少: at any minute everybody who is expected is somewhere, or named as missing.

Plain values in and out. Expected = in the room + on leave + with the nurse + released + explained +
missing + not called; the last two are what does not add up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.attendance.models import MarkState, Outcome


class Whereabouts(StrEnum):
    """Where a child is at a moment, as far as the school knows."""

    IN_ROOM = "in_room"
    ON_LEAVE = "on_leave"
    AT_NURSE = "at_nurse"
    RELEASED = "released"  # left early, or collected by the family
    EXPLAINED = "explained"  # absent, and somebody knows why
    MISSING = "missing"  # absent, and nobody knows why
    NOT_CALLED = "not_called"  # the roll is not handed in and nobody has tapped the child

    @property
    def is_known(self) -> bool:
        """Whether the school knows where the child is."""
        return self not in (Whereabouts.MISSING, Whereabouts.NOT_CALLED)


@dataclass(frozen=True)
class Facts:
    """What is known of a child at a meeting: a mark or none, leave, an absence's outcome.

    `is_released` and `at_nurse` are what somebody saw at the gate and brought to the nurse.
    """

    mark: MarkState | None
    has_leave: bool = False
    outcome: Outcome | None = None
    is_released: bool = False
    at_nurse: bool = False


OF_MARK = {
    MarkState.PRESENT: Whereabouts.IN_ROOM,
    MarkState.LATE: Whereabouts.IN_ROOM,
    MarkState.LEAVE: Whereabouts.ON_LEAVE,
    MarkState.LEFT_EARLY: Whereabouts.RELEASED,
}
OF_OUTCOME: Mapping[Outcome | None, Whereabouts] = {  # who came and is absent again is missing
    Outcome.ON_LEAVE: Whereabouts.ON_LEAVE,
    Outcome.COLLECTED: Whereabouts.RELEASED,
    Outcome.SICK: Whereabouts.EXPLAINED,
    Outcome.FOUND: Whereabouts.EXPLAINED,
    Outcome.OTHER: Whereabouts.EXPLAINED,
}


def whereabouts(facts: Facts) -> Whereabouts:
    """Say where a child is: what was seen last counts, then marks, leave before nothing."""
    if facts.is_released:
        return Whereabouts.RELEASED
    if facts.at_nurse:
        return Whereabouts.AT_NURSE
    if facts.mark is MarkState.ABSENT:
        if facts.outcome in OF_OUTCOME:
            return OF_OUTCOME[facts.outcome]
        return Whereabouts.ON_LEAVE if facts.has_leave else Whereabouts.MISSING
    if facts.mark is not None:
        return OF_MARK[facts.mark]
    return Whereabouts.ON_LEAVE if facts.has_leave else Whereabouts.NOT_CALLED


def counted(everybody: Iterable[Whereabouts]) -> Mapping[Whereabouts, int]:
    """Count who is where; every kind has a number, and they add up to everybody."""
    listed = list(everybody)
    return {one: listed.count(one) for one in Whereabouts}
