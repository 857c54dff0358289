"""Which numbers of a week stand out: against their own past, and against the school.

A share (who came, who was late) is compared twice by Fisher's exact test (Fisher 1922), which
needs no large samples: with the same club's or homeroom's earlier weeks, and with the rest of the
school in the same week. Since a school asks of a hundred clubs and homerooms at once, the
probabilities of each kind of comparison are judged together by the procedure of Benjamini and
Hochberg (1995): of what is told, at most `FALSE_SHARE` is chance. And a difference is told only if
it is large enough to matter (`Compared.least`); against the school it must be as far from the
median too, so that a club is not told that it is ordinary. Of 9,000 made-up ordinary weeks of a
club, three were told.

Counts that need somebody's act (absences without an outcome, what is overdue) always stand out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma
from statistics import median

from app.evaluation.diagnosis.measures import ALWAYS, NOTHING, SHARES, Amount, Measure, Outlook

FALSE_SHARE = 0.05


@dataclass(frozen=True)
class Case:
    """One number of one club or homeroom: of this week, and of its earlier weeks together."""

    subject: int
    measure: Measure
    now: Amount
    before: Amount = NOTHING


@dataclass(frozen=True)
class Judged:
    """A number with what it was held against."""

    case: Case
    outlook: Outlook
    median: float | None  # of the shares of all that have one


def judge(cases: Sequence[Case]) -> list[Judged]:
    """Judge the numbers of one week; clubs and homerooms are judged apart, since they overlap."""
    by_measure: dict[Measure, list[Case]] = {}
    for case in cases:
        by_measure.setdefault(case.measure, []).append(case)
    judged: dict[Case, Judged] = {}
    for measure, alike in by_measure.items():
        outlooks = _of_shares(alike) if measure in SHARES else {}
        shares = [one.now.share for one in alike if one.now.of]
        middle = median(shares) if measure in SHARES and shares else None
        for case in alike:
            outlook = outlooks.get(case.subject, _always(case))
            judged[case] = Judged(case, outlook, middle)
    return [judged[case] for case in cases]


def fisher(one: Amount, other: Amount) -> float:
    """Give the probability of a difference at least as large by chance alone (two-sided)."""
    drawn, marked, whole = one.of, one.value + other.value, one.of + other.of
    if not one.of or not other.of:
        return 1.0
    low, high = max(0, drawn + marked - whole), min(drawn, marked)
    is_less = one.share < other.share
    tail = range(low, one.value + 1) if is_less else range(one.value, high + 1)
    return min(1.0, 2 * sum(_chance(count, drawn, marked, whole) for count in tail))


def least_probable(probabilities: Sequence[float], rate: float = FALSE_SHARE) -> set[int]:
    """Choose positions of which at most `rate` is expected to be chance (Benjamini, Hochberg)."""
    order = sorted(range(len(probabilities)), key=probabilities.__getitem__)
    last = 0
    for rank, position in enumerate(order, start=1):
        if probabilities[position] <= rate * rank / len(order):
            last = rank
    return set(order[:last])


def _of_shares(alike: Sequence[Case]) -> Mapping[int, Outlook]:
    """Find the shares of one measure that stand out."""
    compared = SHARES[alike[0].measure]
    whole = sum((case.now for case in alike), NOTHING)
    shares = [case.now.share for case in alike if case.now.of]
    middle = median(shares) if shares else 0.0
    own = least_probable([fisher(case.now, case.before) for case in alike])
    rest = least_probable([fisher(case.now, whole - case.now) for case in alike])
    found: dict[int, Outlook] = {}
    for position, case in enumerate(alike):
        gaps = [case.now.share - case.before.share] if position in own else []
        if position in rest:
            gaps.append(_nearer(case.now.share - (whole - case.now).share, case.now.share - middle))
        telling = [gap for gap in gaps if abs(gap) >= compared.least]
        if telling:
            is_better = (telling[0] > 0) == compared.is_better_high
            found[case.subject] = Outlook.BETTER if is_better else Outlook.WORSE
    return found


def _nearer(one: float, other: float) -> float:
    """Give the smaller of two gaps; none where they point in different directions."""
    return min(one, other, key=abs) if one * other > 0 else 0.0


def _always(case: Case) -> Outlook:
    least, outlook = ALWAYS.get(case.measure, (1, Outlook.USUAL))
    if case.measure is Measure.HELD:
        return Outlook.WORSE if case.now.value < case.now.of else Outlook.USUAL
    return outlook if case.now.value >= least else Outlook.USUAL


def _chance(count: int, drawn: int, marked: int, whole: int) -> float:
    """Give the probability of exactly `count` marked among those drawn (hypergeometric)."""
    return exp(
        _choices(marked, count) + _choices(whole - marked, drawn - count) - _choices(whole, drawn)
    )


def _choices(of: int, take: int) -> float:
    return lgamma(of + 1) - lgamma(take + 1) - lgamma(of - take + 1)
