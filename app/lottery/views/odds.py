"""The odds of a list in words and a small picture, for the review page."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.accounts.models import Student
from app.lottery.allocation.odds import none_with_more, odds_of, trials_kept
from app.lottery.allocation.problem import Mechanism
from app.lottery.eligibility import Day, why_not
from app.lottery.queries.odds import Trials
from app.lottery.rounding import Rough, rough
from app.lottery.services.choosing import draft_of
from app.lottery.views.desk import Desk


@dataclass(frozen=True)
class DayOdds:
    """What one day's list can expect; only of the list as a whole, never of one of its clubs."""

    bars: Sequence[tuple[str, float, str, str]]  # for macros/charts.html
    more: str  # what one or two more choices would change; may be empty
    error: int  # the greatest standard error of the figures, in hundredths, rounded up
    lists_decide: bool  # more than numbers do
    has_former_members_first: bool


def day_odds(
    here: Desk, student: Student, day: Day, trials: Trials | None, chances: int = 1
) -> DayOdds | None:
    """Work out the odds of a child's list of a day.

    None without trials, without a list, or when the trials know nothing of a club of it.
    """
    listed = draft_of(here.lists.get(student.id)).of(day.slot_id)
    if trials is None or not listed or any(each not in trials.by_section for each in listed):
        return None
    choice_round = here.choice_round
    mechanism = Mechanism(choice_round.mechanism)
    turns = trials.odds.turns
    kept = trials_kept(mechanism, trials.by_section, turns, choice_round.max_choices, chances)
    found = odds_of(kept, listed)
    rows = [(gettext("First choice"), rough(found.first))]
    if len(listed) > 1:
        rows.append((gettext("Another choice"), rough(found.later)))
    rows.append((gettext("No club"), rough(found.none)))
    others = _others(here, student, day, trials, listed)
    room = choice_round.max_choices - len(listed)
    more = none_with_more(kept, listed, others)[:room] if others and room > 0 else ()
    return DayOdds(
        bars=[(label, value.share, in_words(value), "") for label, value in rows],
        more=_more_in_words([rough(found.none), *map(rough, more)]),
        error=max(1, math.ceil(100 * found.error)),
        lists_decide=mechanism is not Mechanism.FAIR,
        has_former_members_first=any(
            here.offer.by_id[each].has_former_members_first for each in listed
        ),
    )


def in_words(value: Rough) -> str:
    """Say odds in the reader's language."""
    if value.is_beyond and value.part == 1:
        return str(gettext("below 1 in 50"))
    if value.is_beyond:
        return str(gettext("above 49 in 50"))
    return str(gettext("about %(part)d in %(whole)d", part=value.part, whole=value.whole))


def _more_in_words(values: Sequence[Rough]) -> str:
    """Say what more choices change, if it can be told at this precision."""
    said = [in_words(value) for value in values]
    if len(values) > 2 and values[2] != values[0]:
        return str(
            gettext(
                "Without a club: %(now)s; with one more choice %(one)s, with two more %(two)s.",
                now=said[0],
                one=said[1],
                two=said[2],
            )
        )
    if len(values) == 2 and values[1] != values[0]:
        return str(
            gettext(
                "Without a club: %(now)s; with one more choice %(one)s.", now=said[0], one=said[1]
            )
        )
    return ""


def _others(
    here: Desk, student: Student, day: Day, trials: Trials, listed: Sequence[int]
) -> list[int]:
    clubs = here.sitting(student).clubs
    return [
        card.section_id
        for card in here.offer.cards
        if card.day == day
        and card.section_id not in listed
        and card.section_id in trials.by_section
        and why_not(card, student.grade, clubs) is None
    ]
