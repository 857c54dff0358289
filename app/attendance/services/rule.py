"""What a school decides about absences, leave and the gate."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.attendance.models import AttendanceRule
from app.attendance.queries.rolls import rule_of
from app.audit.services import record


@dataclass(frozen=True)
class RuleValues:
    """A school's rule as it wants it; minutes."""

    grace_minutes: int = 5
    alarm_minutes: int = 3
    confirms_leave: bool = True
    counts_at_gate: bool = False
    late_minutes: int = 15


def change_rule(
    session: Session, school_id: int, values: RuleValues, *, actor_id: int, now: datetime
) -> AttendanceRule:
    """Change the school's rule; it holds from now on, requests that wait keep waiting."""
    rule = rule_of(session, school_id)
    for name, value in asdict(values).items():
        setattr(rule, name, value)
    session.add(rule)
    session.flush()
    record(
        session,
        "change attendance rule",
        "attendance_rule",
        school_id,
        school_id=school_id,
        actor_id=actor_id,
        now=now,
        **asdict(values),
    )
    return rule
