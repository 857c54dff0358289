"""The way to the gate: waves with their sections, who is late, a child at the gate, visitors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.models import Student
from app.attendance.balance import Whereabouts
from app.attendance.collector_models import HomePlan, HomeWay
from app.attendance.gate_models import GateEntry, Handover, LateCall, NurseVisit, Release
from app.attendance.queries.balance import (
    Expected,
    expected_at,
    last_meetings,
    places_by_section,
)
from app.attendance.queries.days import rolls_of
from app.attendance.queries.rolls import rule_of
from app.schools.models import Band, School
from app.schools.queries import bands
from app.timetable.models import Meeting
from app.timetable.queries.meetings import meetings_between


@dataclass(frozen=True)
class Group:
    """A section on its way to the gate: the children who go home after this meeting."""

    meeting: Meeting
    wave: time
    children: Sequence[Expected]
    handover: Handover | None
    is_called: bool

    @cached_property
    def here(self) -> list[Expected]:
        """Who is still in the school's care with this section."""
        return [one for one in self.children if one.where is Whereabouts.IN_ROOM]

    @cached_property
    def coming(self) -> list[Expected]:
        """Who is brought to the gate: all who are here but those who stay behind."""
        behind = {one.student_id for one in self.handover.staying} if self.handover else set()
        return [one for one in self.here if one.student.id not in behind]

    @property
    def behind(self) -> list[Expected]:
        """Who is here and does not come along."""
        return [one for one in self.here if one not in self.coming]

    @property
    def gone(self) -> list[Expected]:
        """Who left the school."""
        return [one for one in self.children if one.where is Whereabouts.RELEASED]

    @property
    def elsewhere(self) -> list[Expected]:
        """Who is neither here nor gone: on leave, with the nurse, absent, not called."""
        return [one for one in self.children if one not in self.here and one not in self.gone]

    @property
    def is_confirmed(self) -> bool:
        """Whether the counts agreed and the section went."""
        return self.handover is not None and self.handover.confirmed_at is not None

    def is_over(self, zone: str, now: datetime) -> bool:
        """Whether its meeting has ended."""
        return now >= self.meeting.ends(zone)


@dataclass(frozen=True)
class Wave:
    """The sections that go at one time."""

    at: time
    groups: Sequence[Group]

    @property
    def coming(self) -> int:
        """How many children are still to go."""
        return sum(len(group.here) for group in self.groups)

    @property
    def unknown(self) -> int:
        """Of how many nobody knows where they are."""
        return sum(not one.where.is_known for group in self.groups for one in group.children)

    @property
    def gone(self) -> int:
        """How many went."""
        return sum(len(group.gone) for group in self.groups)


def wave_of(meeting: Meeting, listed: Sequence[Band]) -> time:
    """Give when the children of a meeting go: its band's first wave after it, or its end (R50)."""
    grades = range(meeting.section.grade_from, meeting.section.grade_to + 1)
    waves = [
        band.dismissal_at
        for band in listed
        if band.dismissal_at is not None and any(map(band.has_grade, grades))
    ]
    return min((one for one in waves if one >= meeting.ends_at), default=meeting.ends_at)


def waves(session: Session, school: School, day: date) -> list[Wave]:
    """List the waves of a day with their sections; a fixed number of statements."""
    found: dict[time, list[Group]] = {}
    for group in groups(session, school, day):
        found.setdefault(group.wave, []).append(group)
    return [Wave(at, found[at]) for at in sorted(found)]


def groups(session: Session, school: School, day: date) -> list[Group]:
    """List the sections of a day from which children go home, in the order of time."""
    meetings = [one for one in meetings_between(session, school.id, day, day) if one.takes_place]
    places = places_by_section(session, school.id, {one.section_id for one in meetings})
    last = last_meetings(meetings, places)
    leaving: dict[int, list[Expected]] = {}
    for one in expected_at(session, school, meetings, day):
        if last[one.student.id] is one.meeting:
            leaving.setdefault(one.meeting.id, []).append(one)
    handovers = _handovers(session, school.id, leaving)
    rolls = rolls_of(session, school.id, list(leaving))
    listed = bands(session, school.id)
    return [
        Group(
            meeting,
            wave_of(meeting, listed),
            sorted(leaving[meeting.id], key=lambda one: one.student.name_pinyin),
            handovers.get(meeting.id),
            meeting.id in rolls and rolls[meeting.id].is_handed_in,
        )
        for meeting in meetings
        if meeting.id in leaving
    ]


