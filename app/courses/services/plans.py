"""What importing a catalogue would do: the difference to what is stored; writes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.core.text import Marked
from app.courses.clashes import DAYS, Clash
from app.courses.clashes import Kind as ClashKind
from app.courses.models import Course, Section
from app.courses.queries import sections as section_queries
from app.courses.reading.rows import ClubRow, Issue, Kind
from app.courses.services.known import Known, facts_of_row, facts_of_section
from app.courses.services.plan_clashes import clashes_of_rows
from app.courses.services.sections import UNDER_DISCUSSION
from app.courses.values import TimeValues
from app.schools.models import Term

CLASHES = {
    ClashKind.ROOM: Kind.ROOM_CLASH,
    ClashKind.TEACHER: Kind.TEACHER_CLASH,
    ClashKind.BEFORE_BAND: Kind.BAND_CLASH,
    ClashKind.NEXT_PERIOD: Kind.BAND_CLASH,
    ClashKind.EARLY: Kind.STARTS_EARLY,
}
# What a manifest announces, as the difference names it.
ANNOUNCED = frozenset({"code", "grades", "times", "seats", "min_size", "admission"})


@dataclass(frozen=True)
class Change:
    """One value that would be replaced."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Planned:
    """A row and what would become of it."""

    row: ClubRow
    times: Sequence[TimeValues]
    section: Section | None
    course: Course | None
    changes: Sequence[Change]


@dataclass
class Plan:
    """The difference between a file and what is stored."""

    added: list[Planned] = field(default_factory=list)
    changed: list[Planned] = field(default_factory=list)
    unchanged: list[Planned] = field(default_factory=list)
    not_in_file: list[Section] = field(default_factory=list)
    new_rooms: list[str] = field(default_factory=list)
    new_teachers: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """A short hash: the person confirms exactly what they have seen."""
        shown = [[one.row.row, one.row.sheet, *map(asdict, one.changes)] for one in self.planned]
        news = [self.new_rooms, self.new_teachers]
        return hashlib.sha256(json.dumps([shown, news]).encode()).hexdigest()[:16]

    @property
    def planned(self) -> list[Planned]:
        """Everything that would be written, in the file's order."""
        return sorted([*self.added, *self.changed], key=lambda one: (one.row.sheet, one.row.row))


def plan(session: Session, term: Term, rows: Sequence[ClubRow]) -> Plan:
    """Compare the rows of a file with a term's catalogue."""
    known, made = Known.of_term(session, term), Plan()
    matched = _match(known, rows, made)
    named = frozenset(one.section.id for one in matched if one.section is not None)
    found = clashes_of_rows(session, known, [(one.row, one.times) for one in matched], named)
    in_rounds = section_queries.sections_in_rounds(session, term.school_id, term.id)
    for one, clashes in zip(matched, found, strict=True):
        made.issues += [_clash_issue(one.row, clash) for clash in clashes]
        if kind := _refused(one, clashes, in_rounds):
            made.issues.append(_issue(one.row, kind, seats=one.row.seats))
        elif one.section is None:
            made.added.append(one)
        else:
            (made.changed if one.changes else made.unchanged).append(one)
    made.not_in_file = [one for one in known.sections.values() if one.id not in named]
    _name_new(known, made)
    return made


def _match(known: Known, rows: Sequence[ClubRow], made: Plan) -> list[Planned]:
    matched = []
    for row in rows:
        times = known.times_of(row)
        if times is None:
            day = Marked(DAYS[row.times[0].weekday - 1])
            made.issues.append(_issue(row, Kind.SLOT_MISSING, day=day))
            continue
        section = known.section_of(row)
        changes = (
            _changes(facts_of_section(section), facts_of_row(row, times, known)) if section else ()
        )
        matched.append(Planned(row, times, section, known.course_of(row), changes))
    return matched


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """Compare facts by name; what the file does not say stays."""
    return [
        Change(name, before[name], value)
        for name, value in after.items()
        if value and before[name] != value
    ]


def _refused(one: Planned, clashes: Sequence[Clash], in_rounds: frozenset[int]) -> Kind | None:
    """Say why a stored section cannot become what the file says."""
    section = one.section
    if section is None or not one.changes:
        return None
    if section.id in in_rounds and any(change.name in ANNOUNCED for change in one.changes):
        return Kind.IN_ROUND
    if one.row.seats < section.taken:
        return Kind.SEATS_TAKEN
    is_live = section.state in UNDER_DISCUSSION
    if is_live and not all(clash.is_warning for clash in clashes):
        return Kind.CLASHES_AND_PUBLISHED
    return None


def _clash_issue(row: ClubRow, clash: Clash) -> Issue:
    facts = {**clash.facts, "other": clash.facts.get("title", ""), "day": Marked(clash.day)}
    facts.pop("title", None)
    return _issue(row, CLASHES[clash.kind], **facts)


def _issue(row: ClubRow, kind: Kind, **facts: Any) -> Issue:
    return Issue(row.sheet, row.row, "", kind, {"title": row.title} | facts)


def _name_new(known: Known, made: Plan) -> None:
    rows = [one.row for one in made.planned]
    made.new_rooms = list(
        dict.fromkeys(row.room for row in rows if row.room and row.room not in known.rooms)
    )
    made.new_teachers = list(
        dict.fromkeys(
            row.teacher or row.teacher_no
            for row in rows
            if row.teacher_key and known.teacher_of(row) is None
        )
    )
