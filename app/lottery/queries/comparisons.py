"""Reads of the comparison of the mechanisms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.lottery.models import ChoiceRound, RoundComparison
from app.schools.models import Term


@dataclass(frozen=True)
class Compared:
    """A comparison and the round whose lists it is about."""

    title: str
    comparison: RoundComparison


def rounds_to_compare(session: Session) -> Sequence[tuple[int, int]]:
    """List (school, round) of every school's published first rounds without a comparison."""
    statement = (
        select(ChoiceRound.school_id, ChoiceRound.id)
        .outerjoin(RoundComparison, RoundComparison.round_id == ChoiceRound.id)
        .where(
            ChoiceRound.published_at.is_not(None),
            ChoiceRound.earlier_round_id.is_(None),
            RoundComparison.round_id.is_(None),
        )
        .order_by(ChoiceRound.id)
    )
    return [(school_id, round_id) for school_id, round_id in session.execute(statement)]


def latest_comparison(session: Session, school_id: int, before: date) -> Compared | None:
    """Find the comparison on the newest lists of a term that began before a day."""
    statement = (
        select(ChoiceRound.title, RoundComparison)
        .join(RoundComparison, RoundComparison.round_id == ChoiceRound.id)
        .join(Term, Term.id == ChoiceRound.term_id)
        .where(RoundComparison.school_id == school_id, Term.starts_on < before)
        .order_by(Term.starts_on.desc(), ChoiceRound.closes_at.desc())
        .limit(1)
    )
    row = session.execute(statement).one_or_none()
    return Compared(row[0], row[1]) if row is not None else None
