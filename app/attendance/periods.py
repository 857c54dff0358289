"""The time leave is asked for, as plain data: some days, or one meeting of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = timedelta(days=60)


@dataclass(frozen=True)
class Period:
    """Days from first to last, both counted; with a meeting only that one, on its day."""

    first_day: date
    last_day: date
    meeting_id: int | None = None

    @property
    def is_possible(self) -> bool:
        """Whether its days stand in order, it is not endless, and a meeting has one day."""
        length = self.last_day - self.first_day
        return timedelta() <= length <= LONGEST and (self.meeting_id is None or not length)

    def touches(self, day: date, meeting_id: int) -> bool:
        """Whether a meeting on a day falls into it."""
        if self.meeting_id is not None:
            return self.meeting_id == meeting_id
        return self.first_day <= day <= self.last_day

    def contains(self, other: Period) -> bool:
        """Whether every meeting of another period falls into this one."""
        if self.meeting_id is not None:
            return self.meeting_id == other.meeting_id
        return self.first_day <= other.first_day and other.last_day <= self.last_day
