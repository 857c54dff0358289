"""A difference as the lines of one table: who, what, before, after."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from app.rosters.difference import Change, Difference
from app.rosters.reading.rows import RosterRow


@dataclass(frozen=True, slots=True)
class Line:
    """One change of one student; an empty text is nothing."""

    part: str  # as difference.PARTS names it
    student_no: str
    name: str
    before: str
    after: str


Side = Callable[[Change], str]

# part: what stood before, what comes after
SIDES: Mapping[str, tuple[Side, Side]] = {
    "returned": (lambda _: "", lambda c: c.row.homeroom_title),
    "moved": (lambda c: c.student.homeroom_title, lambda c: c.row.homeroom_title),
    "renamed": (lambda c: c.student.name, lambda c: c.row.name),
    "phone_changed": (lambda c: c.student.phone, lambda c: c.row.contact.phone),
    "guardians_added": (lambda _: "", lambda c: _guardians(c.row)),
    "paused": (lambda _: "", lambda _: ""),
    "corrected": (lambda _: "", lambda _: ""),
}


def lines(shown: Difference) -> Iterator[Line]:
    """Give every change, newcomers first."""
    for row in shown.added:
        yield Line("added", row.student_no, row.name, "", row.homeroom_title)
    for student in shown.gone:
        yield Line("gone", student.student_no, student.name, student.homeroom_title, "")
    for part, (before, after) in SIDES.items():
        changes: list[Change] = getattr(shown, part)
        for change in changes:
            yield Line(part, change.row.student_no, change.row.name, before(change), after(change))


def _guardians(row: RosterRow) -> str:
    return " ".join(guardian.name or guardian.phone for guardian in row.guardians)
