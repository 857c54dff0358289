"""Reads behind private calendar addresses; each a fixed number of statements."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.accounts.models import Account
from app.timetable.models import CalendarFeed, Meeting, MeetingAdult
from app.timetable.queries.meetings import whole


def feed_of(session: Session, account_id: int) -> CalendarFeed | None:
    """Find the calendar address of an account."""
    return session.get(CalendarFeed, account_id)


def feed_by_token(session: Session, token_hash: str) -> CalendarFeed | None:
    """Find a calendar address with its active account, the school and the roles."""
    statement = (
        select(CalendarFeed)
        .join(CalendarFeed.account)
        .where(CalendarFeed.token_hash == token_hash, Account.is_active)
        .options(
            contains_eager(CalendarFeed.account).options(
                joinedload(Account.school), joinedload(Account.grants), joinedload(Account.external)
            )
        )
    )
    return session.scalars(statement).unique().one_or_none()


def meetings_to_follow(
    session: Session,
    school_id: int,
    section_ids: Collection[int],
    adult_id: int | None,
    first: date,
    last: date,
) -> Sequence[Meeting]:
    """List the meetings of some sections and those at which an adult is expected."""
    expected = select(MeetingAdult.meeting_id).where(
        MeetingAdult.school_id == school_id,
        MeetingAdult.account_id == adult_id,
        ~MeetingAdult.is_away,
    )
    statement = whole(school_id).where(
        Meeting.day.between(first, last),
        or_(Meeting.section_id.in_(section_ids), Meeting.id.in_(expected)),
    )
    return session.scalars(statement).all()
