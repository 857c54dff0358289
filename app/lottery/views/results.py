"""The result for a family, and the public page of a round that anybody can check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Response, render_template, send_file

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.roles import FAMILY
from app.core.text import N_, Sentence
from app.enrollment.causes import CAUSES
from app.enrollment.models import Place, PlaceSource
from app.enrollment.queries.places import places_of
from app.enrollment.queries.waiting import waiting_positions
from app.lottery import downloads
from app.lottery.eligibility import Day
from app.lottery.models import ChoiceList, ChoiceRound, Draw, Outcome
from app.lottery.queries import choosing as choosing_queries
from app.lottery.queries import draws as queries
from app.lottery.queries import rounds as round_queries
from app.lottery.queries.corrections import corrections
from app.lottery.services import explanation
from app.lottery.services.explanation import Line, Turned
from app.lottery.services.second_rounds import number_before
from app.lottery.services.summary import FEWEST_SHOWN, shown
from app.lottery.views.blueprint import bp, json_file
from app.lottery.views.credit_words import sentence_of
from app.lottery.views.desk import Desk, desk
from app.web.access import allow, public

VERIFIER = Path(__file__).resolve().parents[3] / "verify_draw.py"

SINCE_THE_DRAW = {
    PlaceSource.WAITLIST: N_("%(name)s moved up from the waiting list after the draw"),
    PlaceSource.EXCHANGE: N_("%(name)s swapped for this club after the draw"),
    PlaceSource.REPAIR: N_("%(name)s moved here when another club ended"),
    PlaceSource.CHANGE: N_("%(name)s changed to this club after the draw"),
    PlaceSource.CORRECTION: N_("The school has corrected the place of %(name)s"),
}


@dataclass(frozen=True)
class DayResult:
    """One day of one child: the number, the club, and why."""

    day: Day
    number: int
    place: Place | None
    headline: Sentence
    lines: Sequence[Line]
    turned: Sentence | None = None  # of a second round: the number before, and now

    @property
    def is_fallback(self) -> bool:
        """Whether the club was offered outside the list."""
        return self.place is not None and self.place.source is PlaceSource.FALLBACK

    @property
    def since(self) -> str | None:
        """How the club came about, if not by the draw; a marked sentence."""
        return SINCE_THE_DRAW.get(self.place.source) if self.place is not None else None


@bp.get("/rounds/<int:round_id>/result")
@allow(*FAMILY)
def result(round_id: int) -> str:
    """Show a child's clubs, and in a sentence each why; before publication, what comes."""
    here = desk(round_id)
    choice_round = here.choice_round
    own = here.choice_list
    if choice_round.published_at is None or own is None or own.handed_in_at is None:
        return render_template("lottery/no_result.html", here=here, now=clock.now())
    session, school_id = db.session(), choice_round.school_id
    draw = queries.get_draw(session, school_id, round_id)
    outcomes = queries.outcomes_of(session, school_id, draw.id, here.child.id)
    days = _days(here, own, draw, outcomes)
    return render_template(
        "lottery/result.html",
        here=here,
        draw=draw,
        days=days,
        last=draw.row_count,
        chances=sentence_of(choice_round, here.child),
        waiting=waiting_positions(session, school_id, choice_round.term_id, here.child.id),
        has_place=any(day.place for day in days),
    )


@bp.get("/rounds/<int:round_id>/my-row")
@allow(*FAMILY)
def own_row(round_id: int) -> str:
    """Show the child's own row; the browser itself climbs from it to the root of the tree."""
    here, draw, row = _own_row(round_id)
    return render_template("lottery/own_row.html", here=here, draw=draw, row=row)


@bp.get("/rounds/<int:round_id>/my-row.json")
@allow(*FAMILY)
def own_row_file(round_id: int) -> Response:
    """Give the child's own row of the entries and the path that proves it was among them."""
    _here, draw, row = _own_row(round_id)
    return json_file(downloads.row_file(row), f"draw-{draw.id}-row.json")


def _own_row(round_id: int) -> tuple[Desk, Draw, dict[str, Any]]:
    here = desk(round_id)
    if here.choice_round.frozen_at is None or here.choice_list is None:
        raise NotFound
    draw = queries.get_draw(db.session(), here.choice_round.school_id, round_id, with_texts=True)
    row = downloads.own_row(draw, here.choice_list)
    if row is None:
        raise NotFound
    return here, draw, row


