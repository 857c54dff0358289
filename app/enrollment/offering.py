"""Who is offered a free seat, and until when: pure rules of the waiting list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LASTS = timedelta(hours=48)
EVENING = time(20, 0)
LEAST = timedelta(hours=3)  # who is asked in the late afternoon has until the next meeting's eve


@dataclass(frozen=True)
class Candidate:
    """A child on a waiting list, and whether it may have the seat now."""

    student_id: int
    number: int
    rank: int
    may_have_it: bool = True


def next_in_line(candidates: Iterable[Candidate], seats: int) -> list[Candidate]:
    """Give those to whom `seats` free seats are offered: in number order, who may have one.

    Who stands on the list wants it: whatever the child has at that time was ranked lower. Equal
    numbers, of two draws, go by the children's ids.
    """
    may = [candidate for candidate in candidates if candidate.may_have_it]
    return sorted(may, key=lambda one: (one.number, one.student_id))[: max(seats, 0)]


def answer_until(now: datetime, zone: ZoneInfo, meetings: Sequence[date]) -> datetime | None:
    """Say until when an offer stands; none when no meeting comes any more.

    Two days, but no longer than the evening before the section's next meeting. When that evening
    is over or nearly so, the meeting after it counts.
    """
    evenings = (
        datetime.combine(day - timedelta(days=1), EVENING, tzinfo=zone) for day in sorted(meetings)
    )
    last = next((evening for evening in evenings if evening - now >= LEAST), None)
    return min(last, now + LASTS) if last is not None else None
