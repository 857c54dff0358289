"""Keeps the dated meetings of a term as the rule of the week wants them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.text import N_
from app.courses.models import Section, SectionState
from app.courses.queries.sections import sections
from app.schools.calendar import school_days
from app.schools.models import School, Term
from app.schools.queries import bells, calendar_days
from app.timetable.models import Meeting, MeetingAdult, MeetingState
from app.timetable.queries.meetings import stored
from app.timetable.rule import Key, Planned, first_day, planned_meetings

EVERY_DAY = range(1, 8)
DROPPED = N_("The timetable has changed.")


@dataclass(frozen=True)
class Difference:
    """What keeping the meetings would do: added, changed and dropped ones."""

    added: Mapping[Key, Planned]
    changed: Mapping[Key, tuple[Meeting, Planned]]
    dropped: Mapping[Key, Meeting]

    @property
    def is_empty(self) -> bool:
        """Whether everything is as the rule wants it."""
        return not (self.added or self.changed or self.dropped)


def difference(session: Session, school: School, term: Term, *, now: datetime) -> Difference:
    """Compare the meetings that have not begun with the rule of the week (R39-R41, R47).

    Rule: the published sections of the term, on its service days (weekday, holidays, make-up days,
    the school's own days), from the first day of the service on, at the times of the season. What
    has begun is left out on both sides, and what somebody changed by hand while its section runs.
    """
    today = school.today(now)
    running = _running(session, school, term)
    wanted = _wanted(session, school, term, running, since=today)
    there = stored(session, school.id, term.id, today)
    ahead = {
        key: planned
        for key, planned in wanted.items()
        if _begins(school, key.planned_on, planned) > now
    }
    movable = {
        key: meeting
        for key, meeting in there.items()
        if meeting.begins(school.time_zone) > now
        and (not meeting.is_by_hand or meeting.section_id not in {one.id for one in running})
    }
    return Difference(
        added={key: ahead[key] for key in ahead.keys() - there.keys()},
        changed={
            key: (movable[key], ahead[key])
            for key in ahead.keys() & movable.keys()
            if _differs(movable[key], ahead[key])
        },
        dropped={key: movable[key] for key in movable.keys() - wanted.keys()},
    )


def keep_meetings(
    session: Session, school: School, term: Term, *, actor_id: int | None, now: datetime
) -> Difference:
    """Make, change and drop meetings that have not begun, as `difference` says.

    A meeting of today is not dropped but cancelled, so that who came for it reads why.
    """
    found = difference(session, school, term, now=now)
    if found.is_empty:
        return found
    session.add_all(_made(school.id, key, planned) for key, planned in found.added.items())
    for meeting, planned in found.changed.values():
        _follow(meeting, planned)
        meeting.revise(now)
    for meeting in found.dropped.values():
        if meeting.day == school.today(now):
            meeting.state, meeting.reason = MeetingState.CANCELLED, DROPPED
            meeting.revise(now)
        else:
            session.delete(meeting)
    session.flush()
    record(
        session,
        "keep meetings",
        "term",
        term.id,
        school_id=school.id,
        actor_id=actor_id,
        now=now,
        added=len(found.added),
        changed=len(found.changed),
        dropped=len(found.dropped),
    )
    return found


def _running(session: Session, school: School, term: Term) -> list[Section]:
    """List the published sections of which at least one grade takes part in the service."""
    published = sections(session, school.id, term.id, states=(SectionState.PUBLISHED,))
    return [
        section
        for section in published
        if any(map(school.takes_part, range(section.grade_from, section.grade_to + 1)))
    ]


def _wanted(
    session: Session, school: School, term: Term, running: Sequence[Section], *, since: date
) -> dict[Key, Planned]:
    first = max(first_day(term.starts_on, school.starts_on), since)
    special = calendar_days(session, school.id, term.starts_on, term.ends_on)
    days = [day for day in school_days(term, special, EVERY_DAY) if day.day >= first]
    return planned_meetings(running, days, bells(session, school.id), term_starts_on=term.starts_on)


def _begins(school: School, day: date, planned: Planned) -> datetime:
    meeting = Meeting(day=day, starts_at=planned.starts_at)
    return meeting.begins(school.time_zone)


def _differs(meeting: Meeting, planned: Planned) -> bool:
    return (
        (meeting.starts_at, meeting.ends_at, meeting.room_id)
        != (planned.starts_at, planned.ends_at, planned.room_id)
        or not meeting.takes_place
        or _own_adults(meeting.adults) != planned.teachers
    )


def _own_adults(adults: Iterable[MeetingAdult]) -> dict[int, bool]:
    return {adult.account_id: adult.is_lead for adult in adults if adult.covers_id is None}


def _made(school_id: int, key: Key, planned: Planned) -> Meeting:
    meeting = Meeting(
        school_id=school_id,
        section_id=key.section_id,
        slot_id=key.slot_id,
        planned_on=key.planned_on,
        day=key.planned_on,
        adults=[],
    )
    _follow(meeting, planned)
    return meeting


def _follow(meeting: Meeting, planned: Planned) -> None:
    """Take over what the rule says; who is away or stands in stays."""
    meeting.state, meeting.reason = MeetingState.PLANNED, ""
    meeting.starts_at, meeting.ends_at = planned.starts_at, planned.ends_at
    meeting.room_id = planned.room_id
    there = {adult.account_id: adult for adult in meeting.adults}
    for account_id, is_lead in planned.teachers.items():
        if account_id in there:
            there[account_id].is_lead, there[account_id].covers_id = is_lead, None
        else:
            meeting.adults.append(
                MeetingAdult(school_id=meeting.school_id, account_id=account_id, is_lead=is_lead)
            )
    gone = [
        adult
        for adult in meeting.adults
        if adult.covers_id is None and adult.account_id not in planned.teachers
    ]
    for adult in gone:
        meeting.adults.remove(adult)
