"""Measures patrols, diagnoses and the summary in a large school, after a week and after a term.

    python -m benchmarks.evaluation                     3,000 pupils, about 400,000 marks
    python -m benchmarks.evaluation --database SQLite --weeks 4

The school and its rolls are those of `benchmarks.attendance`; each week has forty visits with a
finding in every fourth, and is drafted for every club and homeroom.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db
from app.evaluation.actions.models import Action, ActionState, Severity
from app.evaluation.diagnosis.models import Diagnosis
from app.evaluation.diagnosis.services import draft_week
from app.evaluation.patrol.models import Finding, PatrolForm, Visit
from app.evaluation.patrol.queries.forms import form_in_force
from app.evaluation.patrol.services.forms import kept_form
from app.schools.models import School, Term
from app.timetable.models import Meeting
from benchmarks.attendance import WEEKS, Filled, asked, count_marks, fill, hold_weeks, visitors_of
from tools.bench import databases
from tools.local_server import Server
from tools.measure.stage import app_of
from tools.measure.visitors import Visitor

VISITS_A_WEEK, EVERY_FOURTH = 40, 4


def main() -> None:
    """Print what pages and drafting cost on each database."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=("SQLite", "PostgreSQL"))
    parser.add_argument("--pupils", type=int, default=3_000)
    parser.add_argument("--weeks", type=int, default=WEEKS)
    options = parser.parse_args()
    for name, settings in databases(options.database):
        with tempfile.TemporaryDirectory(prefix="zouban-bench-") as folder:
            server = Server(Path(folder), settings, ())
            with app_of(server) as app:
                _measure(name, app, options)


def _measure(name: str, app: Flask, options: argparse.Namespace) -> None:
    with app.app_context():
        filled = fill(db.session(), options.pupils, clock.now())
        hold_weeks(db.session(), filled, [1])
        first = _evaluate(db.session(), filled, 1)
    visitor = visitors_of(app, filled)["office"]
    with app.app_context():
        pages = list(_pages(db.session(), filled))
    week = {path: asked(app, path, visitor) for path in pages}
    with app.app_context():
        hold_weeks(db.session(), filled, range(2, options.weeks + 1))
        took = [_evaluate(db.session(), filled, n) for n in range(2, options.weeks + 1)]
        print(
            f"\n{name}: {options.pupils:,} pupils, {count_marks(db.session()):,} marks,"
            f" {_count(db.session(), Visit)} visits, {_count(db.session(), Diagnosis)} diagnoses;"
            f" drafting a week took {first:.1f} s at first, {max([first, *took]):.1f} s at most"
        )
    _print_pages(app, visitor, pages, week)


def _print_pages(
    app: Flask, visitor: Visitor, pages: Sequence[str], week: dict[str, tuple[int, float]]
) -> None:
    print("page                                       SQL   a week ms     SQL   a term ms")
    for path in pages:
        statements, seconds = asked(app, path, visitor)
        print(
            f"{path:<40}{week[path][0]:>6}{1000 * week[path][1]:>12.1f}"
            f"{statements:>8}{1000 * seconds:>12.1f}",
            flush=True,
        )


def _evaluate(session: Session, filled: Filled, week: int) -> float:
    """Write the visits of a week, counted back from today, and draft it; gives the seconds."""
    school = session.get_one(School, filled.school.school_id)
    term = session.scalars(select(Term).where(Term.school_id == school.id)).one()
    monday = filled.today - timedelta(days=filled.today.weekday(), weeks=week)
    meetings = session.scalars(
        select(Meeting.id)
        .where(Meeting.school_id == school.id, Meeting.day == monday + timedelta(days=1))
        .order_by(Meeting.id)
        .limit(VISITS_A_WEEK)
    ).all()
    form = kept_form(session, form_in_force(session, school.id, now=clock.now()))
    _visit(session, filled, form, meetings, week)
    session.commit()
    began = perf_counter()
    draft_week(session, school, term, monday, actor_id=None, now=clock.now())
    session.commit()
    return perf_counter() - began


def _visit(
    session: Session, filled: Filled, form: PatrolForm, meetings: Sequence[int], week: int
) -> None:
    seen_at = clock.now() - timedelta(weeks=week)
    own = {"school_id": filled.school.school_id}
    visits = session.scalars(
        insert(Visit).returning(Visit.id),
        [
            own
            | {
                "key": f"{week:08}{number:024}",
                "meeting_id": meeting,
                "form_id": form.id,
                "inspector_id": filled.school.admin_id,
                "seen_at": seen_at,
                "heads_by_roll": 30,
                "got": form.points,
                "full_points": form.points,
            }
            for number, meeting in enumerate(meetings)
        ],
    ).all()
    for visit in visits[::EVERY_FOURTH]:
        action = Action(
            **own,
            what="桌椅地面整洁",
            severity=Severity.WEEK,
            state=ActionState.OPEN,
            owner_id=filled.school.admin_id,
            due_on=seen_at.date() + timedelta(days=7),
            section_id=filled.school.section_ids[visit % len(filled.school.section_ids)],
            opened_at=seen_at,
        )
        session.add(action)
        session.flush()
        finding = {"visit_id": visit, "item_id": form.items[0].id, "action_id": action.id}
        session.add(Finding(**own, **finding, is_partly=False))


def _pages(session: Session, filled: Filled) -> Iterator[str]:
    section = filled.school.section_ids[0]
    of_club = select(Diagnosis.id).where(Diagnosis.section_id == section)
    yield "/diagnoses"
    yield "/diagnoses/print"
    yield f"/diagnoses/{session.scalars(of_club).one()}"
    yield "/patrol/coverage"
    yield "/actions?show=all"
    yield "/summary"
    yield f"/summary/sections/{section}"
    yield "/summary/effect"


def _count(session: Session, table: type[Visit] | type[Diagnosis]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


if __name__ == "__main__":
    main()
