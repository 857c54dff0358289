"""Long runs that are not part of every test, on SQLite and PostgreSQL.

    python -m tools.soak            1,000,000 acts, 20 kills, 3 rushes, 500 for the last seats, by
                                    hand and 50 times first come, first served
    python -m tools.soak --kills 100 --rushes 10 --database SQLite
    python -m tools.soak --acts 200000 --minutes 30 --only-acts

A kill ends every process of the server (kill -9) while lists are handed in; after the restart every
acknowledged list must be there whole. In a rush every pupil hands in while others read. Then an
administrator's 500 placings arrive at once for the last 20 seats of a club: 20 are placed, the
others refused in a sentence. Then 500 pupils take the same 20 seats themselves, first come, first
served, again and again. An act takes, drops, offers, raises or lowers seats in schools of its own
(`tools.measure.acts`); after every thousand the promise is checked: counters equal places and
offers, nobody is in two clubs at once, no seat is empty that a child waits for. In the end the
audit log must be unbroken.
"""

import argparse
import random
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db
from app.courses.models import Section
from app.enrollment.models import FreeSeats, Place
from app.enrollment.queries.places import get_section
from app.enrollment.services import end_place
from tools.bench import databases
from tools.local_server import Server
from tools.measure.acts import Acts
from tools.measure.load import Answers, fire
from tools.measure.rush import acknowledged, hand_in, lost, place, rush, take
from tools.measure.school import LAST_SEATS
from tools.measure.stage import Stage, app_of, staged

CONNECTIONS = 16
TAKERS = 500
ACTS_A_SCHOOL, ACTS_A_CHECK = 20_000, 1000
SENTENCE = "已经没有空名额"  # of app/enrollment/errors.py, SectionFull


