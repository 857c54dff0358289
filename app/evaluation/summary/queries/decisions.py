"""Weights over time, decisions, and what is carried into the next term."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.evaluation.summary.models import ScoreWeights, SectionDecision
from app.evaluation.summary.score import USUAL_WEIGHTS, Part


def weights_in_force(session: Session, school_id: int) -> ScoreWeights:
    """Load a school's newest weights; who never changed them has the usual ones, version 0."""
    found = session.scalars(
        select(ScoreWeights)
        .where(ScoreWeights.school_id == school_id)
        .order_by(ScoreWeights.version.desc())
        .limit(1)
    ).one_or_none()
    usual = {part.value: weight for part, weight in USUAL_WEIGHTS.items()}
    return found or ScoreWeights(school_id=school_id, version=0, weights=usual)


def as_parts(stored: ScoreWeights) -> Mapping[Part, int]:
    """Read stored weights; a part that they do not name counts nothing."""
    return {part: int(stored.weights.get(part.value, 0)) for part in Part}


def newest_decisions(
    session: Session, school_id: int, section_ids: Collection[int]
) -> Mapping[int, SectionDecision]:
    """Give the newest decision of each section, with who made it."""
    newest = (
        select(func.max(SectionDecision.id))
        .where(SectionDecision.school_id == school_id, SectionDecision.section_id.in_(section_ids))
        .group_by(SectionDecision.section_id)
    )
    rows = session.scalars(
        select(SectionDecision)
        .where(SectionDecision.school_id == school_id, SectionDecision.id.in_(newest))
        .options(joinedload(SectionDecision.decided_by))
    )
    return {one.section_id: one for one in rows}
