"""Everything a term found and promised, by theme."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.evaluation.actions.models import Action
from app.evaluation.patrol.models import Finding, PatrolItem
from app.evaluation.summary.closing import Found, Theme
from app.schools.models import School, Term


def found_in(session: Session, school: School, term: Term) -> list[Found]:
    """List what was to be put right in a term, with its theme; one statement."""
    zone = ZoneInfo(school.time_zone)
    rows = session.execute(
        select(PatrolItem.part, PatrolItem.part_en, Action.opened_at, Action.due_on, Action.done_at)
        .select_from(Action)
        .outerjoin(Finding, Finding.action_id == Action.id)
        .outerjoin(PatrolItem, PatrolItem.id == Finding.item_id)
        .where(
            Action.school_id == school.id,
            Action.opened_at >= datetime.combine(term.starts_on, time.min, zone),
            Action.opened_at <= datetime.combine(term.ends_on, time.max, zone),
        )
        .order_by(Action.id)
    )
    return [
        Found(
            Theme(part or "", part_en or ""),
            school.today(opened_at),
            due_on,
            school.today(done_at) if done_at is not None else None,
        )
        for part, part_en, opened_at, due_on, done_at in rows
    ]
