"""Reads of the rolls of a day: which are called, and how many are where."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.attendance.models import OPENS_BEFORE, Mark, MarkState, Roll
from app.schools.models import School
from app.timetable.models import Meeting, MeetingAdult, MeetingState
from app.timetable.queries.audience import heads
from app.timetable.queries.meetings import meetings_between, meetings_of_adult


@dataclass(frozen=True)
class CalledMeeting:
    """A meeting with its roll: `counts` by state once it is handed in, `heads` places now."""

    meeting: Meeting
    roll: Roll | None
    heads: int
    counts: Mapping[MarkState, int] = field(default_factory=dict)

    @property
    def is_handed_in(self) -> bool:
        """Whether the roll is complete."""
        return self.roll is not None and self.roll.is_handed_in

    @property
    def there(self) -> int:
        """How many children came."""
        return sum(count for state, count in self.counts.items() if state.is_there)

    @property
    def absent(self) -> int:
        """How many are missing without leave."""
        return self.counts.get(MarkState.ABSENT, 0)

    @property
    def on_leave(self) -> int:
        """How many are on leave."""
        return self.counts.get(MarkState.LEAVE, 0)

    def is_running(self, zone: str, now: datetime, *, early: timedelta = timedelta()) -> bool:
        """Whether it runs at a moment, or begins within `early`."""
        meeting = self.meeting
        return meeting.takes_place and meeting.begins(zone) - early <= now < meeting.ends(zone)

    def is_overdue(self, zone: str, now: datetime, *, after: timedelta) -> bool:
        """Whether it began `after` ago and nobody has handed its roll in."""
        meeting = self.meeting
        is_due = meeting.takes_place and now >= meeting.begins(zone) + after
        return is_due and not self.is_handed_in


def called_meetings(session: Session, school_id: int, day: date) -> list[CalledMeeting]:
    """List the meetings of a day with their rolls, in the order of time."""
    return _called(session, school_id, meetings_between(session, school_id, day, day))


def own_called_meetings(
    session: Session, school_id: int, account_id: int, day: date
) -> list[CalledMeeting]:
    """List the meetings of a day at which somebody is expected, with their rolls."""
    found = meetings_of_adult(session, school_id, account_id, day, day)
    mine = [one for one in found if account_id in {adult.account_id for adult in one.present}]
    return _called(session, school_id, mine)


def meeting_to_call(
    session: Session, school: School, account_id: int, now: datetime
) -> Meeting | None:
    """Find somebody's first meeting that runs or soon begins and whose roll is not handed in."""
    here = now.astimezone(ZoneInfo(school.time_zone))
    soon = here + OPENS_BEFORE
    is_today = soon.date() == here.date()
    statement = (
        select(Meeting)
        .join(Meeting.adults)
        .outerjoin(Roll, Roll.meeting_id == Meeting.id)
        .where(
            Meeting.school_id == school.id,
            Meeting.day == here.date(),
            Meeting.state == MeetingState.PLANNED,
            Meeting.starts_at <= (soon.time() if is_today else time.max),
            Meeting.ends_at > here.time(),
            MeetingAdult.account_id == account_id,
            MeetingAdult.is_away.is_(False),
            Roll.handed_in_at.is_(None),
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(1)
    )
    return session.scalars(statement).one_or_none()


def _called(session: Session, school_id: int, meetings: Sequence[Meeting]) -> list[CalledMeeting]:
    rolls = rolls_of(session, school_id, [meeting.id for meeting in meetings])
    counts = counts_of(session, school_id, [roll.id for roll in rolls.values()])
    sizes = heads(session, school_id, {meeting.section_id for meeting in meetings})
    return [
        CalledMeeting(
            meeting,
            roll := rolls.get(meeting.id),
            sizes[meeting.section_id],
            counts.get(roll.id, {}) if roll is not None else {},
        )
        for meeting in meetings
    ]


def rolls_of(session: Session, school_id: int, meeting_ids: Collection[int]) -> dict[int, Roll]:
    """Give the rolls of some meetings by meeting, with who handed each in."""
    statement = (
        select(Roll)
        .where(Roll.school_id == school_id, Roll.meeting_id.in_(meeting_ids))
        .options(joinedload(Roll.handed_in_by))
    )
    return {roll.meeting_id: roll for roll in session.scalars(statement)}


def counts_of(
    session: Session, school_id: int, roll_ids: Collection[int]
) -> dict[int, dict[MarkState, int]]:
    """Count the marks of some rolls by state."""
    statement = (
        select(Mark.roll_id, Mark.state, func.count())
        .where(Mark.school_id == school_id, Mark.roll_id.in_(roll_ids))
        .group_by(Mark.roll_id, Mark.state)
    )
    found: dict[int, dict[MarkState, int]] = {}
    for roll_id, state, count in session.execute(statement):
        found.setdefault(roll_id, {})[state] = count
    return found
