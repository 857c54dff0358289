"""Sharing an idea, using it too, taking it back."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.text import N_
from app.evaluation.ideas.errors import OwnIdea
from app.evaluation.ideas.models import Idea, IdeaUse
from app.evaluation.ideas.queries.ideas import use_of
from app.messages.services import send

USED = N_("A colleague uses your idea too: %(title)s")
LINK = "/ideas"


def share(
    session: Session, school_id: int, title: str, text: str, *, actor_id: int, now: datetime
) -> Idea:
    """Share an idea with all colleagues."""
    idea = Idea(school_id=school_id, title=title, text=text, shared_at=now, shared_by_id=actor_id)
    session.add(idea)
    session.flush()
    _record(session, "share idea", idea, actor_id, now)
    return idea


def use_too(session: Session, idea: Idea, *, actor_id: int, now: datetime) -> bool:
    """Say that one uses an idea too, or no longer; gives whether one does now.

    Who shared it hears of it, the first time.

    Raises:
        OwnIdea: it is one's own.
    """
    if idea.shared_by_id == actor_id:
        raise OwnIdea
    use = use_of(session, idea, actor_id)
    if use is not None:
        session.delete(use)
        session.flush()
        return False
    session.add(IdeaUse(school_id=idea.school_id, idea_id=idea.id, account_id=actor_id, at=now))
    session.flush()
    if idea.shared_by_id is not None:
        told = [idea.shared_by_id]
        send(session, idea.school_id, told, USED, link=LINK, now=now, title=idea.title)
    return True


def take_back(session: Session, idea: Idea, *, actor_id: int, now: datetime) -> None:
    """Take an idea back; who uses it keeps doing so."""
    _record(session, "take back idea", idea, actor_id, now)
    session.delete(idea)
    session.flush()


def _record(session: Session, act: str, idea: Idea, actor_id: int, now: datetime) -> None:
    record(session, act, "idea", idea.id, school_id=idea.school_id, actor_id=actor_id, now=now)
