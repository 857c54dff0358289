"""What a roster says: typed rows, and the issues a person should know of."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from app.core.text import N_


class Kind(StrEnum):
    """What is odd about a row or a file; the first group is kept, the second held back."""

    SAME_NAME_SAME_CLASS = "same_name_same_class"
    BROKEN_ID = "broken_id"
    REMARK_SUSPENDED = "remark_suspended"
    NUMBER_COLUMN_MISSING = "number_column_missing"
    HIDDEN_SHEET = "hidden_sheet"
    UNREADABLE_VALUE = "unreadable_value"

    EXACT_DUPLICATE = "exact_duplicate"
    SAME_NUMBER_OTHER_NAME = "same_number_other_name"
    CLASS_MISSING = "class_missing"
    CLASS_UNKNOWN = "class_unknown"
    NUMBER_MISSING = "number_missing"
    NAME_MISSING = "name_missing"
    REMARK_TRANSFERRED_OUT = "remark_transferred_out"


SENTENCES = {
    Kind.SAME_NAME_SAME_CLASS: N_("%(name)s stands twice in %(homeroom)s; both are kept."),
    Kind.BROKEN_ID: N_(
        "The identity number of %(name)s was damaged by a spreadsheet program; "
        "%(name)s is imported without it."
    ),
    Kind.REMARK_SUSPENDED: N_("%(name)s is marked 休学 (suspended) and is kept as such."),
    Kind.NUMBER_COLUMN_MISSING: N_("The list has no student numbers; they can be made for you."),
    Kind.HIDDEN_SHEET: N_("The hidden sheet %(sheet)s was not read."),
    Kind.UNREADABLE_VALUE: N_("“%(value)s” cannot be understood here; it was left out."),
    Kind.EXACT_DUPLICATE: N_("%(name)s stands in the list a second time; this row is skipped."),
    Kind.SAME_NUMBER_OTHER_NAME: N_(
        "The number %(number)s belongs to somebody else in row %(first)d; this row is held back."
    ),
    Kind.CLASS_MISSING: N_("The homeroom of %(name)s is missing; this row is held back."),
    Kind.CLASS_UNKNOWN: N_(
        "The school knows no homeroom %(homeroom)s, and few pupils are in it; "
        "%(name)s is held back."
    ),
    Kind.NUMBER_MISSING: N_("The student number of %(name)s is missing; this row is held back."),
    Kind.NAME_MISSING: N_("Number %(number)s has no name; this row is held back."),
    Kind.REMARK_TRANSFERRED_OUT: N_("%(name)s is marked 已转出 (left) and is held back."),
}


@dataclass(frozen=True)
class Issue:
    """One thing to know, with its place as the user sees it."""

    sheet: str
    row: int  # from 1; 0 when it concerns the whole sheet
    column: str  # the heading
    kind: Kind
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The sentence with named holes, marked for translation; `facts` fill it."""
        return SENTENCES[self.kind]


@dataclass
class RosterRow:
    """One pupil as the list names them. Texts are cleaned; what is not said is empty or None."""

    sheet: str
    row: int
    student_no: str = ""
    name: str = ""
    gender: str = ""  # 男 or 女
    grade: int | None = None
    class_no: int | None = None
    seat_no: int | None = None
    birth: str = ""  # YYYY-MM-DD
    national_no: str = ""
    guardian: str = ""
    relation: str = ""
    phone: str = ""
    left_behind: int | None = None  # 0, 1 or 2 as the national form counts
    migrant: int | None = None
    inclusive: int | None = None
    aided: int | None = None
    pickup: str = ""
    boarder: int | None = None
    remark: str = ""
    is_suspended: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Give what `roster check` prints: every field, under its own name."""
        return asdict(self)


@dataclass(frozen=True)
class Reading:
    """A whole file: the rows that can be imported, in their order, and all issues."""

    rows: Sequence[RosterRow]
    issues: Sequence[Issue]
