"""Reminders of what should be put right today or should have been."""

from collections import Counter
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.text import N_
from app.evaluation.actions.models import Action, ActionState
from app.messages.services import send
from app.schools.models import School

DUE = N_("Due today or overdue, for you to put right: %(count)d")


def remind_owners(session: Session, school: School, *, now: datetime) -> int:
    """Send each owner of something due one sentence, once a day; gives how many were told."""
    today = school.today(now)
    statement = select(Action).where(
        Action.school_id == school.id,
        Action.state.in_((ActionState.OPEN, ActionState.DOING)),
        Action.due_on <= today,
        Action.owner_id.is_not(None),
        or_(Action.reminded_on.is_(None), Action.reminded_on < today),
    )
    due = session.scalars(statement).all()
    owed = Counter(action.owner_id for action in due if action.owner_id is not None)
    for owner, count in owed.items():
        send(session, school.id, [owner], DUE, link="/actions", now=now, count=count)
    for action in due:
        action.reminded_on = today
    session.flush()
    return len(owed)
