"""What a draw gave, as numbers: for the administrator's page, and fewer of them for everybody."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.lottery.eligibility import Card
from app.lottery.models import DrawnSection
from app.lottery.queries import draws as queries
from app.lottery.services.publishing import Drawn, fallback_plan

FEWEST_SHOWN = 5  # smaller counts would point at single children (docs/draw.md, section 3.9)


@dataclass(frozen=True)
class SectionSummary:
    """One section after the draw, with how many wanted it."""

    card: Card
    row: DrawnSection
    wanted: int
    first_choices: int

    @property
    def free(self) -> int:
        """How many seats nobody took."""
        return self.row.seats - self.row.taken


@dataclass(frozen=True)
class Summary:
    """A draw as numbers. A list is what one child handed in for one day."""

    children: int
    placed: int
    lists: int
    by_rank: Mapping[int, int]
    fallback: int
    unplaced_lists: int
    sections: Sequence[SectionSummary]

    @property
    def without_place(self) -> int:
        """Children who get no club at all, fallback places counted as clubs."""
        return self.children - self.placed - self.fallback

    @property
    def first(self) -> int:
        """Lists that got their first choice."""
        return self.by_rank.get(1, 0)

    @property
    def top_three(self) -> int:
        """Lists that got one of their first three choices."""
        return sum(count for rank, count in self.by_rank.items() if rank <= 3)

    @property
    def closed(self) -> Sequence[SectionSummary]:
        """The sections that stayed below their minimum, in the order of closing."""
        shut = [each for each in self.sections if each.row.closed_step is not None]
        return sorted(shut, key=lambda each: each.row.closed_step or 0)

    @property
    def with_free_seats(self) -> Sequence[SectionSummary]:
        """The sections that opened and have seats left, the emptiest first."""
        free = [each for each in self.sections if each.row.closed_step is None and each.free > 0]
        return sorted(free, key=lambda each: (-each.free, each.card.code))

    @property
    def tightest_first(self) -> Sequence[SectionSummary]:
        """The sections by how many wanted a seat."""
        return sorted(
            self.sections,
            key=lambda each: (-each.wanted / max(each.row.seats, 1), each.card.code),
        )


def summary(session: Session, drawn: Drawn) -> Summary:
    """Count what a draw gave."""
    choice_round = drawn.choice_round
    demand = queries.demand(session, choice_round.school_id, choice_round.id)
    listed = [
        outcome
        for outcome in drawn.outcomes
        if drawn.choices.get(outcome.student_id, {}).get(outcome.slot_id)
    ]
    ranks = Counter(outcome.rank for outcome in listed if outcome.rank is not None)
    return Summary(
        children=len({outcome.student_id for outcome in drawn.outcomes}),
        placed=len(drawn.placed),
        lists=len(listed),
        by_rank=dict(sorted(ranks.items())),
        fallback=_fallback(session, drawn),
        unplaced_lists=sum(outcome.section_id is None for outcome in listed),
        sections=[
            SectionSummary(drawn.cards[section_id], row, *demand.get(section_id, (0, 0)))
            for section_id, row in drawn.sections.items()
        ],
    )


def _fallback(session: Session, drawn: Drawn) -> int:
    """Count the fallback places: those given, or before publication those that will be."""
    choice_round = drawn.choice_round
    published_at = choice_round.published_at
    if published_at is None:
        return len(fallback_plan(drawn))
    sections = list(drawn.cards)
    return queries.fallback_count(session, choice_round.school_id, sections, published_at)


def shown(count: int) -> str:
    """Write a count for everybody: small ones only as "fewer than"."""
    return str(count) if count == 0 or count >= FEWEST_SHOWN else f"<{FEWEST_SHOWN}"
