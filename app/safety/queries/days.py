"""What keeps a day open, and how past days ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Student
from app.attendance.balance import Whereabouts
from app.attendance.models import Absence, ClosedDay
from app.attendance.queries.absences import absences_of_day
from app.attendance.queries.days import CalledMeeting, called_meetings
from app.attendance.queries.gate import groups
from app.attendance.queries.rolls import rule_of
from app.safety.duty_words import KINDS
from app.safety.emergency import KINDS as INCIDENTS
from app.safety.incident_models import Incident
from app.safety.models import DayCorrection, ItemKind, OpenItem
from app.safety.queries.duty import unsigned
from app.safety.queries.incidents import open_incidents
from app.schools.models import School
from app.timetable.models import Meeting


@dataclass(frozen=True)
class Item:
    """One thing that keeps a day open: the row it is about, and the meeting or child, if any.

    `about` is a marked word for what is neither; `key` says more of it.
    """

    kind: ItemKind
    object_id: int
    meeting: Meeting | None = None
    student: Student | None = None
    about: str = ""
    key: str = ""


@dataclass(frozen=True)
class DayBook:
    """A day as it stands: its meetings with rolls, its absences, and what is open."""

    day: date
    called: Sequence[CalledMeeting]
    absences: Sequence[Absence]
    items: Sequence[Item]

    @property
    def took_place(self) -> Sequence[CalledMeeting]:
        """The meetings that were not cancelled."""
        return [one for one in self.called if one.meeting.takes_place]

    def of(self, kind: ItemKind) -> list[Item]:
        """List the open items of a kind."""
        return [item for item in self.items if item.kind is kind]


def day_book(session: Session, school: School, day: date, *, now: datetime) -> DayBook:
    """Read a day and what keeps it from being closed."""
    called = called_meetings(session, school.id, day)
    absences = absences_of_day(session, school.id, day)
    items = [item for one in called for item in _items(one, school.time_zone, now)]
    items += [
        Item(ItemKind.NO_OUTCOME, absence.id, absence.roll.meeting, absence.student)
        for absence in absences
        if absence.outcome is None
    ]
    if called and not any(item.kind is ItemKind.NOT_OVER for item in items):
        items += _not_released(session, school, day)
        items += [
            Item(ItemKind.NO_SIGNATURE, duty.id, about=KINDS[duty.kind], key=duty.kind)
            for duty in unsigned(session, school.id, day)
        ]
    items += [
        Item(ItemKind.INCIDENT_OPEN, one.id, about=INCIDENTS[one.kind], key=_missing(one))
        for one in open_incidents(session, school.id, day)
    ]
    return DayBook(day, called, absences, items)


def closing_of(session: Session, school_id: int, day: date) -> ClosedDay | None:
    """Find when a day was closed and by whom."""
    statement = (
        select(ClosedDay)
        .where(ClosedDay.school_id == school_id, ClosedDay.day == day)
        .options(joinedload(ClosedDay.closed_by))
    )
    return session.scalars(statement).one_or_none()


def open_items(session: Session, school_id: int, day: date) -> Sequence[OpenItem]:
    """List what was left open when a day was closed."""
    statement = select(OpenItem).where(OpenItem.school_id == school_id, OpenItem.day == day)
    return session.scalars(statement.order_by(OpenItem.id)).all()


def corrections(session: Session, school_id: int, day: date) -> Sequence[DayCorrection]:
    """List the corrections of a day with who wrote them, in their order."""
    statement = (
        select(DayCorrection)
        .where(DayCorrection.school_id == school_id, DayCorrection.day == day)
        .options(joinedload(DayCorrection.written_by))
        .order_by(DayCorrection.id)
    )
    return session.scalars(statement).all()


def past_days(
    session: Session, school_id: int, since: date, until: date
) -> list[tuple[date, ClosedDay | None]]:
    """List the days with meetings from `since` to `until`, the newest first, with their closing."""
    days = session.scalars(
        select(Meeting.day)
        .where(Meeting.school_id == school_id, Meeting.day.between(since, until))
        .distinct()
        .order_by(Meeting.day.desc())
    ).all()
    closed = session.scalars(
        select(ClosedDay)
        .where(ClosedDay.school_id == school_id, ClosedDay.day.between(since, until))
        .options(joinedload(ClosedDay.closed_by))
    )
    by_day = {one.day: one for one in closed}
    return [(day, by_day.get(day)) for day in days]


def _not_released(session: Session, school: School, day: date) -> list[Item]:
    """Name who is still in the school's care, where the school counts at the gate (R55, R58)."""
    if not rule_of(session, school.id).counts_at_gate:
        return []
    return [
        Item(ItemKind.NOT_RELEASED, one.student.id, one.meeting, one.student)
        for group in groups(session, school, day)
        for one in group.children
        if one.where in (Whereabouts.IN_ROOM, Whereabouts.AT_NURSE)
    ]


def _missing(incident: Incident) -> str:
    return "treatment" if incident.treated_at is None else "guardian"


def _items(one: CalledMeeting, zone: str, now: datetime) -> list[Item]:
    meeting = one.meeting
    if not meeting.takes_place:
        return []
    if now < meeting.ends(zone):
        return [Item(ItemKind.NOT_OVER, meeting.id, meeting)]
    found = [Item(ItemKind.NO_ADULT, meeting.id, meeting)] if meeting.lacks_adult else []
    return found if one.is_handed_in else [*found, Item(ItemKind.NO_ROLL, meeting.id, meeting)]
