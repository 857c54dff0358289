"""How the mechanisms are called, and what they promise and do not; each marked for translation.

No sentence promises more than docs/draw.md, section 2.
"""

from dataclasses import dataclass

from app.core.text import N_
from app.lottery.models import Mechanism


@dataclass(frozen=True)
class MechanismWords:
    """The words for one mechanism.

    `promise` is for the school that chooses, `how` for everybody on the public page, and `advice`
    for the family that makes a list.
    """

    title: str
    promise: str
    how: str
    advice: str


_BY_THE_WHOLE = N_(
    "This draw looks at all lists together: the true order is not always the best list, and a "
    "better number can lose to a worse one."
)

SECOND_ROUND = N_(
    "The order of the first draw is turned round: of those who take part, whoever had the largest "
    "number has number 1. Who was not in it comes after, in an order that seed, entries and digits "
    "give. A club with too few seats takes the smallest numbers that want it."
)

MECHANISMS = {
    Mechanism.FAIR: MechanismWords(
        title=N_("Fair draw"),
        promise=N_(
            "One number for each child decides: the true order is the best list as long as no "
            "club closes for want of children, and apart from kept seats nobody loses to a worse "
            "number; more children can be left without a club than by the other ways."
        ),
        how=N_(
            "Seed, entries and digits together give each ticket one number. A club with too few "
            "seats takes the smallest numbers that want it; whoever has no luck there is looked at "
            "for the next choice."
        ),
        advice=N_(
            "The true order is the best order: a second choice takes nothing away from the first."
        ),
    ),
    Mechanism.FEWEST_UNPLACED: MechanismWords(
        title=N_("Best for the whole"),
        promise=N_(
            "As many children as possible get a club, and then as far up their lists as that "
            "allows; a better number can lose to a worse one, and the true order is not always "
            "the best list."
        ),
        how=N_(
            "Seed, entries and digits together give each ticket one number. As many children as "
            "possible get a club, as far up their lists as that allows; the numbers only choose "
            "between outcomes that are equally good."
        ),
        advice=_BY_THE_WHOLE,
    ),
    Mechanism.MOST_FIRST: MechanismWords(
        title=N_("Most first choices"),
        promise=N_(
            "As many first choices as possible are fulfilled, then second ones, and so on; more "
            "children can be left without a club, a better number can lose to a worse one, and "
            "the true order is not always the best list."
        ),
        how=N_(
            "Seed, entries and digits together give each ticket one number. As many first choices "
            "as possible are fulfilled, then second ones, and so on; the numbers only choose "
            "between outcomes that are equally good."
        ),
        advice=_BY_THE_WHOLE,
    ),
}

# Never for a real round; shown beside the others as the old custom.
BOSTON = MechanismWords(
    title=N_("Rank by rank"),
    promise=N_(
        "The old custom, only for comparison: all first choices are looked at first, then second "
        "ones for what is left; an honest list can lose what a cautious one would have got."
    ),
    how=N_("Not used for any round."),
    advice=N_("Not used for any round."),
)
