"""What a form or a file says of a person: plain values, in and out of services."""

from dataclasses import dataclass
from datetime import date

from app.accounts.models import ExternalKind


@dataclass(frozen=True)
class StudentFacts:
    """What the school writes down of a student."""

    student_no: str
    name: str
    gender: str = ""
    born_on: date | None = None
    seat_no: int | None = None
    national_no: str = ""
    is_boarder: bool = False
    pickup: str = ""


@dataclass(frozen=True)
class StaffFacts:
    """What the school writes down of somebody who works there."""

    name: str
    staff_no: str = ""
    phone: str = ""


@dataclass(frozen=True)
class ExternalFacts:
    """What the school must know of an adult from outside (R27)."""

    kind: ExternalKind
    organisation: str = ""
    qualification: str = ""
    qualified_until: date | None = None
    cleared_on: date | None = None
    is_paid: bool = False
