"""What a catalogue file says: typed rows, and the issues a person should know of."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

from app.core.text import N_


class Kind(StrEnum):
    """What is odd about a row or a file."""

    FEE_UNCLEAR = "fee_unclear"
    ADMISSION_UNCLEAR = "admission_unclear"
    TEACHER_KIND_UNCLEAR = "teacher_kind_unclear"
    MEETINGS_UNCLEAR = "meetings_unclear"
    MINIMUM_UNCLEAR = "minimum_unclear"
    ROOM_CLASH = "room_clash"
    TEACHER_CLASH = "teacher_clash"
    BAND_CLASH = "band_clash"
    STARTS_EARLY = "starts_early"
    HIDDEN_SHEET = "hidden_sheet"
    NO_HEADINGS = "no_headings"

    TITLE_MISSING = "title_missing"
    GRADES_UNCLEAR = "grades_unclear"
    TIME_UNCLEAR = "time_unclear"
    SEATS_UNCLEAR = "seats_unclear"
    KIND_UNCLEAR = "kind_unclear"
    SAME_CODE = "same_code"
    SLOT_MISSING = "slot_missing"
    IN_ROUND = "in_round"
    SEATS_TAKEN = "seats_taken"
    CLASHES_AND_PUBLISHED = "clashes_and_published"


ONLY_TOLD = frozenset(list(Kind)[: list(Kind).index(Kind.TITLE_MISSING)])

SENTENCES = {
    Kind.FEE_UNCLEAR: N_(
        "“%(value)s” is no fee for the whole term; %(title)s is imported without a fee."
        " Enter it before publishing."
    ),
    Kind.ADMISSION_UNCLEAR: N_(
        "“%(value)s” is no way of giving places; %(title)s is imported as open to all."
    ),
    Kind.TEACHER_KIND_UNCLEAR: N_(
        "“%(value)s” does not say whether the teacher of %(title)s comes from outside; check it."
    ),
    Kind.MEETINGS_UNCLEAR: N_(
        "“%(value)s” is no number of meetings; %(title)s is imported without it."
    ),
    Kind.MINIMUM_UNCLEAR: N_(
        "“%(value)s” is no least number of children for %(title)s; it is imported without one."
    ),
    Kind.ROOM_CLASH: N_(
        "%(title)s and %(other)s are both in %(room)s on %(day)s at %(starts_at)s."
        " Only one of them can be published."
    ),
    Kind.TEACHER_CLASH: N_(
        "%(title)s and %(other)s both have %(teacher)s on %(day)s at %(starts_at)s."
        " Only one of them can be published."
    ),
    Kind.BAND_CLASH: N_(
        "%(title)s runs on %(day)s from %(starts_at)s to %(ends_at)s, which does not go with"
        " %(band)s (%(band_time)s). It becomes a draft that cannot be published yet."
    ),
    Kind.STARTS_EARLY: N_(
        "%(title)s starts at %(starts_at)s, a little before %(band)s comes at %(band_time)s."
    ),
    Kind.HIDDEN_SHEET: N_("The hidden sheet “%(sheet)s” was not read."),
    Kind.NO_HEADINGS: N_("The sheet “%(sheet)s” was not read: it has no row of headings."),
    Kind.TITLE_MISSING: N_("The club has no name; the row is held back."),
    Kind.GRADES_UNCLEAR: N_(
        "“%(value)s” is no range of grades; %(title)s is held back. Write it like 三至六年级."
    ),
    Kind.TIME_UNCLEAR: N_(
        "“%(value)s” does not say day and time; %(title)s is held back."
        " Write it like 每周四 16:25-17:20."
    ),
    Kind.SEATS_UNCLEAR: N_(
        "“%(value)s” does not say how many children fit; %(title)s is held back."
        " Write it like 15-32人."
    ),
    Kind.KIND_UNCLEAR: N_(
        "“%(value)s” is none of the five domains or the four E kinds; %(title)s is held back."
    ),
    Kind.SAME_CODE: N_(
        "The code %(code)s stands in row %(first)d already; %(title)s is held back."
    ),
    Kind.SLOT_MISSING: N_(
        "The school has no time for clubs on %(day)s; %(title)s is held back. Add one under slots."
    ),
    Kind.IN_ROUND: N_(
        "%(title)s is part of a choice round: what was announced stays, the row is held back."
    ),
    Kind.SEATS_TAKEN: N_(
        "More than %(seats)d children have a place in %(title)s already; the row is held back."
    ),
    Kind.CLASHES_AND_PUBLISHED: N_(
        "%(title)s is under review or published and would clash; the row is held back."
    ),
}


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing to know, with its place as the user sees it."""

    sheet: str
    row: int  # from 1; 0 when it concerns the whole sheet
    column: str  # the heading
    kind: Kind
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The sentence with named holes, marked for translation; `facts` fill it."""
        return SENTENCES[self.kind]

    @property
    def is_held_back(self) -> bool:
        """Whether the row is not among those to import."""
        return self.kind not in ONLY_TOLD

    def to_json(self) -> dict[str, Any]:
        """Give it as it is kept beside an upload."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read what `to_json` gave."""
        return cls(**{**kept, "kind": Kind(kept["kind"])})


@dataclass(frozen=True, slots=True)
class ClubTime:
    """When a club meets: "HH:MM" twice, or a period whose bell decides."""

    weekday: int
    starts_at: str = ""
    ends_at: str = ""
    period: int | None = None


@dataclass(frozen=True, slots=True)
class ClubRow:
    """One club as the file describes it; what is not said is empty or None."""

    sheet: str
    row: int
    title: str
    track: str
    grade_from: int
    grade_to: int
    seats: int
    times: tuple[ClubTime, ...]
    code: str = ""
    title_en: str = ""
    domain: str = ""
    e_kind: str = ""
    category: str = ""  # domain or kind as written
    min_size: int | None = None
    room: str = ""
    teacher_no: str = ""
    teacher: str = ""
    teacher_type: str = ""  # as written
    external_kind: str = ""
    admission: str = ""
    fee_fen: int | None = None
    meetings: int | None = None
    summary: str = ""
    summary_en: str = ""
    rules: str = ""
    safety_note: str = ""

    @property
    def teacher_key(self) -> str:
        """What tells teachers of one file apart."""
        return self.teacher_no or self.teacher

    def to_json(self) -> dict[str, Any]:
        """Give it as it is kept beside an upload."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read what `to_json` gave."""
        return cls(**{**kept, "times": tuple(ClubTime(**at) for at in kept["times"])})

    def as_dict(self) -> dict[str, Any]:
        """Give what `catalogue check` prints: every field, and the names of catalogue files."""
        first = self.times[0]
        return asdict(self) | {
            "name_zh": self.title,
            "name_en": self.title_en,
            "course_type": {"base": "1"}.get(self.track, self.track.upper()),
            "weekday": first.weekday,
            "start": first.starts_at,
            "end": first.ends_at,
            "capacity_min": self.min_size or 0,
            "capacity_max": self.seats,
            "teacher_ref": self.teacher_no,
            "materials_fee_yuan": _yuan(self.fee_fen or 0),
            "admission": {"homeroom": "class", "": "open"}.get(self.admission, self.admission),
            "sessions": self.meetings or 0,
            "description_zh": self.summary,
            "description_en": self.summary_en,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole file: the rows that can be imported, in their order, and all issues."""

    rows: Sequence[ClubRow]
    issues: Sequence[Issue]


def _yuan(fen: int) -> int | float:
    return fen // 100 if fen % 100 == 0 else fen / 100
