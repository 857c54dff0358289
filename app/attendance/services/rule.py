"""What a school decides about absences and leave."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.attendance.models import AttendanceRule
from app.attendance.queries.rolls import rule_of
from app.audit.services import record


def change_rule(
    session: Session,
    school_id: int,
    *,
    grace_minutes: int,
    alarm_minutes: int,
    confirms_leave: bool,
    actor_id: int,
    now: datetime,
) -> AttendanceRule:
    """Change the school's rule; it holds from now on, requests that wait keep waiting."""
    rule = rule_of(session, school_id)
    rule.grace_minutes, rule.alarm_minutes = grace_minutes, alarm_minutes
    rule.confirms_leave = confirms_leave
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
        grace_minutes=grace_minutes,
        alarm_minutes=alarm_minutes,
        confirms_leave=confirms_leave,
    )
    return rule
