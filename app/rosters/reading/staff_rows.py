"""What a list of staff says: typed rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from app.rosters.reading.rows import Issue


@dataclass(frozen=True, slots=True)
class Outside:
    """What a list says of somebody who comes from outside; what is not said is empty."""

    kind: str = ""  # as ExternalKind names it
    organisation: str = ""
    qualification: str = ""
    qualified_until: str = ""  # YYYY-MM-DD
    cleared_on: str = ""


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One person as the list names them. Texts are cleaned; what is not said is empty."""

    sheet: str
    row: int
    name: str
    staff_no: str = ""
    phone: str = ""
    roles: tuple[str, ...] = ()
    homerooms: tuple[tuple[int, int], ...] = ()
    outside: Outside = Outside()

    def to_json(self) -> dict[str, Any]:
        """Give it as it is kept until somebody confirms."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read what `to_json` gave."""
        lists = {
            "roles": tuple(kept["roles"]),
            "homerooms": tuple((grade, class_no) for grade, class_no in kept["homerooms"]),
            "outside": Outside(**kept["outside"]),
        }
        return cls(**{**kept, **lists})


@dataclass(frozen=True, slots=True)
class StaffReading:
    """A whole file: the people that can be imported, in their order, and all issues."""

    rows: Sequence[StaffRow]
    issues: Sequence[Issue]
