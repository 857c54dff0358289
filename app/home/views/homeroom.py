"""The homeroom teacher's start page: the homeroom, and who has handed in."""

from flask import render_template

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.home.queries import clubs as queries
from app.home.views.blueprint import Choices
from app.home.wording import day_text, moment_text
from app.lottery.queries import progress, rounds
from app.schools.queries import current_term


def page(pages: Choices) -> str:
    """Show the homerooms a person leads."""
    me, now = viewer(), clock.now()
    today = me.school.today(now)
    homerooms = queries.led_homerooms(db.session(), me.school_id, me.account_id)
    term = current_term(db.session(), me.school_id, today)
    announced = rounds.rounds_for_families(db.session(), me.school_id, term.id) if term else []
    choice_round = announced[0] if announced else None
    rows = []
    if choice_round is not None and homerooms:
        ids = {led.homeroom.id for led in homerooms}
        rows = list(progress.by_homeroom(db.session(), me.school_id, choice_round.id, ids))
    return render_template(
        "home/homeroom.html",
        pages=pages,
        day=day_text(today),
        homerooms=homerooms,
        choice_round=choice_round,
        is_open=choice_round is not None and choice_round.is_open(now),
        closes=moment_text(choice_round.closes_at, me.school) if choice_round else "",
        progress={row.homeroom.id: row for row in rows},
        missing=sum(row.children - row.handed_in for row in rows),
    )
