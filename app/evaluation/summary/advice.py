"""What is suggested for a section in the next term, by written rules; plain values in and out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from app.courses.models import Tier
from app.evaluation.summary.evidence import Evidence
from app.evaluation.summary.score import Score

WANTED, COMES = 1.25, 0.85  # first choices per seat, share of expected children who come
MOST_MORE = 1.25  # seats grow by a quarter at most
HALF_EMPTY, SPARE = 0.6, 1.1
FLAGSHIP_FROM, FLAGSHIP_PARTS, FLAGSHIP_SATISFIED, FLAGSHIP_ANSWERS = 82.0, 4, 0.8, 10
EMERGING_BELOW, EMERGING_PARTS = 65.0, 3
NEAR_MINIMUM = 2  # children above the fewest
PRAISES, TEACHER_SATISFIED, TEACHER_ANSWERS = 2, 0.9, 10


class Advice(StrEnum):
    """What may be suggested."""

    MORE_SEATS = "more_seats"
    FEWER_SEATS = "fewer_seats"
    FLAGSHIP = "flagship"
    EMERGING = "emerging"
    AT_RISK = "at_risk"
    THANK = "thank"


@dataclass(frozen=True)
class Reason:
    """One suggestion and the numbers of the sentence that says why."""

    advice: Advice
    facts: Mapping[str, int]


@dataclass(frozen=True)
class Suggestion:
    """Seats and tier for the next term; with no reason everything stays as it is."""

    seats: int
    tier: Tier
    reasons: Sequence[Reason] = ()

    @property
    def advice(self) -> frozenset[Advice]:
        """What is suggested, without the reasons."""
        return frozenset(one.advice for one in self.reasons)


def suggest(evidence: Evidence, tier: Tier, found: Score) -> Suggestion:
    """Suggest seats and tier for the next term, and whom to look after or thank."""
    seats, of_seats = _seats(evidence)
    new_tier, of_tier = _tier(evidence, tier, found)
    others = [_at_risk(evidence), _thanks(evidence)]
    reasons = [one for one in (of_seats, of_tier, *others) if one is not None]
    return Suggestion(seats, new_tier, reasons)


def _seats(evidence: Evidence) -> tuple[int, Reason | None]:
    demand, attendance = evidence.demand, evidence.attendance
    if demand is None or not demand.seats:
        return evidence.seats, None
    facts = {"first": demand.first, "seats": demand.seats, "taken": evidence.taken}
    comes = attendance is None or attendance.came >= COMES * attendance.expected
    if demand.first >= WANTED * demand.seats and comes:
        seats = min(demand.first, ceil(MOST_MORE * evidence.seats))
        if evidence.most_seats:
            seats = min(seats, evidence.most_seats)
        if seats > evidence.seats:
            return seats, Reason(Advice.MORE_SEATS, facts | {"after": seats})
    few = HALF_EMPTY * evidence.seats
    if demand.first < HALF_EMPTY * demand.seats and evidence.taken < few:
        seats = max(ceil(SPARE * evidence.taken), evidence.min_size, 1)
        if seats < evidence.seats:
            return seats, Reason(Advice.FEWER_SEATS, facts | {"after": seats})
    return evidence.seats, None


def _tier(evidence: Evidence, tier: Tier, found: Score) -> tuple[Tier, Reason | None]:
    value, parts = found.value, len(found.lines)
    if value is None:
        return tier, None
    facts = {"score": round(value), "parts": parts}
    is_good = value >= FLAGSHIP_FROM and parts >= FLAGSHIP_PARTS and _is_asked_for(evidence)
    is_liked = _satisfies(evidence, FLAGSHIP_SATISFIED, FLAGSHIP_ANSWERS)
    if tier is Tier.EMERGING and is_good and is_liked:
        return Tier.FLAGSHIP, Reason(Advice.FLAGSHIP, facts)
    if tier is Tier.FLAGSHIP and value < EMERGING_BELOW and parts >= EMERGING_PARTS:
        return Tier.EMERGING, Reason(Advice.EMERGING, facts)
    return tier, None


def _at_risk(evidence: Evidence) -> Reason | None:
    was_offered = evidence.demand is not None or evidence.taken
    if was_offered and evidence.min_size and evidence.taken < evidence.min_size + NEAR_MINIMUM:
        facts = {"taken": evidence.taken, "least": evidence.min_size}
        return Reason(Advice.AT_RISK, facts)
    return None


def _thanks(evidence: Evidence) -> Reason | None:
    praises = evidence.patrols.praises if evidence.patrols is not None else 0
    late = evidence.closing.late if evidence.closing is not None else 0
    if late or not (praises >= PRAISES or _satisfies(evidence, TEACHER_SATISFIED, TEACHER_ANSWERS)):
        return None
    opinion = evidence.opinion
    answers = opinion.answers if opinion is not None else 0
    satisfied = opinion.satisfied if opinion is not None else 0
    facts = {"praises": praises, "answers": answers, "satisfied": satisfied}
    return Reason(Advice.THANK, facts)


def _is_asked_for(evidence: Evidence) -> bool:
    demand = evidence.demand
    return demand is not None and demand.first >= demand.seats > 0


def _satisfies(evidence: Evidence, share: float, answers: int) -> bool:
    opinion = evidence.opinion
    if opinion is None or opinion.answers < answers:
        return False
    return opinion.satisfied >= share * opinion.answers
