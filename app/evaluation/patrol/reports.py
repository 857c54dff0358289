"""What arrives of a visit and of a form, before any rule is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.evaluation.actions.models import Severity
from app.evaluation.patrol.models import OwnerKind, PraiseKind


@dataclass(frozen=True)
class Failed:
    """An item that was not, or only partly, as it should be."""

    key: str
    is_partly: bool = False
    severity: Severity | None = None  # none: as the form says
    note: str = ""
    photo: bytes = b""


@dataclass(frozen=True)
class Report:
    """What a phone sends of one visit; `age` is how long it has waited for a signal."""

    key: str
    version: int
    failed: Sequence[Failed] = ()
    praises: Sequence[PraiseKind] = ()
    praise_note: str = ""
    heads: int | None = None
    age: timedelta = timedelta()


@dataclass(frozen=True)
class FormLine:
    """A line of the form as a school wants it; an empty key makes a new one."""

    key: str
    part: str
    label: str
    points: int
    severity: Severity
    owner_kind: OwnerKind
    is_compliance: bool = False
