"""Cancelling, moving and restoring single meetings: always with a reason, families told (R10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.core.text import N_, Named
from app.messages.services import send
from app.schools.models import School, Term
from app.schools.queries import get_room
from app.timetable.errors import (
    AdultTaken,
    AlreadyCancelled,
    ChildrenTaken,
    DayPast,
    EndsBeforeStart,
    MeetingOver,
    NotCancelled,
    OutsideTerm,
    RoomTaken,
)
from app.timetable.models import Meeting, MeetingState
from app.timetable.queries.audience import children_in_both, families
from app.timetable.queries.meetings import meetings_between
from app.timetable.services.notes import note

CANCELLED = N_("%(title)s does not meet on %(day)s: %(reason)s")
MOVED = N_(
    "%(title)s of %(planned)s meets on %(day)s from %(starts_at)s to %(ends_at)s: %(reason)s"
)
AGAIN = N_("%(title)s meets on %(day)s after all, from %(starts_at)s to %(ends_at)s.")


class When(NamedTuple):
    """A day, from when to when by the school's clock, and where."""

    day: date
    starts_at: time
    ends_at: time
    room_id: int | None


@dataclass(frozen=True)
class Told:
    """How many people have a message about a change."""

    families: int
    adults: int


def cancel_meeting(
    session: Session,
    school: School,
    meeting: Meeting,
    *,
    reason: str,
    actor_id: int,
    now: datetime,
) -> Told:
    """Cancel a meeting that has not begun, and tell its families and adults why.

    Raises:
        AlreadyCancelled: somebody did a moment ago.
        MeetingOver: it has begun.
    """
    if not meeting.takes_place:
        raise AlreadyCancelled
    _not_begun(school, meeting, now)
    meeting.state, meeting.is_by_hand, meeting.reason = MeetingState.CANCELLED, True, reason
    meeting.revise(now)
    session.flush()
    note(session, "cancel meeting", meeting, actor_id=actor_id, now=now, reason=reason)
    facts = {"day": f"{meeting.day:%m-%d}", "reason": reason}
    return _tell(session, meeting, CANCELLED, facts, actor_id, now)


def restore_meeting(
    session: Session, school: School, meeting: Meeting, *, actor_id: int, now: datetime
) -> Told:
    """Let a cancelled meeting take place after all.

    Raises:
        NotCancelled: it takes place anyway.
        MeetingOver: it would have begun already.
        RoomTaken, AdultTaken: something else was planned there meanwhile.
    """
    if meeting.takes_place:
        raise NotCancelled
    _not_begun(school, meeting, now)
    when = When(meeting.day, meeting.starts_at, meeting.ends_at, meeting.room_id)
    _check_free(session, meeting, when)
    meeting.state, meeting.is_by_hand, meeting.reason = MeetingState.PLANNED, True, ""
    meeting.revise(now)
    session.flush()
    note(session, "restore meeting", meeting, actor_id=actor_id, now=now)
    return _tell(session, meeting, AGAIN, _times(when), actor_id, now)


def move_meeting(
    session: Session,
    school: School,
    term: Term,
    meeting: Meeting,
    when: When,
    *,
    reason: str,
    actor_id: int,
    now: datetime,
) -> Told:
    """Let a meeting take place at another time or in another room, and tell everybody why.

    Raises:
        AlreadyCancelled: it does not take place.
        MeetingOver: it has begun.
        EndsBeforeStart, DayPast, OutsideTerm: the new time is none.
        RoomTaken, AdultTaken, ChildrenTaken: somebody or something is elsewhere then.
    """
    if not meeting.takes_place:
        raise AlreadyCancelled
    _not_begun(school, meeting, now)
    _check_time(school, term, when, now)
    _check_free(session, meeting, when)
    before = meeting.day
    meeting.day, meeting.starts_at, meeting.ends_at, meeting.room_id = when
    meeting.is_by_hand, meeting.reason, meeting.alarmed_at = True, reason, None
    meeting.revise(now)
    session.flush()
    note(
        session,
        "move meeting",
        meeting,
        actor_id=actor_id,
        now=now,
        reason=reason,
        day=when.day.isoformat(),
    )
    facts = {"planned": f"{before:%m-%d}", "reason": reason} | _times(when)
    return _tell(session, meeting, MOVED, facts, actor_id, now)


def _not_begun(school: School, meeting: Meeting, now: datetime) -> None:
    if meeting.begins(school.time_zone) <= now:
        raise MeetingOver


def _check_time(school: School, term: Term, when: When, now: datetime) -> None:
    if when.ends_at <= when.starts_at:
        raise EndsBeforeStart
    if not term.starts_on <= when.day <= term.ends_on:
        raise OutsideTerm(first=term.starts_on.isoformat(), last=term.ends_on.isoformat())
    if Meeting(day=when.day, starts_at=when.starts_at).begins(school.time_zone) <= now:
        raise DayPast


def _check_free(session: Session, meeting: Meeting, when: When) -> None:
    """Refuse a time at which the room, an adult or a child of the meeting is taken."""
    wanted = Meeting(day=when.day, starts_at=when.starts_at, ends_at=when.ends_at)
    others = [
        other
        for other in meetings_between(session, meeting.school_id, when.day, when.day)
        if other.id != meeting.id and other.takes_place and other.overlaps(wanted)
    ]
    _check_room(session, meeting, when, others)
    for adult in meeting.present:
        for other in others:
            if adult.account_id in {there.account_id for there in other.present}:
                raise AdultTaken(name=adult.account.name, **_facts(other))
    sections = [other.section_id for other in others if other.section_id != meeting.section_id]
    shared = children_in_both(session, meeting.school_id, meeting.section_id, sections)
    if shared:
        raise ChildrenTaken(children=shared)


def _check_room(session: Session, meeting: Meeting, when: When, others: Iterable[Meeting]) -> None:
    if when.room_id is None:
        return
    room = get_room(session, meeting.school_id, when.room_id)
    taken = next((other for other in others if other.room_id == room.id), None)
    if taken is not None:
        raise RoomTaken(room=room.name, **_facts(taken))


def _facts(other: Meeting) -> dict[str, object]:
    return {
        "title": other.section.course.named,
        "starts_at": f"{other.starts_at:%H:%M}",
        "ends_at": f"{other.ends_at:%H:%M}",
    }


def _times(when: When) -> dict[str, str]:
    return {
        "day": f"{when.day:%m-%d}",
        "starts_at": f"{when.starts_at:%H:%M}",
        "ends_at": f"{when.ends_at:%H:%M}",
    }


def _tell(
    session: Session,
    meeting: Meeting,
    sentence: str,
    facts: dict[str, str],
    actor_id: int,
    now: datetime,
) -> Told:
    title: Named = meeting.section.course.named
    school_id = meeting.school_id
    homes = families(session, school_id, meeting.section_id)
    adults = {adult.account_id for adult in meeting.adults} - {actor_id}
    link = f"/clubs/{meeting.section_id}"
    send(session, school_id, homes - adults, sentence, link=link, now=now, title=title, **facts)
    link = f"/meetings/{meeting.id}"
    send(session, school_id, adults, sentence, link=link, now=now, title=title, **facts)
    return Told(len(homes - adults), len(adults))
