"""Who stands in when a teacher cannot come: no meeting is left without an adult (R8, R10)."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.text import N_
from app.messages.services import send, send_urgent, tell_robots
from app.schools.models import School
from app.timetable.errors import AdultTaken, AlreadyThere, MeetingOver, NotTheirs
from app.timetable.models import Meeting, MeetingAdult
from app.timetable.queries.meetings import meetings_between
from app.timetable.queries.people import alarmed
from app.timetable.services.notes import note

ASKED = N_("%(name)s cannot come to %(title)s on %(day)s at %(starts_at)s: %(reason)s")
NOBODY = N_("%(title)s has no adult on %(day)s at %(starts_at)s. Please find somebody.")
STANDS_IN = N_("You stand in for %(name)s at %(title)s on %(day)s at %(starts_at)s.")
COVERED = N_("%(name)s stands in for you at %(title)s on %(day)s at %(starts_at)s.")
NOT_NEEDED = N_("You need not stand in at %(title)s on %(day)s at %(starts_at)s after all.")

ALARM_BEFORE = timedelta(hours=2)


def ask_for_cover(
    session: Session,
    school: School,
    meetings: Iterable[Meeting],
    account: Account,
    *,
    reason: str,
    actor_id: int,
    now: datetime,
) -> int:
    """Say that somebody cannot come to meetings that have not begun; the duty leader is told.

    Returns:
        How many meetings need somebody else now.

    Raises:
        NotTheirs: the person is not expected at one of them.
        MeetingOver: one has begun.
    """
    rows = [(meeting, _row(meeting, account.id)) for meeting in meetings]
    for meeting, _ in rows:
        _not_begun(school, meeting, now)
    for meeting, row in rows:
        row.is_away, row.away_reason = True, reason
        told = alarmed(session, school.id, meeting.day) - {actor_id}
        _send(session, meeting, told, ASKED, now, name=account.name, reason=reason)
        note(session, "ask for cover", meeting, actor_id=actor_id, now=now, account_id=account.id)
    session.flush()
    return sum(meeting.lacks_adult for meeting, _ in rows)


def come_after_all(
    session: Session,
    school: School,
    meeting: Meeting,
    account: Account,
    *,
    actor_id: int,
    now: datetime,
) -> None:
    """Take back that somebody cannot come; a substitute is told and need not come.

    Raises:
        NotTheirs: nobody said so.
        MeetingOver: it has begun.
        AdultTaken: the person is at another meeting by now.
    """
    row = next((one for one in meeting.away if one.account_id == account.id), None)
    if row is None:
        raise NotTheirs
    _not_begun(school, meeting, now)
    _check_free(session, meeting, account)
    row.is_away, row.away_reason = False, ""
    for other in [one for one in meeting.adults if one.covers_id == account.id]:
        _send(session, meeting, {other.account_id}, NOT_NEEDED, now)
        meeting.adults.remove(other)
    session.flush()
    note(session, "end cover", meeting, actor_id=actor_id, now=now, account_id=account.id)


def assign_cover(
    session: Session,
    school: School,
    meeting: Meeting,
    absent_id: int,
    substitute: Account,
    *,
    actor_id: int,
    now: datetime,
) -> None:
    """Let a colleague stand in for who is away; an earlier substitute is told and need not come.

    Raises:
        NotTheirs: the absent one is not away.
        MeetingOver: it has ended.
        AlreadyThere: the colleague is at this meeting anyway.
        AdultTaken: the colleague is at another meeting.
    """
    away = next((one for one in meeting.away if one.account_id == absent_id), None)
    if away is None:
        raise NotTheirs
    if meeting.ends(school.time_zone) <= now:
        raise MeetingOver
    if substitute.id in {one.account_id for one in meeting.adults}:
        raise AlreadyThere(name=substitute.name)
    _check_free(session, meeting, substitute)
    for earlier in [one for one in meeting.adults if one.covers_id == absent_id]:
        _send(session, meeting, {earlier.account_id}, NOT_NEEDED, now)
        meeting.adults.remove(earlier)
    meeting.adults.append(
        MeetingAdult(
            school_id=school.id,
            account=substitute,
            account_id=substitute.id,
            is_lead=away.is_lead,
            covers_id=absent_id,
        )
    )
    meeting.alarmed_at = None
    session.flush()
    _send(session, meeting, {substitute.id} - {actor_id}, STANDS_IN, now, name=away.account.name)
    _send(session, meeting, {absent_id} - {actor_id}, COVERED, now, name=substitute.name)
    facts = {"absent_id": absent_id, "substitute_id": substitute.id}
    note(session, "assign cover", meeting, actor_id=actor_id, now=now, **facts)


def raise_alarms(session: Session, school: School, *, now: datetime) -> int:
    """Tell duty leaders and office, once, of meetings soon to begin without an adult (R8)."""
    today = school.today(now)
    found = [
        meeting
        for meeting in meetings_between(session, school.id, today, today)
        if meeting.lacks_adult
        and meeting.alarmed_at is None
        and now < meeting.ends(school.time_zone)
        and meeting.begins(school.time_zone) <= now + ALARM_BEFORE
    ]
    for meeting in found:
        meeting.alarmed_at = now
        told = alarmed(session, school.id, today)
        _send(session, meeting, told, NOBODY, now, how=send_urgent)
        tell_robots(
            session,
            school.id,
            NOBODY,
            link=f"/meetings/{meeting.id}",
            is_urgent=True,
            now=now,
            facts=_facts(meeting),
        )
    session.flush()
    return len(found)


def _row(meeting: Meeting, account_id: int) -> MeetingAdult:
    found = next((one for one in meeting.present if one.account_id == account_id), None)
    if found is None:
        raise NotTheirs
    return found


def _not_begun(school: School, meeting: Meeting, now: datetime) -> None:
    if meeting.begins(school.time_zone) <= now:
        raise MeetingOver


def _check_free(session: Session, meeting: Meeting, account: Account) -> None:
    for other in meetings_between(session, meeting.school_id, meeting.day, meeting.day):
        if other.id == meeting.id or not other.takes_place or not other.overlaps(meeting):
            continue
        if account.id in {one.account_id for one in other.present}:
            raise AdultTaken(
                name=account.name,
                title=other.section.course.named,
                starts_at=f"{other.starts_at:%H:%M}",
                ends_at=f"{other.ends_at:%H:%M}",
            )


def _send(
    session: Session,
    meeting: Meeting,
    account_ids: Iterable[int],
    sentence: str,
    now: datetime,
    how: Callable[..., int] = send,
    **facts: str,
) -> None:
    how(
        session,
        meeting.school_id,
        set(account_ids),
        sentence,
        link=f"/meetings/{meeting.id}",
        now=now,
        **_facts(meeting),
        **facts,
    )


def _facts(meeting: Meeting) -> dict[str, str]:
    return {
        "title": meeting.section.course.named,
        "day": f"{meeting.day:%m-%d}",
        "starts_at": f"{meeting.starts_at:%H:%M}",
    }
