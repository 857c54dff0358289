"""Witness mode: the draw on the projector of the hall, step by step, without internet or script."""

from collections.abc import Mapping
from typing import Any

import segno
from flask import Response, render_template, request, url_for

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import Role
from app.lottery import hall as ceremony
from app.lottery.forms import EmptyForm
from app.lottery.models import ChoiceRound, Draw
from app.lottery.queries import draws as queries
from app.lottery.services import draws as services
from app.lottery.services.publishing import drawn_round
from app.lottery.services.summary import shown, summary
from app.lottery.spoken import groups, spoken
from app.lottery.views.blueprint import bp, signature
from app.lottery.views.rounds import the_round
from app.web import translation
from app.web.access import allow
from app.web.fragments import to

ADMIN = Role.SCHOOL_ADMIN


@bp.get("/rounds/<int:round_id>/hall")
@allow(ADMIN)
def hall(round_id: int) -> Response:
    """Open the ceremony where it stands: at the list before the draw, at the result after it."""
    found = _frozen(round_id)
    step = "lottery.hall_list" if found.drawn_at is None else "lottery.hall_result"
    return to(url_for(step, round_id=round_id))


@bp.get("/rounds/<int:round_id>/hall/list")
@allow(ADMIN)
def hall_list(round_id: int) -> str:
    """Show how many lists are frozen, and the hashes that bind rules, seed and lists."""
    return _page("list", _frozen(round_id))


@bp.get("/rounds/<int:round_id>/hall/tickets")
@allow(ADMIN)
def hall_tickets(round_id: int) -> str:
    """Find the tickets that the hall names (`?ticket=`, three of them) in the frozen entries."""
    found = _frozen(round_id)
    asked = [text for text in request.args.getlist("ticket")[: ceremony.TICKETS] if text.strip()]
    draw = _draw(found, with_texts=True)
    looked_up = ceremony.looked_up(draw, [text[:64] for text in asked])
    return _page("tickets", found, looked_up=looked_up, places=range(ceremony.TICKETS))


@bp.get("/rounds/<int:round_id>/hall/digits")
@allow(ADMIN)
def hall_digits(round_id: int) -> Response | str:
    """Show the digits typed so far (`?typed=`); each witness adds one."""
    found = _frozen(round_id)
    if found.drawn_at is not None:
        return to(url_for(".hall_result", round_id=round_id))
    return _digits_page(found, request.args.get("typed", ""), EmptyForm(formdata=None))


@bp.post("/rounds/<int:round_id>/hall/draw")
@allow(ADMIN)
def hall_draw(round_id: int) -> Response | tuple[str, int]:
    """Draw with the digits of the witnesses, behind the date of the day."""
    found = the_round(round_id, for_update=True)
    form, typed = EmptyForm(request.form), ceremony.digits_of(request.form.get("typed", ""))
    today = viewer().school.today(clock.now())
    try:
        services.check_digits(typed)
        services.perform_draw(db.session(), found, f"{today} {typed}", **signature())
        return to(url_for(".hall_step", round_id=round_id, number=1))
    except Invalid as refusal:
        form.refuse(refusal)
    return _digits_page(found, typed, form), 422


@bp.get("/rounds/<int:round_id>/hall/steps/<int:number>")
@allow(ADMIN)
def hall_step(round_id: int, number: int) -> str:
    """Show one step of the draw: numbers, a club that closes, cut-offs, counts."""
    found = _drawn(round_id)
    draw = _draw(found)
    sections = queries.drawn_sections(db.session(), found.school_id, draw.id)
    steps = ceremony.steps(sections)
    if not 1 <= number <= len(steps):
        raise NotFound
    step = steps[number - 1]
    counted = None
    if step.kind is ceremony.Kind.COUNTS:
        counted = summary(db.session(), drawn_round(db.session(), found))
    return _page(
        "steps",
        found,
        draw=draw,
        shown_step=step,
        number=number,
        whole=len(steps),
        sections=sections,
        counted=counted,
        shown=shown,
    )


@bp.get("/rounds/<int:round_id>/hall/result")
@allow(ADMIN)
def hall_result(round_id: int) -> str:
    """Show the hash of the result as a picture to scan and as words to read aloud."""
    return _page("result", _drawn(round_id))


@bp.get("/rounds/<int:round_id>/hall/record")
@allow(ADMIN)
def hall_record(round_id: int) -> str:
    """Show the record of the draw on paper, for the witnesses to sign."""
    found = _drawn(round_id)
    draw = _draw(found)
    return render_template("lottery/hall_record.html", **_facts(found, draw), signatures=range(5))


def _digits_page(found: ChoiceRound, typed: str, form: EmptyForm) -> str:
    digits = ceremony.digits_of(typed)
    missing = max(services.FEWEST_DIGITS - len(digits), 0)
    return _page("digits", found, form=form, typed=digits, missing=missing)


def _page(step: str, found: ChoiceRound, draw: Draw | None = None, **context: Any) -> str:
    drawn = draw if draw is not None else _draw(found)
    return render_template(
        f"lottery/hall_{step}.html", step=step, colours="dark", **_facts(found, drawn), **context
    )


def _facts(found: ChoiceRound, draw: Draw) -> Mapping[str, Any]:
    code = ""
    if draw.result_hash:
        code = segno.make(draw.result_hash, error="m", micro=False).svg_data_uri(
            border=2, omitsize=True, light="#fff"
        )
    return {
        "choice_round": found,
        "draw": draw,
        "groups": groups,
        "words": spoken(draw.result_hash, translation.current()),
        "code": code,
    }


def _frozen(round_id: int) -> ChoiceRound:
    found = the_round(round_id)
    if found.frozen_at is None:
        raise NotFound
    return found


def _drawn(round_id: int) -> ChoiceRound:
    found = the_round(round_id)
    if found.drawn_at is None:
        raise NotFound
    return found


def _draw(found: ChoiceRound, *, with_texts: bool = False) -> Draw:
    return queries.get_draw(db.session(), found.school_id, found.id, with_texts=with_texts)
