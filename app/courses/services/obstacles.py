"""What keeps a section from being handed in or published, each as a refusal with its sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from app.accounts.models import ExternalKind, ExternalStaff
from app.core.errors import Invalid
from app.core.text import Marked
from app.courses import errors
from app.courses.clashes import Bounds, Clash, Kind, Occupation, clashes
from app.courses.models import Section, SectionState
from app.courses.queries import occupations as queries
from app.courses.queries import teachers
from app.schools.models import School, Term

REFUSALS: Mapping[Kind, type[Invalid]] = {
    Kind.ROOM: errors.RoomTaken,
    Kind.TEACHER: errors.TeacherTaken,
    Kind.BEFORE_BAND: errors.BeforeBandTime,
    Kind.NEXT_PERIOD: errors.IntoNextPeriod,
}
NEEDS_QUALIFICATION = frozenset({ExternalKind.PROFESSIONAL, ExternalKind.AGENCY})


@dataclass
class Week:
    """What sections of a term hold already, and the bands' bounds: loaded once for many checks."""

    bounds: Bounds
    occupied: list[Occupation] = field(default_factory=list)

    @classmethod
    def of_term(cls, session: Session, term: Term, states: Collection[SectionState]) -> Week:
        """Load what the sections of a term in some states hold."""
        occupied = queries.occupations(session, term.school_id, term.id, states)
        return cls(queries.bounds(session, term), list(occupied))

    def check(self, wanted: Occupation) -> None:
        """Raise the first thing in the way of what a section would hold.

        Raises:
            RoomTaken, TeacherTaken, BeforeBandTime, IntoNextPeriod: as they say.
        """
        for refusal in refusals(clashes(wanted, self.occupied, self.bounds)):
            raise refusal

    def check_section(self, section: Section) -> None:
        """Raise the first thing in the way of a loaded section, as `check` does."""
        self.check(queries.occupation_of(section))

    def clashes(self, section: Section) -> list[Clash]:
        """List what is in the way of a loaded section, warnings last."""
        return clashes(queries.occupation_of(section), self.occupied, self.bounds)

    def add(self, section: Section) -> None:
        """Let later checks see a section that was published meanwhile."""
        self.occupied.append(queries.occupation_of(section))


def refusals(found: Sequence[Clash]) -> list[Invalid]:
    """Put clashes into words, without the warnings."""
    return [
        REFUSALS[clash.kind](day=Marked(clash.day), **clash.facts)
        for clash in found
        if not clash.is_warning
    ]


def external_of(
    session: Session, school_id: int, sections: Sequence[Section]
) -> Mapping[int, ExternalStaff]:
    """Load what is known of the teachers of sections who come from outside."""
    ids = {teacher.account_id for section in sections for teacher in section.teachers}
    return teachers.external_staff(session, school_id, ids)


def obstacles(
    section: Section,
    week: Week,
    school: School,
    external: Mapping[int, ExternalStaff],
    *,
    today: date,
) -> list[Invalid]:
    """List everything that keeps a loaded section from being published."""
    title, course = section.course.named, section.course
    found: list[Invalid] = []
    if section.state is SectionState.CANCELLED:
        found.append(errors.IsCancelled(title=title))
    if not course.rules.strip():
        found.append(errors.RulesMissing(title=title))
    if not course.safety_note.strip():
        found.append(errors.SafetyNoteMissing(title=title))
    if section.room is None:
        found.append(errors.RoomMissing(title=title))
    if not section.teachers:
        found.append(errors.TeacherMissing(title=title))
    for teacher in section.teachers:
        if (facts := external.get(teacher.account_id)) is not None:
            found += of_external(teacher.account.name, facts, school, today)
    return found + refusals(week.clashes(section))


def of_external(name: str, facts: ExternalStaff, school: School, today: date) -> Sequence[Invalid]:
    """List what keeps an adult from outside from teaching on a day."""
    found: list[Invalid] = []
    is_agency = facts.kind is ExternalKind.AGENCY
    if is_agency and facts.is_paid and not school.allows_paid_agencies:
        found.append(errors.PaidAgency(teacher=name))
    if facts.kind in NEEDS_QUALIFICATION and not facts.qualification.strip():
        found.append(errors.NotQualified(teacher=name))
    if facts.qualified_until is not None and facts.qualified_until < today:
        found.append(
            errors.QualificationExpired(teacher=name, day=facts.qualified_until.isoformat())
        )
    if facts.cleared_on is None:
        found.append(errors.NotCleared(teacher=name))
    return found
