"""What a roster says: typed rows, and the issues a person should know of."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from app.core.text import N_
from app.schools.models import homeroom_title


class Kind(StrEnum):
    """What is odd about a row or a file."""

    SAME_NAME_SAME_CLASS = "same_name_same_class"
    BROKEN_ID = "broken_id"
    REMARK_SUSPENDED = "remark_suspended"
    VALUE_UNCLEAR = "value_unclear"
    NO_NUMBER_COLUMN = "no_number_column"
    PHONE_TAKEN = "phone_taken"
    HOMEROOM_UNKNOWN = "homeroom_unknown"
    ROLE_UNCLEAR = "role_unclear"
    HIDDEN_SHEET = "hidden_sheet"
    NO_HEADINGS = "no_headings"

    EXACT_DUPLICATE = "exact_duplicate"
    SAME_NUMBER_OTHER_NAME = "same_number_other_name"
    SAME_NUMBER_OTHER_CLASS = "same_number_other_class"
    CLASS_MISSING = "class_missing"
    CLASS_UNCLEAR = "class_unclear"
    CLASS_UNKNOWN = "class_unknown"
    GRADE_CLASS_DIFFER = "grade_class_differ"
    NUMBER_MISSING = "number_missing"
    NUMBER_UNCLEAR = "number_unclear"
    NAME_MISSING = "name_missing"
    NAME_UNCLEAR = "name_unclear"
    REMARK_TRANSFERRED_OUT = "remark_transferred_out"
    NO_SIGN_IN = "no_sign_in"
    STAFF_NUMBER_TAKEN = "staff_number_taken"


ONLY_TOLD = frozenset(list(Kind)[: list(Kind).index(Kind.EXACT_DUPLICATE)])

SENTENCES = {
    Kind.SAME_NAME_SAME_CLASS: N_(
        "%(name)s stands more than once in %(homeroom)s, under different numbers; all are kept."
    ),
    Kind.BROKEN_ID: N_(
        "The identity number of %(name)s was damaged by a spreadsheet program or mistyped;"
        " %(name)s is imported without it."
    ),
    Kind.REMARK_SUSPENDED: N_("%(name)s is marked 休学 (suspended) and is kept as such."),
    Kind.VALUE_UNCLEAR: N_("“%(value)s” cannot be understood; %(name)s is imported without it."),
    Kind.NO_NUMBER_COLUMN: N_("The list has no student numbers; they can be made for you."),
    Kind.PHONE_TAKEN: N_(
        "Somebody else at the school signs in with %(value)s; %(name)s is imported without it."
    ),
    Kind.HOMEROOM_UNKNOWN: N_(
        "The school has no homeroom %(value)s; %(name)s is imported without it."
    ),
    Kind.ROLE_UNCLEAR: N_(
        "“%(value)s” is no role that is known here; %(name)s is imported without it."
    ),
    Kind.HIDDEN_SHEET: N_("The hidden sheet “%(sheet)s” was not read."),
    Kind.NO_HEADINGS: N_("The sheet “%(sheet)s” was not read: it has no row of headings."),
    Kind.EXACT_DUPLICATE: N_(
        "%(name)s (%(number)s) stands in row %(first)d already; this row is skipped."
    ),
    Kind.SAME_NUMBER_OTHER_NAME: N_(
        "The number %(number)s belongs to somebody else in row %(first)d; %(name)s is held back."
    ),
    Kind.SAME_NUMBER_OTHER_CLASS: N_(
        "%(name)s (%(number)s) stands in another homeroom in row %(first)d; this row is held back."
    ),
    Kind.CLASS_MISSING: N_("The homeroom of %(name)s is missing; the row is held back."),
    Kind.CLASS_UNCLEAR: N_(
        "“%(value)s” is no homeroom that can be understood; %(name)s is held back."
        " Write it like 三(2)班."
    ),
    Kind.CLASS_UNKNOWN: N_(
        "The school has no homeroom %(homeroom)s, and the list fewer than three students of it;"
        " %(name)s is held back."
    ),
    Kind.GRADE_CLASS_DIFFER: N_(
        "The grade and the homeroom of %(name)s contradict each other; the row is held back."
    ),
    Kind.NUMBER_MISSING: N_("The student number of %(name)s is missing; the row is held back."),
    Kind.NUMBER_UNCLEAR: N_(
        "“%(value)s” is no student number, or lost its digits; %(name)s is held back."
    ),
    Kind.NAME_MISSING: N_("Number %(number)s has no name; the row is held back."),
    Kind.NAME_UNCLEAR: N_("“%(value)s” is too long for a name; the row is held back."),
    Kind.REMARK_TRANSFERRED_OUT: N_("%(name)s is marked 已转出 (left) and is held back."),
    Kind.NO_SIGN_IN: N_(
        "%(name)s has neither staff number nor telephone to sign in with; the row is held back."
    ),
    Kind.STAFF_NUMBER_TAKEN: N_(
        "A pupil or guardian signs in with the number %(number)s; %(name)s is held back."
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


@dataclass(frozen=True, slots=True)
class Contact:
    """A guardian as a list names them; a name or a telephone may be missing."""

    name: str = ""
    relation: str = ""
    phone: str = ""


PRIORITY_FIELDS = ("left_behind", "migrant", "inclusive", "aided", "single_parent")


@dataclass(frozen=True, slots=True)
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
    id_no: str = ""
    guardians: tuple[Contact, ...] = ()
    left_behind: int | None = None  # 0, 1 or 2 as the national form counts
    migrant: int | None = None
    inclusive: int | None = None
    aided: int | None = None
    single_parent: int | None = None
    boarder: int | None = None
    pickup: str = ""
    remark: str = ""
    is_suspended: bool = False

    @property
    def homeroom(self) -> tuple[int, int]:
        """Grade and class number; (0, 0) as long as they are not known."""
        return (self.grade, self.class_no) if self.grade and self.class_no else (0, 0)

    @property
    def homeroom_title(self) -> str:
        """The homeroom as schools write it, empty as long as it is not known."""
        grade, class_no = self.homeroom
        return homeroom_title(grade, class_no, 0) if grade else ""

    @property
    def contact(self) -> Contact:
        """The guardian to call first, empty when the list names none."""
        return self.guardians[0] if self.guardians else Contact()

    @property
    def priority_groups(self) -> frozenset[str]:
        """The fields that say the pupil belongs to a priority group."""
        return frozenset(field for field in PRIORITY_FIELDS if getattr(self, field))

    def as_dict(self) -> dict[str, Any]:
        """Give what `roster check` prints: every field, and the first guardian's by name."""
        first = self.contact
        return asdict(self) | {
            "guardian": first.name,
            "relation": first.relation,
            "phone": first.phone,
        }


@dataclass(frozen=True, slots=True)
class Teacher:
    """A homeroom teacher whom a OneRoster set names."""

    staff_no: str
    name: str
    homerooms: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole file: the rows that can be imported, in their order, and all issues."""

    rows: Sequence[RosterRow]
    issues: Sequence[Issue]
    mentioned: frozenset[str] = frozenset()  # numbers of rows held back: not imported, not gone
    teachers: Sequence[Teacher] = ()
