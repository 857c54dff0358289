"""What a list would change in the school; plain data in and out."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.accounts.names import normalise_login
from app.core.text import N_
from app.rosters.reading.rows import Contact, RosterRow

PARTS = {  # what a person reads above each part
    "added": N_("New"),
    "returned": N_("Back again"),
    "gone": N_("No longer in the list"),
    "moved": N_("Other homeroom"),
    "renamed": N_("Other name"),
    "phone_changed": N_("Other telephone"),
    "guardians_added": N_("More guardians"),
    "paused": N_("Suspended or back"),
    "corrected": N_("Corrected"),
}
FACTS = ("gender", "birth", "national_no", "seat_no", "pickup", "boarder")


@dataclass(frozen=True, slots=True)
class Stored:
    """A student as the school has it."""

    id: int
    student_no: str
    name: str
    homeroom: tuple[int, int]  # grade and class number
    homeroom_title: str
    has_left: bool = False
    is_suspended: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)  # as FACTS names them
    guardians: tuple[Contact, ...] = ()  # first contacts first

    @property
    def phone(self) -> str:
        """The telephone of the guardian to call first."""
        return self.guardians[0].phone if self.guardians else ""


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the list and the student whom it changes."""

    row: RosterRow
    student: Stored


@dataclass(frozen=True, slots=True)
class Difference:
    """A list against the school; one student may stand in several of its parts."""

    added: Sequence[RosterRow] = ()
    returned: Sequence[Change] = ()  # had left
    gone: Sequence[Stored] = ()  # of the homerooms in the list, and not in it
    moved: Sequence[Change] = ()
    renamed: Sequence[Change] = ()
    phone_changed: Sequence[Change] = ()
    guardians_added: Sequence[Change] = ()
    paused: Sequence[Change] = ()  # 休学 in the list, or no longer
    corrected: Sequence[Change] = ()  # other facts: date of birth, seat ...
    unchanged: int = 0
    in_groups: int = 0  # rows that name a priority group; no more is said (promise 2)

    @property
    def is_empty(self) -> bool:
        """Whether the list says nothing new."""
        return not any(self.counts.values())

    @property
    def counts(self) -> dict[str, int]:
        """How many students each part has."""
        return {part: len(getattr(self, part)) for part in PARTS}

    def as_dict(self) -> dict[str, Any]:
        """Give what `roster check` prints."""
        return {
            "added": [row.student_no for row in self.added],
            "returned": [change.row.student_no for change in self.returned],
            "gone": [student.student_no for student in self.gone],
            "moved": [_move(change) for change in self.moved],
            "renamed": [
                {
                    "student_no": change.row.student_no,
                    "old": change.student.name,
                    "new": change.row.name,
                }
                for change in self.renamed
            ],
            "phone_changed": [
                {
                    "student_no": change.row.student_no,
                    "old": change.student.phone,
                    "new": change.row.contact.phone,
                }
                for change in self.phone_changed
            ],
        }

    @property
    def mark(self) -> str:
        """A short hash: the person confirms exactly what they have seen."""
        shown = [self.as_dict(), self.counts, self.unchanged]
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]


def _move(change: Change) -> dict[str, Any]:
    """Tell a move by class numbers, and by grades where these change too."""
    (old_grade, old_class), (grade, class_no) = change.student.homeroom, change.row.homeroom
    told = {"student_no": change.row.student_no, "name": change.row.name}
    classes = {"from_class": old_class, "to_class": class_no}
    grades = {"from_grade": old_grade, "to_grade": grade} if grade != old_grade else {}
    return told | classes | grades


def difference(
    rows: Sequence[RosterRow], stored: Iterable[Stored], *, mentioned: Collection[str] = ()
) -> Difference:
    """Compare a list with the school.

    Args:
        rows: of the list, each with a number.
        stored: every student, those who have left too.
        mentioned: numbers of rows that were held back; their students are not gone.
    """
    by_number = {student.student_no: student for student in stored}
    listed = {row.student_no for row in rows} | set(mentioned)
    homerooms = {row.homeroom for row in rows}
    known = [Change(row, by_number[row.student_no]) for row in rows if row.student_no in by_number]
    present = [change for change in known if not change.student.has_left]
    changed: dict[str, list[Change]] = {
        "moved": [c for c in known if c.row.homeroom != c.student.homeroom],
        "renamed": [c for c in known if c.row.name != c.student.name],
        "phone_changed": [c for c in known if _has_new_phone(c)],
        "guardians_added": [c for c in known if new_guardians(c)],
        "paused": [c for c in present if c.row.is_suspended != c.student.is_suspended],
        "corrected": [c for c in known if corrections(c)],
    }
    touched = {c.student.id for changes in changed.values() for c in changes}
    return Difference(
        added=[row for row in rows if row.student_no not in by_number],
        returned=[c for c in known if c.student.has_left],
        gone=[
            student
            for student in by_number.values()
            if student.homeroom in homerooms
            and not student.has_left
            and student.student_no not in listed
        ],
        unchanged=sum(c.student.id not in touched for c in present),
        in_groups=sum(bool(row.priority_groups) for row in rows),
        **changed,
    )


def corrections(change: Change) -> dict[str, Any]:
    """Pick the facts that the list says and that differ from what is written down."""
    return {
        fact: said
        for fact in FACTS
        if (said := getattr(change.row, fact)) not in {"", None}
        and said != change.student.facts.get(fact)
    }


def _has_new_phone(change: Change) -> bool:
    """Whether the first contact has a telephone that no guardian of the child has yet."""
    phone = normalise_login(change.row.contact.phone)
    known = {normalise_login(guardian.phone) for guardian in change.student.guardians}
    return bool(phone and change.student.phone) and phone not in known


def new_guardians(change: Change) -> list[Contact]:
    """List the guardians with a telephone whom the child does not have yet, but for the first."""
    known = {normalise_login(guardian.phone) for guardian in change.student.guardians}
    rest = change.row.guardians[1:] if change.student.phone else change.row.guardians
    return [one for one in rest if one.phone and normalise_login(one.phone) not in known]
