"""Reminding the families that started a list and did not hand it in."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.queries.families import accounts_of
from app.audit.services import record
from app.core.text import N_
from app.lottery import errors
from app.lottery.models import ChoiceRound
from app.lottery.queries import progress
from app.messages.services import send


def remind_started(
    session: Session,
    choice_round: ChoiceRound,
    *,
    actor_id: int | None,
    now: datetime,
    again: bool = True,
) -> int:
    """Write to every family whose list was started and never handed in; gives how many lists.

    Args:
        session: the database.
        choice_round: an open round.
        actor_id: who asked for it; None is the clock.
        now: when.
        again: whether those who were reminded before hear it again.

    Raises:
        NotRunning: lists are not taken now.
    """
    if not choice_round.is_open(now):
        raise errors.NotRunning
    lists = progress.started_only(session, choice_round.school_id, choice_round.id)
    if not again:
        lists = [row for row in lists if row.reminded_at is None]
    if not lists:
        return 0
    students = [row.student_id for row in lists]
    send(
        session,
        choice_round.school_id,
        accounts_of(session, choice_round.school_id, students),
        N_("%(title)s: the list is saved but not handed in. Only a handed-in list counts."),
        link=f"/rounds/{choice_round.id}/review",
        now=now,
        title=choice_round.title,
    )
    for row in lists:
        row.reminded_at = now
    record(
        session,
        "remind families",
        "choice_round",
        choice_round.id,
        school_id=choice_round.school_id,
        actor_id=actor_id,
        now=now,
        lists=len(lists),
    )
    return len(lists)
