"""Whom to visit next, so that nobody is patrolled always or never; plain values in and out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.core.pinyin import syllables

GROUND = 0


@dataclass(frozen=True)
class Candidate:
    """A meeting that could be visited now; `visits` of its club this term, `last` the latest."""

    meeting_id: int
    building: str
    floor: int | None
    room: str
    visits: int
    last: datetime | None

    @property
    def place(self) -> tuple[str, int, str]:
        """Where it is on a walk through the school: building, floor, room by pinyin."""
        floor = self.floor if self.floor is not None else GROUND
        return (syllables(self.building), floor, syllables(self.room))


def walk(candidates: Iterable[Candidate], most: int) -> list[Candidate]:
    """Pick at most `most` that were visited least (among equals the longest ago), in walking order.

    A club with fewer visits is never left out for one with more.
    """
    owed = sorted(candidates, key=lambda one: (one.visits, _moment(one.last), one.meeting_id))
    return sorted(owed[:most], key=lambda one: one.place)


def _moment(last: datetime | None) -> float:
    return last.timestamp() if last is not None else float("-inf")
