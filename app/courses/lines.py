"""What a catalogue file would change, as the lines of one table: club, field, before, after."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.text import N_
from app.courses.models import Section
from app.courses.reading.rows import ClubRow
from app.courses.services.plans import Plan, Planned

PARTS = {
    "added": N_("New clubs"),
    "changed": N_("Changed clubs"),
    "unchanged": N_("Unchanged"),
    "not_in_file": N_("Not in the list"),
}
NEW_ROOMS, NEW_TEACHERS = N_("New rooms"), N_("New teachers")
SHOWN_UNASKED = frozenset({"added", "changed"})
FIELDS = {
    "code": N_("Code"),
    "title": N_("Name"),
    "title_en": N_("English name"),
    "domain": N_("Domain"),
    "grades": N_("Grades"),
    "times": N_("Time"),
    "room": N_("Room"),
    "min_size": N_("Least children"),
    "seats": N_("Seats"),
    "teacher": N_("Teacher"),
    "fee_fen": N_("Materials fee"),
    "admission": N_("Places"),
    "meetings": N_("Meetings"),
    "summary": N_("About the club"),
    "summary_en": N_("About the club, in English"),
    "rules": N_("Rules"),
    "safety_note": N_("Safety note"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One change of one club; `name` is the field, empty where the whole club is meant."""

    part: str  # as PARTS names it
    code: str
    title: str
    name: str = ""
    before: str = ""
    after: str = ""
    row: ClubRow | None = None  # of a club that the file brings


def counts(plan: Plan) -> dict[str, int]:
    """Count the clubs of each part."""
    return {part: len(getattr(plan, part)) for part in PARTS}


def lines(plan: Plan, part: str) -> list[Line]:
    """Give the lines of one part; of what would be written when no part is named."""
    return [line for line in _lines(plan) if line.part == part or _is_shown(line, part)]


def _is_shown(line: Line, part: str) -> bool:
    return part not in PARTS and line.part in SHOWN_UNASKED


def _lines(plan: Plan) -> Iterator[Line]:
    for one in plan.added:
        yield _whole("added", one)
    for one in plan.changed:
        code, title = _name(one)
        for change in one.changes:
            yield Line("changed", code, title, change.name, change.before, change.after)
    for one in plan.unchanged:
        yield _whole("unchanged", one)
    for section in plan.not_in_file:
        yield _stored(section)


def _whole(part: str, one: Planned) -> Line:
    code, title = _name(one)
    return Line(part, code, title, row=one.row)


def _name(one: Planned) -> tuple[str, str]:
    stored = one.section
    return (one.row.code or (stored.code if stored else ""), one.row.title)


def _stored(section: Section) -> Line:
    return Line("not_in_file", section.code, section.course.title)
