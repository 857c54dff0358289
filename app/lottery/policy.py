"""Who may do what in a round: pure answers."""

from app.lottery.models import ChoiceRound, WhoChooses


def may_choose(choice_round: ChoiceRound, *, is_own_list: bool) -> bool:
    """Whether this side of the family hands in the list.

    Args:
        choice_round: the round, with the school's switch.
        is_own_list: the student is signed in; otherwise it is a guardian.
    """
    wanted = WhoChooses.STUDENT if is_own_list else WhoChooses.GUARDIAN
    return choice_round.who_chooses in {WhoChooses.EITHER, wanted}