def main() -> None:
    """Run every part; end with 1 if a list was lost or a seat given wrongly."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=("SQLite", "PostgreSQL"))
    parser.add_argument("--placings", type=int, default=500)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--rushes", type=int, default=3)
    parser.add_argument("--free-seats", type=int, default=50, metavar="ROUNDS")
    parser.add_argument("--pupils", type=int, default=3000)
    parser.add_argument("--acts", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=float, default=240, help="at most, for the acts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only-acts", action="store_true")
    options = parser.parse_args()
    faults = 0
    for name, settings in databases(options.database):
        print(f"\n{name}", flush=True)
        with tempfile.TemporaryDirectory(prefix="zouban-soak-") as folder:
            server = Server(Path(folder), settings, ())
            with app_of(server) as app, app.app_context():
                faults += _acts(options)
            if not options.only_acts:
                with staged(server, pupils=options.pupils) as stage:
                    faults += _soak(stage, options)
            print(server.flask("audit", "verify").strip(), flush=True)
    if faults:
        sys.exit(f"{faults} acknowledged lists were lost or seats given wrongly.")


def _soak(stage: Stage, options: argparse.Namespace) -> int:
    """Run every part on one database; gives the number of faults."""
    faults = sum(_kill_during_hand_in(stage, number) for number in range(options.kills))
    faults += sum(_rush(stage, number) for number in range(options.rushes))
    faults += _last_seats(stage, options.placings) if options.placings else 0
    return faults + _free_seats(stage, options.free_seats)


def _acts(options: argparse.Namespace) -> int:
    """Do random acts, a new school every 20,000; gives the number of violations."""
    begun, done, refused, wrong = monotonic(), 0, 0, list[str]()
    chance = random.Random(options.seed)  # noqa: S311 -- no secret
    kinds = Counter[str]()
    while done < options.acts and monotonic() - begun < options.minutes * 60:
        acts = Acts(db.session(), chance)
        for number in range(1, min(ACTS_A_SCHOOL, options.acts - done) + 1):
            acts.act()
            if number % ACTS_A_CHECK == 0:
                wrong += acts.violations()
                if monotonic() - begun >= options.minutes * 60:
                    break
        done += number
        refused += acts.refused
        kinds += acts.done
        minutes = (monotonic() - begun) / 60
        print(f"acts: {done:,} in {minutes:.1f} min, {len(wrong)} violations", flush=True)
        db.session.remove()
    print(f"acts: {refused:,} refused in a sentence; {dict(kinds)}", flush=True)
    for what in wrong[:20]:
        print(f"  {what}", flush=True)
    return len(wrong)


def _kill_during_hand_in(stage: Stage, number: int) -> int:
    """Kill the server in the middle of hand-ins; gives how many acknowledged lists are gone."""
    stage.server.start()
    pause = random.Random(number).uniform(0.3, 1.5)  # noqa: S311 -- no secret
    killer = threading.Timer(pause, stage.server.kill)
    killer.start()
    answers = _hand_in_until_killed(stage)
    killer.join()
    stage.server.start()
    stage.server.stop()
    keys = acknowledged(answers)
    gone = lost(stage.app, keys)
    print(
        f"kill {number + 1}: after {pause:.2f} s, {len(keys)} acknowledged, {len(gone)} lost",
        flush=True,
    )
    return len(gone)


def _hand_in_until_killed(stage: Stage) -> Answers:
    each = list(zip(stage.school.pupils, stage.visitors, strict=True))
    lanes = [
        [hand_in(stage.school, pupil, visitor) for pupil, visitor in each[lane::CONNECTIONS]]
        for lane in range(CONNECTIONS)
    ]
    return fire(stage.server.port, lanes)


def _rush(stage: Stage, number: int) -> int:
    with stage.server.running():
        answers = rush(stage.server.port, stage.school, stage.visitors, connections=CONNECTIONS)
    gone = lost(stage.app, acknowledged(answers))
    print(
        f"rush {number + 1}: {len(answers.keys)} lists and 300 pages in {answers.took:.1f} s, "
        f"95 % within {answers.slowest(0.95) * 1000:.0f} ms, {len(gone)} lost, "
        f"answers {dict(answers.statuses)}",
        flush=True,
    )
    return len(gone)


def _last_seats(stage: Stage, count: int) -> int:
    """Place pupils by hand, all at once, on the last seats; gives how many answers were wrong."""
    asking = stage.school.pupils[:count]
    with stage.server.running():
        lanes = [[place(stage.school, pupil, stage.admin)] for pupil in asking]
        answers = fire(stage.server.port, lanes)
    told = sum(SENTENCE in page for page in answers.refusals.values())
    placed, held, taken = answers.statuses[303], *_seats(stage)
    print(
        f"last seats: {count} at once for {LAST_SEATS} in {answers.took:.1f} s: {placed} placed, "
        f"{told} told that no seat is free; places {held}, counter {taken}, "
        f"answers {dict(answers.statuses)}",
        flush=True,
    )
    is_right = (placed, told, held, taken) == (LAST_SEATS, count - LAST_SEATS, *2 * (LAST_SEATS,))
    return 0 if is_right else abs(placed - LAST_SEATS) or 1


def _free_seats(stage: Stage, rounds: int) -> int:
    """Let pupils take the last seats, all at once; gives in how many rounds something was wrong."""
    each = list(zip(stage.school.pupils, stage.visitors, strict=True))[:TAKERS]
    wrong, waits = 0, list[float]()
    with stage.server.running():
        for number in range(rounds):
            _empty_the_club(stage, is_first=number == 0)
            answers = fire(stage.server.port, [[take(stage.school, *pupil)] for pupil in each])
            told = sum(SENTENCE in page for page in answers.refusals.values())
            found = (answers.statuses[303], told, *_seats(stage))
            wrong += found != (LAST_SEATS, len(each) - LAST_SEATS, LAST_SEATS, LAST_SEATS)
            waits.append(answers.slowest(0.95))
    if rounds:
        print(
            f"free seats: {rounds} times {len(each)} at once for {LAST_SEATS}: "
            f"{rounds - wrong} times exactly {LAST_SEATS} taken and everybody else told; "
            f"95 % within {max(waits):.1f} s",
            flush=True,
        )
    return wrong


def _empty_the_club(stage: Stage, *, is_first: bool) -> None:
    """End every place of the section, and at first announce that its seats are free."""
    with stage.app.app_context():
        session, school = db.session(), stage.school
        section = get_section(session, school.school_id, school.last_seats_id)
        for place in _places_in(session, section):
            end_place(session, place, reason="soak", actor_id=school.admin_id, now=clock.now())
        if is_first:
            row = FreeSeats(school_id=school.school_id, term_id=section.term_id)
            row.announced_at = row.opens_at = clock.now()
            session.add(row)
        session.commit()


def _places_in(session: Session, section: Section) -> Sequence[Place]:
    statement = select(Place).where(
        Place.school_id == section.school_id,
        Place.section_id == section.id,
        Place.ended_at.is_(None),
    )
    return session.scalars(statement).all()


def _seats(stage: Stage) -> tuple[int, int]:
    """Give the places of the section and its counter of seats that are taken."""
    section_id = stage.school.last_seats_id
    with stage.app.app_context():
        places = select(func.count()).where(
            Place.section_id == section_id, Place.ended_at.is_(None)
        )
        held = db.session.scalar(places) or 0
        taken = db.session.scalars(select(Section.taken).where(Section.id == section_id)).one()
        db.session.rollback()
    return held, taken


if __name__ == "__main__":
    main()
