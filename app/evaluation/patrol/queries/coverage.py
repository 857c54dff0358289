"""How often which club, weekday and inspector: so that nobody is patrolled always or never."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Account
from app.courses.models import Section, SectionState
from app.evaluation.patrol.models import Finding, Praise, Visit
from app.schools.models import Term
from app.timetable.models import Meeting, MeetingState


@dataclass(frozen=True)
class Visited:
    """What a club's visits of a term add up to; `score` of a hundred over all its visits."""

    visits: int = 0
    last: datetime | None = None
    score: int | None = None
    findings: int = 0
    praises: int = 0


@dataclass(frozen=True)
class Coverage:
    """A term's visits: by club with its meetings so far, by weekday, by inspector."""

    sections: Sequence[tuple[Section, int, Visited]] = field(default_factory=tuple)
    weekdays: Mapping[int, tuple[int, int]] = field(default_factory=dict)  # visits, meetings
    inspectors: Sequence[tuple[Account, int]] = field(default_factory=tuple)

    @property
    def never(self) -> int:
        """How many clubs that met were never visited."""
        return sum(meetings > 0 and not seen.visits for _, meetings, seen in self.sections)


def visits_by_section(session: Session, school_id: int, term_id: int) -> Mapping[int, Visited]:
    """Add the visits of a term up by section; three statements."""
    own = (Visit.school_id == school_id, Section.term_id == term_id)
    of_visit = select(
        Meeting.section_id,
        func.count(Visit.id),
        func.max(Visit.seen_at),
        func.sum(Visit.got),
        func.sum(Visit.full_points),
    ).join(Visit, Visit.meeting_id == Meeting.id)
    rows = session.execute(
        of_visit.join(Section, Section.id == Meeting.section_id)
        .where(*own)
        .group_by(Meeting.section_id)
    ).all()
    findings = _counted(session, Finding, school_id, term_id)
    praises = _counted(session, Praise, school_id, term_id)
    return {
        section_id: Visited(
            visits,
            last,
            round(100 * got / full) if full else None,
            findings.get(section_id, 0),
            praises.get(section_id, 0),
        )
        for section_id, visits, last, got, full in rows
    }


def coverage(session: Session, school_id: int, term: Term, *, until: datetime) -> Coverage:
    """Show whom the patrols of a term saw and whom not; a fixed number of statements."""
    day = until.date()
    held = (
        Meeting.school_id == school_id,
        Section.term_id == term.id,
        Meeting.day <= day,
        Meeting.state == MeetingState.PLANNED,
    )
    met = {
        row[0]: row[1]
        for row in session.execute(
            select(Meeting.section_id, func.count(Meeting.id))
            .join(Section, Section.id == Meeting.section_id)
            .where(*held)
            .group_by(Meeting.section_id)
        )
    }
    seen = visits_by_section(session, school_id, term.id)
    listed = session.scalars(
        select(Section)
        .where(
            Section.school_id == school_id,
            Section.term_id == term.id,
            Section.state == SectionState.PUBLISHED,
        )
        .options(joinedload(Section.course))
    ).all()
    return Coverage(
        sections=sorted(
            ((one, met.get(one.id, 0), seen.get(one.id, Visited())) for one in listed),
            key=lambda line: (line[2].visits, line[0].course.title_pinyin, line[0].id),
        ),
        weekdays=_weekdays(session, school_id, term.id, until),
        inspectors=_inspectors(session, school_id, term.id),
    )


def _counted(
    session: Session, kind: type[Finding | Praise], school_id: int, term_id: int
) -> Mapping[int, int]:
    statement = (
        select(Meeting.section_id, func.count(kind.id))
        .join(Visit, Visit.id == kind.visit_id)
        .join(Meeting, Meeting.id == Visit.meeting_id)
        .join(Section, Section.id == Meeting.section_id)
        .where(kind.school_id == school_id, Section.term_id == term_id)
        .group_by(Meeting.section_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def _weekdays(
    session: Session, school_id: int, term_id: int, until: datetime
) -> Mapping[int, tuple[int, int]]:
    visited = select(Visit.meeting_id).where(Visit.school_id == school_id)
    statement = (
        select(Meeting.day, func.count(Meeting.id))
        .join(Section, Section.id == Meeting.section_id)
        .where(
            Meeting.school_id == school_id,
            Section.term_id == term_id,
            Meeting.day <= until.date(),
            Meeting.state == MeetingState.PLANNED,
        )
        .group_by(Meeting.day)
    )
    all_days = session.execute(statement).all()
    seen = {
        row[0]: row[1] for row in session.execute(statement.where(Meeting.id.in_(visited))).all()
    }
    found: dict[int, tuple[int, int]] = {}
    for day, meetings in all_days:
        visits, held = found.get(day.isoweekday(), (0, 0))
        found[day.isoweekday()] = (visits + seen.get(day, 0), held + meetings)
    return dict(sorted(found.items()))


def _inspectors(session: Session, school_id: int, term_id: int) -> list[tuple[Account, int]]:
    statement = (
        select(Account, func.count(Visit.id))
        .join(Visit, Visit.inspector_id == Account.id)
        .join(Meeting, Meeting.id == Visit.meeting_id)
        .join(Section, Section.id == Meeting.section_id)
        .where(Visit.school_id == school_id, Section.term_id == term_id)
        .group_by(Account.id)
    )
    found = [(row[0], row[1]) for row in session.execute(statement)]
    return sorted(found, key=lambda one: (-one[1], one[0].name_pinyin))
