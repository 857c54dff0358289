"""Second rounds: the seats that a draw left, given with the numbers of that draw turned round."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.courses.models import Section
from app.enrollment.queries.first_come import sections_to_take
from app.lottery import bundle, errors
from app.lottery.models import ChoiceRound, Draw, Mechanism
from app.lottery.plan import RoundPlan
from app.lottery.queries import rounds as queries
from app.lottery.services.explanation import Turned
from app.lottery.services.rounds import create_round
from app.schools.models import Slot, Term


@dataclass(frozen=True)
class FreeDay:
    """A day of a published draw, with clubs whose free seats nobody is promised or waits for."""

    first: ChoiceRound
    slot: Slot
    sections: Sequence[Section]

    @property
    def seats(self) -> int:
        """How many seats are free."""
        return sum(section.seats - section.taken for section in self.sections)


def free_days(session: Session, term: Term) -> list[FreeDay]:
    """List the days of a term's published first draws on which seats are left, in week order.

    Of several draws of a day the newest counts.
    """
    free = sections_to_take(session, term.school_id, term.id)
    found: dict[int, FreeDay] = {}
    for first in queries.rounds(session, term.school_id, term.id):  # newest first
        if first.published_at is None or first.is_second:
            continue
        for row in first.slots:
            here = [s for s in free if row.slot_id in {time.slot_id for time in s.times}]
            if here and row.slot_id not in found:
                found[row.slot_id] = FreeDay(first, row.slot, here)
    return sorted(found.values(), key=lambda each: (each.slot.weekday, each.slot.period))


def create_second_round(
    session: Session, term: Term, plan: RoundPlan, *, actor_id: int | None, now: datetime
) -> ChoiceRound:
    """Prepare a second round of one day; families see nothing of it yet.

    Raises:
        NoEarlierRound: no draw of that day is published.
        NothingLeft: nothing could be given.
        SecondRoundStays: the plan has another mechanism, or not exactly one day.
        ClosesTooEarly: the plan cannot be.
    """
    if len(plan.slot_ids) != 1 or plan.mechanism is not Mechanism.FAIR:
        raise errors.SecondRoundStays
    left = {each.slot.id: each for each in free_days(session, term)}.get(plan.slot_ids[0])
    if left is None:
        drawn = _drawn_slots(session, term)
        raise errors.NothingLeft if plan.slot_ids[0] in drawn else errors.NoEarlierRound
    of_first = replace(plan, earlier_round_id=left.first.id)
    return create_round(session, term, of_first, actor_id=actor_id, now=now)


def number_before(draw: Draw, ticket: str) -> Turned:
    """Say which number a ticket of a second round had before; the texts must be loaded."""
    before = _numbers_before(draw)
    return Turned(before.get(ticket), len(before))


def _numbers_before(draw: Draw) -> Mapping[str, int]:
    return bundle.numbers_before(json.loads(draw.manifest.text), draw.earlier_result_text)


def _drawn_slots(session: Session, term: Term) -> set[int]:
    return {
        row.slot_id
        for first in queries.rounds(session, term.school_id, term.id)
        if first.published_at is not None and not first.is_second
        for row in first.slots
    }
