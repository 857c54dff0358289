"""Suggestions: those that wait, those of a sender, those that all may read."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import NotFound
from app.evaluation.voices.models import Suggestion

MOST_PUBLIC = 20


def suggestions(session: Session, school_id: int, *, answered: bool) -> Sequence[Suggestion]:
    """List what the school has read: what waits by its day, what was answered newest first."""
    statement = select(Suggestion).where(*_readable(school_id))
    if answered:
        statement = statement.where(Suggestion.answered_on.is_not(None))
        statement = statement.order_by(Suggestion.answered_on.desc(), Suggestion.id)
    else:
        statement = statement.where(Suggestion.answered_on.is_(None))
        statement = statement.order_by(Suggestion.due_on, Suggestion.id)
    people = joinedload(Suggestion.owner), joinedload(Suggestion.sender)
    return session.scalars(statement.options(*people).limit(200)).all()


def get_suggestion(
    session: Session, school_id: int, suggestion_id: int, *, for_update: bool = False
) -> Suggestion:
    """Load a suggestion the school can read.

    Raises:
        NotFound: there is none such.
    """
    statement = select(Suggestion).where(*_readable(school_id), Suggestion.id == suggestion_id)
    if for_update:
        statement = statement.with_for_update(of=Suggestion)
    people = joinedload(Suggestion.owner), joinedload(Suggestion.sender)
    found = session.scalars(statement.options(*people)).one_or_none()
    if found is None:
        raise NotFound
    return found


def own_suggestions(session: Session, school_id: int, account_id: int) -> Sequence[Suggestion]:
    """List what somebody said with the name, newest first."""
    return session.scalars(
        select(Suggestion)
        .where(Suggestion.school_id == school_id, Suggestion.sender_id == account_id)
        .order_by(Suggestion.sent_on.desc(), Suggestion.id)
        .limit(MOST_PUBLIC)
    ).all()


def public_answers(session: Session, school_id: int) -> Sequence[Suggestion]:
    """List the answers that all families read, newest first."""
    return session.scalars(
        select(Suggestion)
        .where(
            Suggestion.school_id == school_id,
            Suggestion.is_public,
            Suggestion.answered_on.is_not(None),
        )
        .order_by(Suggestion.answered_on.desc(), Suggestion.id)
        .limit(MOST_PUBLIC)
    ).all()


def by_code(session: Session, school_id: int, code_hash: str) -> Suggestion | None:
    """Load the suggestion of a code."""
    return session.scalars(
        select(Suggestion).where(
            Suggestion.school_id == school_id, Suggestion.code_hash == code_hash
        )
    ).one_or_none()


def nameless_of_day(session: Session, school_id: int, day: date) -> int:
    """Count what came without a name on a day."""
    statement = select(func.count()).where(
        Suggestion.school_id == school_id, Suggestion.sent_on == day, Suggestion.code_hash != ""
    )
    return session.scalar(statement) or 0


def _readable(school_id: int) -> tuple[ColumnElement[bool], ...]:
    """What the school may read: with a name at once, without one after the hourly mixing."""
    return (
        Suggestion.school_id == school_id,
        (Suggestion.code_hash == "") | Suggestion.is_mixed,
    )
