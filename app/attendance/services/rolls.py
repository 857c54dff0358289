"""Calling the roll: taps, the hand-in, opening it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.attendance.errors import (
    DayClosed,
    MeetingCancelled,
    NotAtThisMeeting,
    ReasonMissing,
    RollHandedIn,
    RollNotHandedIn,
    RollNotYet,
)
from app.attendance.merging import Tap, counts
from app.attendance.models import OPENS_BEFORE, AdultPresence, Mark, MarkEntry, MarkState, Roll
from app.attendance.queries.rolls import (
    expected,
    is_day_closed,
    known_keys,
    marks_by_student,
    students_on_leave,
)
from app.attendance.services.absences import follow_mark
from app.attendance.services.summaries import sum_up
from app.audit.services import record
from app.schools.models import School
from app.timetable.models import Meeting


@dataclass(frozen=True)
class Answer:
    """What became of some taps, by key: kept (also when another counts), or refused."""

    kept: Sequence[str]
    refused: Sequence[str]


def take_taps(
    session: Session,
    school: School,
    meeting: Meeting,
    taps: Sequence[Tap],
    *,
    actor_id: int,
    now: datetime,
) -> Answer:
    """Keep the taps of a phone and answer for each; sending one twice changes nothing.

    A tap made before the hand-in counts though it arrives later. One made afterwards, or about a
    child that is not on the roll, is refused by its key, so that the phone can show it.

    Raises:
        MeetingCancelled, RollNotYet, DayClosed: there is no roll to call now.
    """
    check_open(session, school, meeting, now=now)
    roll = the_roll(session, meeting, now=now)
    _note_presence(session, meeting, actor_id, now)
    belongs = expected(session, meeting, zone=school.time_zone)
    marks = marks_by_student(session, meeting.school_id, roll)
    known = known_keys(session, meeting.school_id, [tap.key for tap in taps])
    kept, refused = list(known), []
    fresh = {tap.key: tap for tap in taps if tap.key not in known}
    for tap in sorted(fresh.values(), key=lambda tap: (tap.made_at(now), tap.key)):
        made_at = tap.made_at(now)
        is_late = roll.handed_in_at is not None and made_at > roll.handed_in_at
        if is_late or tap.student_id not in belongs | set(marks):
            refused.append(tap.key)
            continue
        _keep(session, roll, tap, made_at, actor_id, now)
        if counts(marks.get(tap.student_id), made_at):
            marks[tap.student_id] = _mark(session, roll, marks, tap, made_at, actor_id)
            follow_mark(session, meeting, marks[tap.student_id], now=now)
        kept.append(tap.key)
    session.flush()
    if roll.is_handed_in:
        sum_up(session, roll.school_id, [roll.id])
    return Answer(kept, refused)


def hand_in_roll(
    session: Session, school: School, meeting: Meeting, *, actor_id: int, now: datetime
) -> Roll:
    """Complete the roll: whoever is not marked is there, or on the leave that was approved.

    Raises:
        MeetingCancelled, RollNotYet, DayClosed: there is no roll to call now.
        RollHandedIn: it is complete already.
    """
    check_open(session, school, meeting, now=now)
    roll = the_roll(session, meeting, now=now)
    if roll.is_handed_in:
        raise RollHandedIn
    _note_presence(session, meeting, actor_id, now)
    marks = marks_by_student(session, meeting.school_id, roll)
    unmarked = expected(session, meeting, zone=school.time_zone) - set(marks)
    on_leave = students_on_leave(session, meeting, unmarked)
    session.add_all(
        Mark(
            school_id=meeting.school_id,
            roll_id=roll.id,
            student_id=student_id,
            state=MarkState.LEAVE if student_id in on_leave else MarkState.PRESENT,
            is_tapped=False,
            at=now,
            by_id=actor_id,
        )
        for student_id in sorted(unmarked)
    )
    roll.handed_in_at, roll.handed_in_by_id = now, actor_id
    session.flush()
    sum_up(session, roll.school_id, [roll.id])
    return roll


def open_again(
    session: Session,
    school: School,
    meeting: Meeting,
    *,
    reason: str = "",
    actor_id: int,
    now: datetime,
) -> Roll:
    """Open a handed-in roll: within five minutes at once, later with a reason.

    Raises:
        RollNotHandedIn: it is open.
        ReasonMissing: more than five minutes have passed.
        MeetingCancelled, RollNotYet, DayClosed: there is no roll to call now.
    """
    check_open(session, school, meeting, now=now)
    roll = the_roll(session, meeting, now=now)
    if not roll.is_handed_in:
        raise RollNotHandedIn
    if not roll.may_be_taken_back(now) and not reason:
        raise ReasonMissing
    roll.handed_in_at = roll.handed_in_by_id = None
    session.flush()
    sum_up(session, roll.school_id, [roll.id])
    record(
        session,
        "open roll again",
        "roll",
        roll.id,
        school_id=roll.school_id,
        actor_id=actor_id,
        now=now,
        reason=reason or "at once",
    )
    return roll


def leave_meeting(
    session: Session, school: School, meeting: Meeting, *, actor_id: int, now: datetime
) -> None:
    """Note that an adult of a meeting has ended it and goes.

    Raises:
        NotAtThisMeeting: the person is none of its adults.
        MeetingCancelled, RollNotYet, DayClosed: there is nothing to end.
    """
    check_open(session, school, meeting, now=now)
    presence = _note_presence(session, meeting, actor_id, now)
    if presence is None:
        raise NotAtThisMeeting
    presence.left_at = now
    session.flush()


def check_open(session: Session, school: School, meeting: Meeting, *, now: datetime) -> None:
    """Make sure that the roll of a meeting can be called.

    Raises:
        MeetingCancelled: it does not take place.
        RollNotYet: it begins in more than half an hour.
        DayClosed: the books of its day are closed.
    """
    if not meeting.takes_place:
        raise MeetingCancelled
    opens = meeting.begins(school.time_zone) - OPENS_BEFORE
    if now < opens:
        raise RollNotYet(opens=f"{opens:%H:%M}")
    if is_day_closed(session, meeting.school_id, meeting.day):
        raise DayClosed


def the_roll(session: Session, meeting: Meeting, *, now: datetime) -> Roll:
    """Give the roll of a meeting, made with its first mark, locked until the request ends."""
    statement = (
        select(Roll)
        .where(Roll.school_id == meeting.school_id, Roll.meeting_id == meeting.id)
        .with_for_update()
    )
    found = session.scalars(statement).one_or_none()
    if found is not None:
        return found
    try:
        with session.begin_nested():
            session.add(Roll(school_id=meeting.school_id, meeting_id=meeting.id, begun_at=now))
    except IntegrityError:  # somebody else began it at the same moment
        session.expire_all()
    return session.scalars(statement).one()


def _keep(
    session: Session, roll: Roll, tap: Tap, made_at: datetime, actor_id: int, now: datetime
) -> None:
    session.add(
        MarkEntry(
            school_id=roll.school_id,
            roll_id=roll.id,
            student_id=tap.student_id,
            key=tap.key,
            state=tap.state,
            at=made_at,
            received_at=now,
            by_id=actor_id,
        )
    )


def _mark(
    session: Session,
    roll: Roll,
    marks: dict[int, Mark],
    tap: Tap,
    made_at: datetime,
    actor_id: int,
) -> Mark:
    mark = marks.get(tap.student_id)
    if mark is None:
        mark = Mark(school_id=roll.school_id, roll_id=roll.id, student_id=tap.student_id)
        session.add(mark)
    mark.state, mark.is_tapped, mark.at, mark.by_id = tap.state, True, made_at, actor_id
    return mark


def _note_presence(
    session: Session, meeting: Meeting, actor_id: int, now: datetime
) -> AdultPresence | None:
    """Note when an adult of the meeting began to call its roll; others leave no presence."""
    if actor_id not in {adult.account_id for adult in meeting.present}:
        return None
    link = {
        "school_id": meeting.school_id,
        "meeting_id": meeting.id,
        "account_id": actor_id,
    }
    found = session.scalars(select(AdultPresence).filter_by(**link)).one_or_none()
    if found is None:
        found = AdultPresence(**link, came_at=now)
        session.add(found)
        session.flush()
    return found
