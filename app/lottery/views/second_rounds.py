"""The seats that draws have left: the school chooses between two ways to give them."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.lottery.forms import SecondRoundForm
from app.lottery.services import rounds, second_rounds
from app.lottery.services.second_rounds import FreeDay
from app.lottery.views.blueprint import bp, day_name, signature
from app.schools.models import Term
from app.schools.queries import get_current_term
from app.web.access import allow
from app.web.forms import options
from app.web.fragments import to

ADMIN = Role.SCHOOL_ADMIN


@bp.get("/rounds/second")
@allow(ADMIN)
def free_seats() -> str:
    """Show the seats that draws have left, and the two ways to give them."""
    term = _term()
    left = second_rounds.free_days(db.session(), term)
    opens_at, closes_at = rounds.usual_times(viewer().school, clock.now())
    data = {"who": "without", "opens_at": _local(opens_at), "closes_at": _local(closes_at)}
    if left:
        data["slot_id"] = left[0].slot.id
    return _page(term, left, SecondRoundForm(formdata=None, data=data))


@bp.post("/rounds/second")
@allow(ADMIN)
def prepare_second_round() -> Response | tuple[str, int]:
    """Prepare a second round, to be looked over before it is announced."""
    term = _term()
    left = second_rounds.free_days(db.session(), term)
    form = SecondRoundForm(request.form)
    _offer_days(form, left)
    if form.validate():
        day = next(each for each in left if each.slot.id == form.slot_id.data)
        title = gettext("Second round for %(days)s", days=day_name(day.slot))
        try:
            plan = form.plan(viewer().school.time_zone, day.first, title)
            made = second_rounds.create_second_round(db.session(), term, plan, **signature())
            return to(url_for(".show", round_id=made.id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(term, left, form), 422


def _page(term: Term, left: Sequence[FreeDay], form: SecondRoundForm) -> str:
    _offer_days(form, left)
    return render_template("lottery/free_seats.html", term=term, left=left, form=form)


def _offer_days(form: SecondRoundForm, left: Sequence[FreeDay]) -> None:
    form.slot_id.choices = options((each.slot.id, day_name(each.slot)) for each in left)


def _term() -> Term:
    me = viewer()
    return get_current_term(db.session(), me.school_id, me.school.today(clock.now()))


def _local(moment: datetime) -> datetime:
    """Give a moment by the school's clock, for a form."""
    return moment.astimezone(ZoneInfo(viewer().school.time_zone)).replace(tzinfo=None)
