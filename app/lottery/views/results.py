"""The result for a family, and the public page of a round that anybody can check."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, render_template

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.roles import FAMILY
from app.enrollment.models import Place, PlaceSource
from app.enrollment.queries.places import places_of
from app.enrollment.queries.waiting import waiting_positions
from app.lottery import bundle
from app.lottery.allocation import merkle
from app.lottery.allocation.canonical import canonical
from app.lottery.eligibility import Day
from app.lottery.models import Draw, Outcome
from app.lottery.queries import choosing as choosing_queries
from app.lottery.queries import draws as queries
from app.lottery.queries import rounds as round_queries
from app.lottery.services.explanation import Line, explained
from app.lottery.services.summary import shown
from app.lottery.views.blueprint import bp
from app.lottery.views.desk import Desk, desk
from app.web.access import allow, public


@dataclass(frozen=True)
class DayResult:
    """One day of one child: the number, the club, and why."""

    day: Day
    number: int
    place: Place | None
    lines: Sequence[Line]

    @property
    def is_fallback(self) -> bool:
        """Whether the club was offered outside the list."""
        return self.place is not None and self.place.source is PlaceSource.FALLBACK


@bp.get("/rounds/<int:round_id>/result")
@allow(*FAMILY)
def result(round_id: int) -> str:
    """Show a child's clubs, and in a sentence each why; before publication, what comes."""
    here = desk(round_id)
    choice_round = here.choice_round
    if choice_round.published_at is None or here.choice_list is None:
        return render_template("lottery/no_result.html", here=here, now=clock.now())
    session, school_id = db.session(), choice_round.school_id
    draw = queries.get_draw(session, school_id, round_id)
    outcomes = queries.outcomes_of(session, school_id, draw.id, here.child.id)
    days = _days(here, draw, outcomes)
    return render_template(
        "lottery/result.html",
        here=here,
        draw=draw,
        days=days,
        last=draw.row_count,
        waiting=waiting_positions(session, school_id, choice_round.term_id, here.child.id),
        has_place=any(day.place for day in days),
    )


@bp.get("/rounds/<int:round_id>/my-row.json")
@allow(*FAMILY)
def own_row(round_id: int) -> Response:
    """Give the child's own row of the entries and the path that proves it was among them."""
    here = desk(round_id)
    found = here.choice_list
    if here.choice_round.frozen_at is None or found is None:
        raise NotFound
    draw = queries.get_draw(db.session(), here.choice_round.school_id, round_id, with_texts=True)
    rows = bundle.rows(draw.entries_text)
    tickets = [json.loads(row)["ticket"] for row in rows]
    if found.ticket not in tickets:
        raise NotFound
    index = tickets.index(found.ticket)
    text = canonical(
        {
            "format": "draw-row/1",
            "row": rows[index].decode(),
            "index": index,
            "rows": len(rows),
            "path": [sibling.hex() for sibling in merkle.path(rows, index)],
            "merkle_root": draw.merkle_root,
            "entries_hash": draw.entries_hash,
            "receipt_hash": found.receipt_hash,
        }
    )
    return _json(text, f"draw-{draw.id}-row.json")


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
    return _json(found.text, f"draw-{round_id}-manifest-{position}.json")


@bp.get("/draws/<int:round_id>/public.json")
@public
def public_bundle(round_id: int) -> Response:
    """Give what everybody may know of the published draw: no rows, no tickets."""
    session = db.session()
    choice_round = round_queries.get_announced_round(session, round_id)
    if choice_round.published_at is None:
        raise NotFound
    draw = queries.get_draw(session, choice_round.school_id, round_id, with_texts=True)
    result_file = json.loads(draw.result_text)
    text = canonical(
        {
            "format": "draw-public/1",
            "manifest": draw.manifest.text,
            "manifest_hash": draw.manifest.hash,
            "commitment": draw.manifest.commitment,
            "seed": draw.manifest.seed,
            "entries_hash": draw.entries_hash,
            "entries_rows": draw.row_count,
            "merkle_root": draw.merkle_root,
            "public_text": draw.public_text,
            "result_hash": draw.result_hash,
            "closed": result_file["closed"],
            "cutoffs": result_file["cutoffs"],
        }
    )
    return _json(text, f"draw-{round_id}-public.json")


def _days(here: Desk, draw: Draw, outcomes: Mapping[int, Outcome]) -> list[DayResult]:
    session, child = db.session(), here.child
    choice_round = here.choice_round
    choices = choosing_queries.handed_in_choices(
        session, choice_round.school_id, choice_round.id, [child.id]
    )
    rows = queries.drawn_sections(session, choice_round.school_id, draw.id)
    sections = {row.section_id: row for row in rows}
    held = places_of(session, choice_round.school_id, choice_round.term_id, [child.id])
    by_id = here.offer.by_id
    wanted = here.choice_list.wanted if here.choice_list else None
    got = sum(outcome.section_id is not None for outcome in outcomes.values())
    return [
        DayResult(
            day,
            outcomes[day.slot_id].number,
            _place_on(day, held),
            explained(
                [by_id[c.section_id] for c in choices if c.slot_id == day.slot_id],
                outcomes[day.slot_id],
                sections,
                has_enough=wanted is not None and got >= wanted,
            ),
        )
        for day in here.offer.days
        if day.slot_id in outcomes
    ]


def _place_on(day: Day, held: Sequence[Place]) -> Place | None:
    return next(
        (place for place in held if day.slot_id in {time.slot_id for time in place.section.times}),
        None,
    )


def _json(text: str, name: str) -> Response:
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