def group_of(session: Session, school: School, meeting: Meeting) -> Group | None:
    """Find the section of a meeting on its way, if children go home after it."""
    listed = groups(session, school, meeting.day)
    return next((group for group in listed if group.meeting.id == meeting.id), None)


def late_children(
    listed: Sequence[Group],
    school: School,
    plans: Mapping[int, HomePlan],
    *,
    after: timedelta,
    now: datetime,
) -> list[Expected]:
    """Name who is still here `after` its wave, by homeroom and pinyin.

    Who stays in extended care is late after its end; boarders never are (R38, R46).
    """
    zone = ZoneInfo(school.time_zone)
    late = [
        one
        for group in listed
        for one in group.children
        if one.where in (Whereabouts.IN_ROOM, Whereabouts.AT_NURSE)
        and (until := _stays_until(plans.get(one.student.id), group.wave)) is not None
        and datetime.combine(group.meeting.day, until, zone) + after <= now
    ]
    return sorted(late, key=lambda one: (one.student.homeroom.title, one.student.name_pinyin))


def _stays_until(plan: HomePlan | None, wave: time) -> time | None:
    """Say until when a child is expected to stay; none for a boarder."""
    if plan is not None and plan.way is HomeWay.BOARDER:
        return None
    return max(wave, plan.until) if plan is not None and plan.until is not None else wave


def late_after(session: Session, school_id: int) -> timedelta:
    """Give how long after its wave a child is late."""
    return timedelta(minutes=rule_of(session, school_id).late_minutes)


def releases(session: Session, school_id: int, day: date) -> Sequence[Release]:
    """List who left the school on a day, the latest first, with child and who noted it."""
    statement = (
        select(Release)
        .where(Release.school_id == school_id, Release.day == day)
        .options(joinedload(Release.student).joinedload(Student.homeroom), joinedload(Release.by))
        .order_by(Release.at.desc(), Release.id.desc())
    )
    return session.scalars(statement).all()


def release_of(session: Session, school_id: int, student_id: int, day: date) -> Release | None:
    """Find when and with whom a child left."""
    statement = (
        select(Release)
        .where(
            Release.school_id == school_id,
            Release.student_id == student_id,
            Release.day == day,
        )
        .options(joinedload(Release.by))
    )
    return session.scalars(statement).one_or_none()


def nurse_visit_of(session: Session, school_id: int, student_id: int) -> NurseVisit | None:
    """Find the visit to the nurse from which a child is not back."""
    statement = select(NurseVisit).where(
        NurseVisit.school_id == school_id,
        NurseVisit.student_id == student_id,
        NurseVisit.until.is_(None),
    )
    return session.scalars(statement).one_or_none()


def calls(session: Session, school_id: int, day: date) -> Mapping[int, Sequence[LateCall]]:
    """Give the calls to families of a day by student, in their order."""
    statement = (
        select(LateCall)
        .where(LateCall.school_id == school_id, LateCall.day == day)
        .options(joinedload(LateCall.by))
        .order_by(LateCall.id)
    )
    found: dict[int, list[LateCall]] = {}
    for call in session.scalars(statement):
        found.setdefault(call.student_id, []).append(call)
    return found


def gate_entries(session: Session, school_id: int, day: date) -> Sequence[GateEntry]:
    """List the visitors of a day, who is still in the school first."""
    statement = (
        select(GateEntry)
        .where(GateEntry.school_id == school_id, GateEntry.day == day)
        .options(joinedload(GateEntry.by))
        .order_by(GateEntry.left_at.is_not(None), GateEntry.came_at.desc(), GateEntry.id)
    )
    return session.scalars(statement).all()


def get_gate_entry(session: Session, school_id: int, entry_id: int) -> GateEntry | None:
    """Find a visitor's entry."""
    statement = select(GateEntry).where(GateEntry.school_id == school_id, GateEntry.id == entry_id)
    return session.scalars(statement).one_or_none()


def handover_of(session: Session, meeting: Meeting) -> Handover | None:
    """Find what a section's teacher brought to the gate, with who stayed behind."""
    return _handovers(session, meeting.school_id, [meeting.id]).get(meeting.id)


def _handovers(
    session: Session, school_id: int, meeting_ids: Mapping[int, object] | Sequence[int]
) -> dict[int, Handover]:
    statement = (
        select(Handover)
        .where(Handover.school_id == school_id, Handover.meeting_id.in_(list(meeting_ids)))
        .options(selectinload(Handover.staying))
    )
    return {one.meeting_id: one for one in session.scalars(statement)}
