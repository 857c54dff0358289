"""Fairness credits in words: what a child carries into a round and why, in one sentence."""

from collections import Counter
from collections.abc import Collection, Mapping

from flask_babel import gettext, ngettext

from app.accounts.models import Student
from app.core.db import db
from app.core.text import N_
from app.lottery.credits import Owed, Verdict
from app.lottery.models import ChoiceRound
from app.lottery.queries import credits as queries
from app.lottery.services.credits import carried, is_fixed

REASONS = {
    Verdict.NO_FIRST: N_("%(term)s: no first choice"),
    Verdict.CLUB_CLOSED: N_("%(term)s: no first choice, and a club of the list closed"),
    Verdict.FIRST: N_("%(term)s: a first choice"),
    Verdict.FEW_RANKED: N_("%(term)s: fewer than three clubs on the list"),
    Verdict.GAVE_UP: N_("%(term)s: the place was given up"),
}


def count_chances(choice_round: ChoiceRound) -> Mapping[int, int]:
    """Count the children with two and with three chances; nothing for a second round."""
    if choice_round.is_second:
        return {}
    owed = with_credits(choice_round)
    listed = queries.students(db.session(), choice_round.school_id, owed.keys())
    counted = Counter(owed[student.id].chances for student in listed)
    return {chances: counted[chances] for chances in (2, 3)}


def owed_by(choice_round: ChoiceRound, students: Collection[Student]) -> Mapping[int, Owed]:
    """Give what some children carry; nothing where credits are off, or who is not in the draw."""
    if not choice_round.uses_credits:
        return {}
    found = carried(db.session(), choice_round, [student.id for student in students])
    if is_fixed(choice_round):
        return found
    return {student.id: found.get(student.id, Owed()) for student in students}


def sentence_of(choice_round: ChoiceRound, student: Student) -> str:
    """Say what one child carries and why; empty where credits are off."""
    owed = owed_by(choice_round, [student]).get(student.id)
    return sentence(student.name, owed) if owed is not None else ""


def sentence(name: str, owed: Owed) -> str:
    """Say in the reader's language how many chances a child has, and why."""
    return str(
        ngettext(
            "%(name)s has %(num)d chance for a good number in this draw (%(why)s).",
            "%(name)s has %(num)d chances for a good number in this draw (%(why)s).",
            owed.chances,
            name=name,
            why=reasons(owed),
        )
    )


def reasons(owed: Owed) -> str:
    """Say what each term was, in the reader's language."""
    if not owed.terms:
        fixed = gettext("fixed with the lists")
        return str(fixed if owed.credits else gettext("nothing from the last two terms"))
    said = [gettext(REASONS[one.verdict], term=one.title) for one in owed.terms]
    return str(gettext("; ").join(said))


def with_credits(choice_round: ChoiceRound) -> Mapping[int, Owed]:
    """Give the children who have more than one chance."""
    found = carried(db.session(), choice_round)
    return {student_id: owed for student_id, owed in found.items() if owed.credits}
