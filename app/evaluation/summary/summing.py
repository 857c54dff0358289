"""The sections of a term with score and suggestion; plain values in and out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.courses.models import Section
from app.evaluation.summary.advice import Suggestion, suggest
from app.evaluation.summary.evidence import Evidence
from app.evaluation.summary.score import Part, Score, means, score


@dataclass(frozen=True)
class Summed:
    """A section with what it adds up to and what is suggested for it."""

    section: Section
    evidence: Evidence
    score: Score
    suggestion: Suggestion


def summed(found: Sequence[tuple[Section, Evidence]], weights: Mapping[Part, int]) -> list[Summed]:
    """Score every section, the highest first; provisional scores and none come last."""
    parts = {section.id: evidence.parts() for section, evidence in found}
    school = means(parts.values())
    listed = []
    for section, evidence in found:
        own = score(parts[section.id], school, weights)
        suggestion = suggest(evidence, section.course.tier, own)
        listed.append(Summed(section, evidence, own, suggestion))
    return sorted(listed, key=_order)


def _order(one: Summed) -> tuple[bool, bool, float, str]:
    value = one.score.value
    return (value is None, one.score.is_provisional, -(value or 0.0), one.section.code)
