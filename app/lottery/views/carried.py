"""The children who carry fairness credits into a round, and why, for the school."""

from flask import render_template, url_for

from app.core.db import db
from app.core.errors import NotFound
from app.core.roles import Role
from app.lottery.models import ChoiceRound
from app.lottery.queries import credits as queries
from app.lottery.services.credits import is_fixed
from app.lottery.views.blueprint import bp
from app.lottery.views.credit_words import reasons, with_credits
from app.lottery.views.rounds import the_round
from app.web.access import allow
from app.web.paging import wanted_page

PAGE_SIZE = 100


@bp.get("/rounds/<int:round_id>/credits")
@allow(Role.SCHOOL_ADMIN)
def credits_of_round(round_id: int) -> str:
    """List the children who have more than one chance in a round, and why."""
    choice_round = _first_round(round_id)
    owed = with_credits(choice_round)
    listed = queries.students(db.session(), choice_round.school_id, owed.keys())
    page = wanted_page()
    return render_template(
        "lottery/credits.html",
        choice_round=choice_round,
        is_fixed=is_fixed(choice_round),
        everybody=listed,
        shown=listed[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        owed=owed,
        reasons=reasons,
        before=_address(round_id, page - 1) if page > 1 else "",
        after=_address(round_id, page + 1) if page * PAGE_SIZE < len(listed) else "",
    )


def _first_round(round_id: int) -> ChoiceRound:
    found = the_round(round_id)
    if found.is_second:
        raise NotFound
    return found


def _address(round_id: int, page: int) -> str:
    return url_for("lottery.credits_of_round", round_id=round_id, page=page)