@bp.get("/draws/<int:round_id>")
@public
def public_page(round_id: int) -> str:
    """Show everybody the rules, the promised seed, the hashes and, once drawn, the cut-offs."""
    session = db.session()
    choice_round = round_queries.get_announced_round(session, round_id)
    school_id = choice_round.school_id
    draws = queries.draws(session, school_id, round_id)
    is_published = choice_round.published_at is not None
    return render_template(
        "lottery/public.html",
        choice_round=choice_round,
        now=clock.now(),
        manifests=round_queries.manifests(session, school_id, round_id),
        notices=round_queries.notices(session, school_id, round_id),
        draws=draws,
        corrections=corrections(
            session, school_id, round_id, choice_round.published_at, fewest=FEWEST_SHOWN
        ),
        fewest_shown=FEWEST_SHOWN,
        cause_names=CAUSES,
        sections=queries.drawn_sections(session, school_id, draws[-1].id) if is_published else [],
        shown=shown,
    )


@bp.get("/draws/<int:round_id>/manifest-<int:position>.json")
@public
def manifest_file(round_id: int, position: int) -> Response:
    """Give a manifest byte for byte, so that its hash can be checked."""
    session = db.session()
    choice_round = round_queries.get_announced_round(session, round_id)
    listed = round_queries.manifests(session, choice_round.school_id, round_id)
    found = next((manifest for manifest in listed if manifest.position == position), None)
    if found is None:
        raise NotFound
    return json_file(found.text, f"draw-{round_id}-manifest-{position}.json")


@bp.get("/draws/<int:round_id>/public-<int:position>.json")
@public
def public_bundle(round_id: int, position: int) -> Response:
    """Give what everybody may know of a draw of the published round: no rows, no tickets."""
    session = db.session()
    choice_round = round_queries.get_announced_round(session, round_id)
    draw = queries.get_draw(
        session, choice_round.school_id, round_id, position=position, with_texts=True
    )
    if choice_round.published_at is None or draw.drawn_at is None:
        raise NotFound
    return json_file(downloads.public_bundle(draw), f"draw-{round_id}-public-{position}.json")


@bp.get("/draws/verify_draw.py")
@public
def verifier() -> Response:
    """Give the file that checks a bundle; it is a page of reading matter, not run here."""
    return send_file(VERIFIER, "text/x-python", as_attachment=True)


def _days(
    here: Desk, choice_list: ChoiceList, draw: Draw, outcomes: Mapping[int, Outcome]
) -> list[DayResult]:
    session, child = db.session(), here.child
    choice_round = here.choice_round
    choices = choosing_queries.handed_in_choices(
        session, choice_round.school_id, choice_round.id, [child.id]
    )
    rows = queries.drawn_sections(session, choice_round.school_id, draw.id)
    sections = {row.section_id: row for row in rows}
    held = places_of(session, choice_round.school_id, choice_round.term_id, [child.id])
    by_id = here.offer.by_id
    wanted = choice_list.wanted
    entered = queries.entered_choices(session, draw, choice_list.ticket)
    kept = explanation.codes_with_kept_seats(draw)
    got = sum(outcome.section_id is not None for outcome in outcomes.values())
    has_enough = wanted is not None and got >= wanted
    turned = _turned(choice_round, choice_list)
    results = []
    for day in here.offer.days:
        if day.slot_id in outcomes:
            outcome = outcomes[day.slot_id]
            listed = [by_id[c.section_id] for c in choices if c.slot_id == day.slot_id]
            own = entered.get(day.code, ())
            place = _place_on(day, held)
            keeps = _keeps(choice_round, place)
            drawn = explanation.Drawn(
                choice_round.mechanism, sections, outcome, has_enough, own, kept, keeps
            )
            said = explanation.headline(listed, drawn), explanation.explained(listed, drawn)
            order = explanation.turned(turned, outcome.number, draw.row_count) if turned else None
            results.append(DayResult(day, outcome.number, place, *said, order))
    return results


def _turned(choice_round: ChoiceRound, choice_list: ChoiceList) -> Turned | None:
    """Give a child's number of the first draw, in a second round."""
    if not choice_round.is_second:
        return None
    school_id = choice_round.school_id
    draw = queries.get_draw(db.session(), school_id, choice_round.id, with_texts=True)
    return number_before(draw, choice_list.ticket)


def _keeps(choice_round: ChoiceRound, place: Place | None) -> bool:
    """Whether a child had a club before a round in which it might have got a better one."""
    published_at = choice_round.published_at
    is_older = place is not None and published_at is not None and place.began_at < published_at
    return choice_round.may_improve and is_older


def _place_on(day: Day, held: Sequence[Place]) -> Place | None:
    return next(
        (place for place in held if day.slot_id in {time.slot_id for time in place.section.times}),
        None,
    )
