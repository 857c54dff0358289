"""Review, hand-in and receipt; of all children of a guardian at once."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, render_template, request, url_for

from app.accounts.models import Student
from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import FAMILY
from app.lottery import errors
from app.lottery.credits import Owed
from app.lottery.eligibility import Day
from app.lottery.forms import HandInForm
from app.lottery.models import ChoiceList
from app.lottery.queries import choosing as queries
from app.lottery.queries import odds as odds_queries
from app.lottery.services import choosing as services
from app.lottery.services.choosing import HandIn
from app.lottery.views.blueprint import bp
from app.lottery.views.credit_words import owed_by, sentence
from app.lottery.views.desk import CardRow, Desk, desk, may_choose
from app.lottery.views.odds import DayOdds, day_odds
from app.web.access import allow, require
from app.web.fragments import to


@dataclass(frozen=True)
class Reviewed:
    """One child's list as the review shows it."""

    student: Student
    choice_list: ChoiceList
    days: Sequence[tuple[Day, Sequence[CardRow], DayOdds | None]]


@bp.get("/rounds/<int:round_id>/review")
@allow(*FAMILY)
def review(round_id: int) -> str:
    """Show the lists of all children once more before they are handed in."""
    return _review_page(desk(round_id), HandInForm())


@bp.post("/rounds/<int:round_id>/hand-in")
@allow(*FAMILY)
def hand_in(round_id: int) -> Response | tuple[str, int]:
    """Hand in what was reviewed; the same review sent twice counts once."""
    here = desk(round_id, to_hand_in=True)
    form = HandInForm(request.form)
    if form.validate():
        try:
            services.hand_in(
                db.session(),
                here.offer,
                _reviewed(here, form),
                key=str(form.key.data),
                by_id=viewer().account_id,
                now=clock.now(),
            )
            return to(url_for(".receipt", round_id=round_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _review_page(desk(round_id), form), 422


@bp.get("/rounds/<int:round_id>/receipt")
@allow(*FAMILY)
def receipt(round_id: int) -> str:
    """Show what the school holds for each child: the list, its ticket and its hash."""
    here = desk(round_id)
    ids = [student.id for student in here.children]
    choices = queries.handed_in_choices(db.session(), viewer().school_id, round_id, ids)
    by_id = here.offer.by_id
    held = defaultdict(list)
    for choice in choices:
        held[choice.student_id, choice.slot_id].append(by_id[choice.section_id])
    return render_template("lottery/receipt.html", here=here, held=held)


def _reviewed(here: Desk, form: HandInForm) -> list[HandIn]:
    versions = form.versions()
    chosen = [
        HandIn(here.sitting(student), found, versions[found.id], form.fallback_of(found.id))
        for student in here.children
        if (found := here.lists.get(student.id)) is not None and found.id in versions
    ]
    if not chosen:
        raise errors.NothingChosen
    for each in chosen:
        require(may_choose(here.choice_round, each.child.student))
    return chosen


def _review_page(here: Desk, form: HandInForm) -> str:
    trials = odds_queries.trials(db.session(), viewer().school_id, here.choice_round.id)
    owed = owed_by(here.choice_round, here.children)
    mine = [
        Reviewed(
            student,
            here.lists[student.id],
            [
                (
                    day,
                    here.chosen(day, student),
                    day_odds(here, student, day, trials, owed.get(student.id, Owed()).chances),
                )
                for day in here.offer.days
            ],
        )
        for student in here.children
        if student.id in here.lists and may_choose(here.choice_round, student)
    ]
    waiting = [item for item in mine if item.choice_list.is_waiting]
    return render_template(
        "lottery/review.html",
        here=here,
        form=form,
        lists=waiting,
        trials=trials,
        chances={
            item.student.id: sentence(item.student.name, owed[item.student.id])
            for item in waiting
            if item.student.id in owed
        },
        odds_cannot_be_told=here.choice_round.is_second,
        odds_come_later=here.choice_round.tells_odds and trials is None,
        without=[student for student in here.children if student.id not in here.lists],
        key=form.key.data or secrets.token_urlsafe(12),
    )
