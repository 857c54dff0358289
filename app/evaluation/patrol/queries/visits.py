"""Visits: of a day, one with its findings, those about a person's meetings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.attendance.queries.days import CalledMeeting, called_meetings
from app.core.errors import NotFound
from app.courses.models import Section
from app.evaluation.actions.models import Action
from app.evaluation.patrol.fairness import Candidate
from app.evaluation.patrol.models import Finding, Visit
from app.evaluation.patrol.queries.coverage import Visited, visits_by_section
from app.schools.models import School
from app.schools.queries import current_term, slots
from app.timetable.models import Meeting, MeetingAdult

SHOWN = 60
WHOLE: tuple[ORMOption, ...] = (
    joinedload(Visit.inspector),
    joinedload(Visit.meeting).joinedload(Meeting.section).joinedload(Section.course),
    joinedload(Visit.meeting).joinedload(Meeting.room),
    joinedload(Visit.meeting).selectinload(Meeting.adults).joinedload(MeetingAdult.account),
    selectinload(Visit.findings).options(
        joinedload(Finding.item),
        joinedload(Finding.action).joinedload(Action.owner),
    ),
    selectinload(Visit.praises),
)


@dataclass(frozen=True)
class Stop:
    """A meeting on the way of a patrol: its roll, today's visits, its club's visits this term."""

    called: CalledMeeting
    period: int
    visits: Sequence[Visit]
    visited: Visited

    @property
    def meeting(self) -> Meeting:
        """What takes place there."""
        return self.called.meeting

    @property
    def candidate(self) -> Candidate:
        """The facts that decide whom to visit next."""
        room = self.meeting.room
        return Candidate(
            meeting_id=self.meeting.id,
            building=room.building if room else "",
            floor=room.floor if room else None,
            room=room.name if room else "",
            visits=self.visited.visits,
            last=self.visited.last,
        )


def stops(session: Session, school: School, day: date) -> list[Stop]:
    """List the meetings of a day that take place, in walking order; fixed statements."""
    called = [one for one in called_meetings(session, school.id, day) if one.meeting.takes_place]
    term = current_term(session, school.id, day)
    counts: Mapping[int, Visited] = (
        visits_by_section(session, school.id, term.id) if term is not None else {}
    )
    periods = {slot.id: slot.period for slot in slots(session, school.id)}
    seen: dict[int, list[Visit]] = {}
    for visit in visits_of(session, school.id, [one.meeting.id for one in called]):
        seen.setdefault(visit.meeting_id, []).append(visit)
    found = [
        Stop(
            one,
            periods[one.meeting.slot_id],
            seen.get(one.meeting.id, []),
            counts.get(one.meeting.section_id, Visited()),
        )
        for one in called
    ]
    return sorted(found, key=lambda stop: (stop.candidate.place, stop.meeting.starts_at))


def visits_of(session: Session, school_id: int, meeting_ids: Sequence[int]) -> Sequence[Visit]:
    """List the visits of some meetings with all that was found, the earliest first."""
    statement = _whole(school_id).where(Visit.meeting_id.in_(meeting_ids))
    return session.scalars(statement.order_by(Visit.seen_at, Visit.id)).all()


def get_visit(session: Session, school_id: int, visit_id: int) -> Visit:
    """Load a visit with all that was found, or `NotFound`."""
    found = session.scalars(_whole(school_id).where(Visit.id == visit_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def visit_of_key(session: Session, school_id: int, key: str) -> Visit | None:
    """Find the visit a phone has sent before."""
    return session.scalars(_whole(school_id).where(Visit.key == key)).one_or_none()


def visits_about(session: Session, school_id: int, account_id: int) -> Sequence[Visit]:
    """List the latest visits to the meetings at which somebody was expected."""
    theirs = select(MeetingAdult.meeting_id).where(
        MeetingAdult.school_id == school_id,
        MeetingAdult.account_id == account_id,
        MeetingAdult.is_away.is_(False),
    )
    statement = _whole(school_id).where(Visit.meeting_id.in_(theirs))
    return session.scalars(
        statement.order_by(Visit.seen_at.desc(), Visit.id.desc()).limit(SHOWN)
    ).all()


def last_seen(session: Session, school_id: int, since: datetime) -> Sequence[Visit]:
    """List each inspector's latest visit since a moment, the latest first."""
    statement = _whole(school_id).where(Visit.seen_at >= since).order_by(Visit.seen_at.desc())
    latest: dict[int | None, Visit] = {}
    for visit in session.scalars(statement.limit(SHOWN)):
        latest.setdefault(visit.inspector_id, visit)
    return list(latest.values())


def _whole(school_id: int) -> Select[Visit]:
    return select(Visit).where(Visit.school_id == school_id).options(*WHOLE)
