"""Two people on one roll: which of their taps counts. Plain values, nothing stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.attendance.models import Mark, MarkState

LONGEST_AGE = timedelta(hours=12)  # a tap older than that was not made at this meeting


@dataclass(frozen=True)
class Tap:
    """A tap on a phone: `key` is random, `age` says how long ago by the phone's own counting.

    Ages are sent instead of clock times, since clocks of phones are wrong.
    """

    key: str
    student_id: int
    state: MarkState
    age: timedelta

    def made_at(self, now: datetime) -> datetime:
        """Give when it was made by the server's clock; never in the future."""
        return now - min(max(self.age, timedelta()), LONGEST_AGE)


def counts(mark: Mark | None, made_at: datetime) -> bool:
    """Whether a tap replaces what stands: the last of a child's taps counts, whoever made it.

    What the hand-in filled in gives way to every tap, an older one too: somebody looked.
    """
    return mark is None or not mark.is_tapped or made_at >= mark.at
