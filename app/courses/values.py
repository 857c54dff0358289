"""What describes a course and a section, as services take it."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any, NamedTuple

from app.courses.models import (
    Admission,
    Course,
    Domain,
    EKind,
    Risk,
    Section,
    Tier,
    Track,
)

FORMER_MEMBERS_SHARE = 50  # percent of the seats, unless the school says otherwise


class CourseValues(NamedTuple):
    """What a school offers over the years."""

    title: str
    track: Track = Track.X
    domain: Domain | None = None
    e_kind: EKind | None = None
    title_en: str = ""
    summary: str = ""
    summary_en: str = ""
    tier: Tier = Tier.EMERGING
    activity: str = ""
    rules: str = ""
    safety_note: str = ""
    risk: Risk = Risk.LOW


class TimeValues(NamedTuple):
    """A slot that a section takes up, with the section's own times."""

    slot_id: int
    starts_at: time
    ends_at: time


class SectionValues(NamedTuple):
    """A course in one term; the first of `teacher_ids` leads it."""

    seats: int
    grade_from: int
    grade_to: int
    times: Sequence[TimeValues]
    room_id: int | None = None
    teacher_ids: Sequence[int] = ()
    code: str = ""  # empty: the next free one of the track
    min_size: int = 0
    runs_anyway: bool = False
    admission: Admission = Admission.OPEN
    continuing_share: int = FORMER_MEMBERS_SHARE
    reserved: int = 0
    materials_fee_fen: int = 0
    meetings_planned: int = 0
    homeroom_ids: Sequence[int] = ()


def course_values(course: Course) -> CourseValues:
    """Give the present values of a course."""
    return CourseValues._make(getattr(course, name) for name in CourseValues._fields)


def section_values(section: Section, homeroom_ids: Sequence[int] = ()) -> SectionValues:
    """Give the present values of a loaded section."""
    special: dict[str, Any] = {
        "times": [TimeValues(at.slot_id, at.starts_at, at.ends_at) for at in section.times],
        "teacher_ids": [
            teacher.account_id
            for teacher in sorted(section.teachers, key=lambda one: not one.is_lead)
        ],
        "homeroom_ids": list(homeroom_ids),
    }
    own = {name: getattr(section, name) for name in SectionValues._fields if name not in special}
    return SectionValues(**own, **special)


def to_json(values: CourseValues | SectionValues) -> dict[str, Any]:
    """Write values as they are kept to be restored."""
    kept = values._asdict()
    if isinstance(values, SectionValues):
        kept["times"] = [
            [at.slot_id, at.starts_at.isoformat(), at.ends_at.isoformat()] for at in values.times
        ]
    return kept


def course_from_json(kept: Mapping[str, Any]) -> CourseValues:
    """Read what `to_json` wrote of a course."""
    return CourseValues(
        **{
            **kept,
            "track": Track(kept["track"]),
            "domain": Domain(kept["domain"]) if kept["domain"] else None,
            "e_kind": EKind(kept["e_kind"]) if kept["e_kind"] else None,
            "tier": Tier(kept["tier"]),
            "risk": Risk(kept["risk"]),
        }
    )


def section_from_json(kept: Mapping[str, Any]) -> SectionValues:
    """Read what `to_json` wrote of a section."""
    times = [
        TimeValues(slot_id, time.fromisoformat(starts_at), time.fromisoformat(ends_at))
        for slot_id, starts_at, ends_at in kept["times"]
    ]
    return SectionValues(**{**kept, "times": times, "admission": Admission(kept["admission"])})
