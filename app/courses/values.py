"""What describes a course and a section, as services take it."""

from collections.abc import Sequence
from datetime import time
from typing import NamedTuple

from app.courses.models import Admission, Domain, EKind, Risk, Tier, Track

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
