"""Reads of meetings, always of one school; each a fixed number of statements."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.core.errors import NotFound
from app.courses.models import Section
from app.timetable.models import Meeting, MeetingAdult
from app.timetable.rule import Key

WHOLE: tuple[ORMOption, ...] = (
    joinedload(Meeting.section).joinedload(Section.course),
    joinedload(Meeting.room),
    selectinload(Meeting.adults).options(
        joinedload(MeetingAdult.account), joinedload(MeetingAdult.covers)
    ),
)


def get_meeting(session: Session, school_id: int, meeting_id: int) -> Meeting:
    """Load a meeting with section, course, room and adults, or `NotFound`."""
    found = session.scalars(whole(school_id).where(Meeting.id == meeting_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def meetings_between(
    session: Session, school_id: int, first: date, last: date
) -> Sequence[Meeting]:
    """List the meetings from `first` to `last`, cancelled ones too, in the order of time."""
    return session.scalars(whole(school_id).where(Meeting.day.between(first, last))).all()


def meetings_of_section(session: Session, school_id: int, section_id: int) -> Sequence[Meeting]:
    """List all meetings of a section in the order of time."""
    return session.scalars(whole(school_id).where(Meeting.section_id == section_id)).all()


def meetings_of_adult(
    session: Session, school_id: int, account_id: int, first: date, last: date
) -> Sequence[Meeting]:
    """List the meetings somebody is at, or is away from, in the order of time."""
    theirs = select(MeetingAdult.meeting_id).where(
        MeetingAdult.school_id == school_id, MeetingAdult.account_id == account_id
    )
    statement = whole(school_id).where(Meeting.day.between(first, last), Meeting.id.in_(theirs))
    return session.scalars(statement).all()


def meetings_in_room(
    session: Session, school_id: int, room_id: int, first: date, last: date
) -> Sequence[Meeting]:
    """List the meetings in a room in the order of time."""
    statement = whole(school_id).where(Meeting.room_id == room_id, Meeting.day.between(first, last))
    return session.scalars(statement).all()


def meetings_of_sections(
    session: Session, school_id: int, section_ids: Sequence[int], first: date, last: date
) -> Sequence[Meeting]:
    """List the meetings of some sections in the order of time."""
    statement = whole(school_id).where(
        Meeting.section_id.in_(section_ids), Meeting.day.between(first, last)
    )
    return session.scalars(statement).all()


def stored(session: Session, school_id: int, term_id: int, since: date) -> Mapping[Key, Meeting]:
    """Give the meetings of a term planned for `since` or later, by what they stand for."""
    statement = (
        select(Meeting)
        .join(Section, Section.id == Meeting.section_id)
        .where(
            Meeting.school_id == school_id,
            Section.term_id == term_id,
            Meeting.planned_on >= since,
        )
        .options(selectinload(Meeting.adults))
    )
    return {
        Key(meeting.section_id, meeting.slot_id, meeting.planned_on): meeting
        for meeting in session.scalars(statement)
    }


def neighbour_days(session: Session, school_id: int, day: date) -> tuple[date | None, date | None]:
    """Find the last day with a meeting before a day, and the next after it."""
    own = select(func.max(Meeting.day)).where(Meeting.school_id == school_id, Meeting.day < day)
    after = select(func.min(Meeting.day)).where(Meeting.school_id == school_id, Meeting.day > day)
    row = session.execute(select(own.scalar_subquery(), after.scalar_subquery())).one()
    return row[0], row[1]


def whole(school_id: int) -> Select[Meeting]:
    """Select meetings with section, course, room and adults, in the order of time."""
    return (
        select(Meeting)
        .where(Meeting.school_id == school_id)
        .options(*WHOLE)
        .order_by(Meeting.day, Meeting.starts_at, Meeting.id)
    )
