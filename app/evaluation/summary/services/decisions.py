"""Weights and decisions, each kept with the numbers it was made of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.audit.services import record
from app.courses.models import Tier
from app.courses.services.copying import Decided
from app.evaluation.summary.errors import NothingChosen, TooManySeats, WeightsOff
from app.evaluation.summary.models import Answer, ScoreWeights, SectionDecision
from app.evaluation.summary.queries.decisions import (
    as_parts,
    newest_decisions,
    weights_in_force,
)
from app.evaluation.summary.queries.evidence import gather
from app.evaluation.summary.score import WHOLE, Part
from app.evaluation.summary.summing import Summed, summed
from app.schools.models import School, Term

MOST_SEATS = 400
LINK = "/summary/sections/%d"


@dataclass(frozen=True)
class Decision:
    """What somebody decides for one section."""

    summed: Summed
    answer: Answer
    seats: int
    tier: Tier
    note: str = ""


def summary_of(
    session: Session, school: School, term: Term, *, today: date
) -> tuple[ScoreWeights, list[Summed]]:
    """Sum up the sections of a term with the weights in force, the highest score first."""
    weights = weights_in_force(session, school.id)
    found = [(one.section, one.evidence) for one in gather(session, school, term, today=today)]
    return weights, summed(found, as_parts(weights))


def change_weights(
    session: Session,
    school_id: int,
    weights: Mapping[Part, int],
    *,
    actor_id: int,
    now: datetime,
) -> ScoreWeights:
    """Make the next version of a school's weights.

    Raises:
        WeightsOff: they do not add up to a hundred.
    """
    if sum(weights.values()) != WHOLE or any(weight < 0 for weight in weights.values()):
        raise WeightsOff(sum=sum(weights.values()))
    before = weights_in_force(session, school_id)
    made = ScoreWeights(
        school_id=school_id,
        version=before.version + 1,
        weights={part.value: weight for part, weight in weights.items()},
        made_at=now,
        made_by_id=actor_id,
    )
    session.add(made)
    session.flush()
    record(
        session,
        "change score weights",
        "score_weights",
        made.id,
        school_id=school_id,
        actor_id=actor_id,
        now=now,
        version=made.version,
    )
    return made


def decide(
    session: Session,
    school_id: int,
    decisions: Sequence[Decision],
    *,
    weights_version: int,
    actor_id: int,
    now: datetime,
) -> list[SectionDecision]:
    """Write down what is decided for some sections, with the numbers it was made of.

    Raises:
        NothingChosen: there is no section.
        TooManySeats: a number of seats that no club has.
    """
    if not decisions:
        raise NothingChosen
    if any(not 1 <= one.seats <= MOST_SEATS for one in decisions):
        raise TooManySeats(most=MOST_SEATS)
    made = [
        SectionDecision(
            school_id=school_id,
            section_id=one.summed.section.id,
            answer=one.answer,
            seats=one.seats,
            tier=one.tier,
            note=one.note,
            weights_version=weights_version,
            evidence=kept_evidence(one.summed),
            decided_at=now,
            decided_by_id=actor_id,
        )
        for one in decisions
    ]
    session.add_all(made)
    session.flush()
    for row in made:
        record(
            session,
            "decide section",
            "section_decision",
            row.id,
            school_id=school_id,
            actor_id=actor_id,
            now=now,
            section_id=row.section_id,
            answer=row.answer.value,
            seats=row.seats,
            tier=row.tier.value,
        )
    return made


def kept_evidence(one: Summed) -> dict[str, Any]:
    """Give every number a score was made of."""
    return {
        "score": one.score.value,
        "lines": [
            {
                "part": line.part.value,
                "own": line.own,
                "size": line.size,
                "mean": line.mean,
                "weight": line.weight,
            }
            for line in one.score.lines
        ],
        "missing": [part.value for part in one.score.missing],
        "advice": sorted(advice.value for advice in one.suggestion.advice),
    }


def decided_for(
    session: Session, school_id: int, section_ids: Collection[int]
) -> Mapping[int, Decided]:
    """Give what the next term takes along of each section that was decided."""
    return {
        section_id: Decided(one.seats, one.tier, one.note, LINK % section_id)
        for section_id, one in newest_decisions(session, school_id, section_ids).items()
    }
