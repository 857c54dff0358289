"""The fairness credits that children carry into a round: live until the freeze, then fixed."""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from app.lottery import bundle
from app.lottery.credits import Owed
from app.lottery.models import ChoiceRound
from app.lottery.queries import credits as queries
from app.lottery.queries import draws as draw_queries


def carried(
    session: Session, choice_round: ChoiceRound, student_ids: Collection[int] | None = None
) -> Mapping[int, Owed]:
    """Give what children carry into a round, by student.

    From the freeze of a round with credits on, it is what the frozen rows say, for those in the
    draw; where an earlier term was corrected since, no terms are named.
    """
    school_id, term_id = choice_round.school_id, choice_round.term_id
    live = queries.owed(session, school_id, term_id, student_ids)
    if not is_fixed(choice_round):
        return live
    fixed = _frozen(session, choice_round)
    wanted = fixed.keys() if student_ids is None else fixed.keys() & set(student_ids)
    return {each: _agreed(live.get(each, Owed()), fixed[each]) for each in wanted}


def is_fixed(choice_round: ChoiceRound) -> bool:
    """Whether the credits stand in frozen entries."""
    return choice_round.uses_credits and choice_round.frozen_at is not None


def _agreed(live: Owed, fixed: int) -> Owed:
    return live if live.credits == fixed else replace(live, credits=fixed, terms=())


def _frozen(session: Session, choice_round: ChoiceRound) -> Mapping[int, int]:
    school_id, round_id = choice_round.school_id, choice_round.id
    text = draw_queries.get_draw(session, school_id, round_id, with_texts=True).entries_text
    entries = [json.loads(line) for line in bundle.rows(text)]
    extra = {entry["ticket"]: entry["extra_tickets"] for entry in entries}
    lists = draw_queries.handed_in_lists(session, school_id, round_id)
    return {row.student_id: extra[row.ticket] for row in lists if row.ticket in extra}
