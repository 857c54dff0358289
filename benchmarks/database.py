"""Measures what a draw costs around its computation: reading the lists, writing what it gave.

    python -m benchmarks.database              600, 3,000 and 6,000 pupils, five choices each
    python -m benchmarks.database --database SQLite

Beside the seconds stands the time for a thousand pupils: it stays the same if the cost is linear.
"""

import argparse
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db
from app.lottery import drafts
from app.lottery.models import Choice, ChoiceList, ChoiceRound
from app.lottery.queries import draws as queries
from app.lottery.queries.rounds import get_round
from app.lottery.services.draws import freeze_entries, perform_draw, repeated
from app.lottery.services.publishing import publish_round
from tools.bench import databases
from tools.local_server import Server
from tools.measure.school import LargeSchool, build
from tools.measure.stage import app_of

PUPILS = (600, 3_000, 6_000)
PUPILS_A_CLUB = 45
DIGITS = "123456789"

Value = TypeVar("Value")


def main() -> None:
    """Print a table for each database."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=("SQLite", "PostgreSQL"))
    options = parser.parse_args()
    print("                pupils  read and freeze   compute     write   publish   a thousand")
    for pupils in PUPILS:
        for name, settings in databases(options.database):
            with tempfile.TemporaryDirectory(prefix="zouban-bench-") as folder:
                server = Server(Path(folder), settings, ())
                with app_of(server) as app, app.app_context():
                    _print_row(name, pupils, db.session())


def _print_row(name: str, pupils: int, session: Session) -> None:
    school = build(session, pupils=pupils, clubs=pupils // PUPILS_A_CLUB, now=clock.now())
    _hand_in_all(session, school)
    now = clock.now() + timedelta(days=8)

    def choice_round() -> ChoiceRound:
        return get_round(session, school.school_id, school.round_id, for_update=True)

    frozen = _timed(
        session, lambda: freeze_entries(session, choice_round(), actor_id=None, now=now)
    )
    drawn = _timed(
        session, lambda: perform_draw(session, choice_round(), DIGITS, actor_id=None, now=now)
    )
    draw = queries.get_draw(session, school.school_id, school.round_id, with_texts=True)
    computed = _timed(session, lambda: repeated(draw))
    published = _timed(
        session, lambda: publish_round(session, choice_round(), actor_id=None, now=now)
    )
    apart = frozen + drawn - computed + published
    print(
        f"{name:<12}{pupils:>10,}{frozen:>17.2f}{computed:>10.2f}{drawn - computed:>10.2f}"
        f"{published:>10.2f}{1000 * apart / pupils:>13.2f}",
        flush=True,
    )


def _timed(session: Session, act: Callable[[], Value]) -> float:
    """Do it and commit; gives the seconds."""
    began = perf_counter()
    act()
    session.commit()
    return perf_counter() - began


def _hand_in_all(session: Session, school: LargeSchool) -> None:
    """Hand every draft in, as it stands."""
    session.execute(
        update(ChoiceList)
        .where(ChoiceList.round_id == school.round_id)
        .values(handed_in_at=ChoiceList.saved_at, handed_in_version=ChoiceList.version)
    )
    lists = session.execute(
        select(ChoiceList.student_id, ChoiceList.draft).where(
            ChoiceList.round_id == school.round_id
        )
    ).all()
    rows = [
        {
            "school_id": school.school_id,
            "round_id": school.round_id,
            "slot_id": slot_id,
            "student_id": student_id,
            "section_id": section_id,
            "rank": rank,
        }
        for student_id, draft in lists
        for slot_id, section_ids in drafts.read(draft).choices.items()
        for rank, section_id in enumerate(section_ids, start=1)
    ]
    session.execute(insert(Choice), rows)
    session.commit()


if __name__ == "__main__":
    main()
