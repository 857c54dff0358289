"""Measures attendance in a large school: pages after a week and after a term, hand-ins at once.

    python -m benchmarks.attendance                     3,000 pupils, about 400,000 marks
    python -m benchmarks.attendance --database SQLite --weeks 4

Every pupil goes to one club every day and to another on two days of the week. Pages are asked of
the app in this process, the middle of seven times; rolls are handed in by 100 teachers at once
through the real server, and counted afterwards.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Guardianship, HomeroomTeacher, RoleGrant, Student
from app.attendance.figure_models import HomeroomDay, RollSummary
from app.attendance.models import Absence, Mark, MarkState, Roll
from app.attendance.services.summaries import sum_up
from app.core import clock
from app.core.db import db
from app.core.roles import Role
from app.courses.models import SectionTeacher
from app.enrollment.models import Place, PlaceSource
from app.schools.models import Slot, Term
from app.timetable.models import Meeting, MeetingAdult
from tools.bench import databases
from tools.local_server import Server
from tools.measure.load import Answers, Shot, fire
from tools.measure.school import LargeSchool, build
from tools.measure.stage import app_of
from tools.measure.statements import statements_of
from tools.measure.visitors import Visitor, sign_in_all

CLUBS, WEEKS, TIMES, TEACHERS, REFUSED = 200, 19, 7, 100, 400
DAILY, TWICE = range(1, 6), (2, 4)  # weekdays of the first and of the second hundred clubs
STATES = (
    *(MarkState.ABSENT,) * 2,
    *(MarkState.LEAVE,) * 3,
    *(MarkState.LATE,) * 2,
    MarkState.LEFT_EARLY,
    *(MarkState.PRESENT,) * 92,
)
Row = dict[str, object]


@dataclass(frozen=True)
class Filled:
    """The school with its clubs, its teachers and who looks at what."""

    school: LargeSchool
    children: dict[int, list[int]]  # by section
    teachers: dict[int, int]  # by section
    slot_id: int
    today: date


def main() -> None:
    """Print what pages and hand-ins cost on each database."""
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
                _measure(name, server, app, options)


def _measure(name: str, server: Server, app: Flask, options: argparse.Namespace) -> None:
    with app.app_context():
        filled = fill(db.session(), options.pupils, clock.now())
        hold_weeks(db.session(), filled, [1])
        meetings = _open_meetings(db.session(), filled)
        marks = count_marks(db.session())
    visitors = visitors_of(app, filled)
    pages = list(_pages(app, filled, visitors))
    week = {path: asked(app, path, visitor) for path, visitor in pages}
    print(f"\n{name}: {options.pupils:,} pupils; {marks:,} marks after a week", end="")
    with app.app_context():
        hold_weeks(db.session(), filled, range(2, options.weeks + 1))
        print(f", {count_marks(db.session()):,} after {options.weeks} weeks")
    print(
        "page                                       SQL   a week ms     SQL   a term ms", flush=True
    )
    for path, visitor in pages:
        statements, seconds = asked(app, path, visitor)
        print(
            f"{path:<40}{week[path][0]:>6}{1000 * week[path][1]:>12.1f}"
            f"{statements:>8}{1000 * seconds:>12.1f}",
            flush=True,
        )
    _print_hand_ins(server, app, filled, meetings)


def fill(session: Session, pupils: int, now: datetime) -> Filled:
    """Build the school: its clubs, a teacher each, and two places for every pupil."""
    school = build(session, pupils=pupils, clubs=CLUBS, now=now)
    term = session.scalars(select(Term).where(Term.school_id == school.school_id)).one()
    today = now.astimezone(ZoneInfo("Asia/Shanghai")).date()
    term.starts_on, term.ends_on = today - timedelta(weeks=WEEKS + 1), today + timedelta(weeks=2)
    teachers = [
        Account(
            school_id=school.school_id,
            name=f"老师{number}",
            created_at=now,
            grants=[
                RoleGrant(school_id=school.school_id, role=Role.CLUB_TEACHER),
                RoleGrant(school_id=school.school_id, role=Role.HOMEROOM_TEACHER),
            ],
        )
        for number in range(TEACHERS)
    ]
    session.add_all(teachers)
    session.flush()
    of_section = {
        section: teachers[number % TEACHERS].id for number, section in enumerate(school.section_ids)
    }
    session.execute(
        insert(SectionTeacher),
        [
            {"school_id": school.school_id, "section_id": one, "account_id": by}
            for one, by in of_section.items()
        ],
    )
    children = _place_everybody(session, school, now)
    slot = session.scalars(select(Slot.id).where(Slot.school_id == school.school_id)).first() or 0
    session.commit()
    return Filled(school, children, of_section, slot, today)


def _place_everybody(session: Session, school: LargeSchool, now: datetime) -> dict[int, list[int]]:
    chance, half = Random(1), CLUBS // 2  # noqa: S311 -- a made-up school
    children: dict[int, list[int]] = {section: [] for section in school.section_ids}
    for some in (school.section_ids[:half], school.section_ids[half:]):
        mixed = [pupil.student_id for pupil in school.pupils]
        chance.shuffle(mixed)
        for number, student_id in enumerate(mixed):
            children[some[number % half]].append(student_id)
    places = [
        {
            "school_id": school.school_id,
            "section_id": section,
            "student_id": student_id,
            "source": PlaceSource.DRAW,
            "began_at": now - timedelta(weeks=WEEKS + 1),
        }
        for section, ids in children.items()
        for student_id in ids
    ]
    session.execute(insert(Place), places)
    return children


def hold_weeks(session: Session, filled: Filled, weeks: Sequence[int]) -> None:
    """Write meetings with handed-in rolls for some weeks, counted back from today."""
    for week in weeks:
        monday = filled.today - timedelta(days=filled.today.weekday(), weeks=week)
        meetings = []
        for number, section in enumerate(filled.school.section_ids):
            days = DAILY if number < CLUBS // 2 else TWICE
            meetings += [_meeting(filled, section, monday, weekday, number) for weekday in days]
        rolls = _meet(session, filled, meetings)
        _mark(session, filled, rolls, Random(week))  # noqa: S311 -- a made-up school
        sum_up(session, filled.school.school_id, [roll_id for roll_id, _section in rolls])
        session.commit()


def _meeting(filled: Filled, section: int, monday: date, weekday: int, number: int) -> Row:
    day = monday + timedelta(days=weekday - 1)
    starts = time(15, 30) if number >= CLUBS // 2 else time(16, 25)
    return {
        "school_id": filled.school.school_id,
        "section_id": section,
        "slot_id": filled.slot_id,
        "planned_on": day,
        "day": day,
        "starts_at": starts,
        "ends_at": starts.replace(hour=starts.hour + 1, minute=0),
    }


def _meet(session: Session, filled: Filled, meetings: list[Row]) -> list[tuple[int, int]]:
    """Write meetings with adult and roll; gives each roll with its section."""
    made = session.execute(insert(Meeting).returning(Meeting.id, Meeting.section_id), meetings)
    rows = [(row[0], row[1]) for row in made]
    school_id, now = filled.school.school_id, clock.now()
    session.execute(
        insert(MeetingAdult),
        [
            {"school_id": school_id, "meeting_id": one, "account_id": filled.teachers[section]}
            for one, section in rows
        ],
    )
    rolls = session.execute(
        insert(Roll).returning(Roll.id, Roll.meeting_id),
        [
            {"school_id": school_id, "meeting_id": one, "begun_at": now, "handed_in_at": now}
            for one, _section in rows
        ],
    )
    section_of = dict(rows)
    return [(row[0], section_of[row[1]]) for row in rolls]


def _mark(
    session: Session, filled: Filled, rolls: Sequence[tuple[int, int]], chance: Random
) -> None:
    now, school_id = clock.now(), filled.school.school_id
    marks: list[Row] = [
        {
            "school_id": school_id,
            "roll_id": roll_id,
            "student_id": student_id,
            "state": chance.choice(STATES),
            "is_tapped": False,
            "at": now,
        }
        for roll_id, section in rolls
        for student_id in filled.children[section]
    ]
    session.execute(insert(Mark), marks)
    keys = ("school_id", "roll_id", "student_id")
    session.execute(
        insert(Absence),
        [
            {key: mark[key] for key in keys} | {"opened_at": now, "told_at": now}
            for mark in marks
            if mark["state"] is MarkState.ABSENT
        ],
    )


def count_marks(session: Session) -> int:
    """Count all marks."""
    return session.scalar(select(func.count()).select_from(Mark)) or 0


def visitors_of(app: Flask, filled: Filled) -> dict[str, Visitor]:
    """Sign in the office, a teacher who leads a homeroom, and a guardian."""
    school = filled.school
    teacher = filled.teachers[school.section_ids[0]]
    with app.app_context():
        session = db.session()
        pupil = session.get_one(Student, school.pupils[0].student_id)
        guardian = Account(
            school_id=school.school_id,
            name="家长",
            created_at=clock.now(),
            grants=[RoleGrant(school_id=school.school_id, role=Role.GUARDIAN)],
        )
        session.add(guardian)
        session.flush()
        session.add_all(
            [
                Guardianship(
                    school_id=school.school_id, account_id=guardian.id, student_id=pupil.id
                ),
                HomeroomTeacher(
                    school_id=school.school_id,
                    homeroom_id=pupil.homeroom_id,
                    account_id=teacher,
                ),
            ]
        )
        session.commit()
        ids = [school.admin_id, teacher, guardian.id]
    signed_in = sign_in_all(app, [(school.school_id, one) for one in ids])
    return dict(zip(("office", "teacher", "guardian"), signed_in, strict=True))


def _pages(
    app: Flask, filled: Filled, visitors: dict[str, Visitor]
) -> Iterator[tuple[str, Visitor]]:
    with app.app_context():
        homeroom = db.session.get_one(Student, filled.school.pupils[0].student_id).homeroom_id
    section = filled.school.section_ids[0]
    for kind in ("week", "weekday", "section", "homeroom", "grade"):
        yield f"/attendance/figures?by={kind}", visitors["office"]
    yield "/attendance/figures/print", visitors["office"]
    yield "/attendance/figures.xlsx", visitors["office"]
    yield f"/attendance/sections/{section}", visitors["office"]
    yield f"/attendance/homerooms/{homeroom}", visitors["office"]
    yield f"/attendance/classes/{homeroom}", visitors["office"]
    yield "/attendance/classes/print", visitors["office"]
    yield "/attendance/figures?of=homerooms", visitors["teacher"]
    yield "/attendance/figures?of=sections", visitors["teacher"]
    yield "/attendance/mine", visitors["guardian"]


def asked(app: Flask, path: str, visitor: Visitor) -> tuple[int, float]:
    """Ask for a page; gives its statements, and the middle of some times."""
    statements = len(statements_of(app, path, visitor.cookie))
    client = app.test_client(use_cookies=False)
    took = []
    for _turn in range(TIMES):
        began = perf_counter()
        answer = client.get(path, headers={"Cookie": visitor.cookie})
        took.append(perf_counter() - began)
        if answer.status_code != HTTPStatus.OK:
            raise RuntimeError(f"{path} answers {answer.status_code}")
    return statements, median(took)


def _print_hand_ins(server: Server, app: Flask, filled: Filled, meetings: dict[int, int]) -> None:
    """Let every teacher hand in a roll at once through the server; then count what is there."""
    school_id = filled.school.school_id
    teachers = [(school_id, filled.teachers[section]) for section in meetings.values()]
    lanes = [
        [
            Shot(
                f"/meetings/{meeting}/roll/hand-in",
                visitor.cookie,
                [("csrf_token", visitor.csrf_token)],
                key=str(meeting),
            )
        ]
        for meeting, visitor in zip(meetings, sign_in_all(app, teachers), strict=True)
    ]
    with server.running():
        answers = fire(server.port, lanes)
    with app.app_context():
        _print_answers(db.session(), filled, answers, meetings)


def _open_meetings(session: Session, filled: Filled) -> dict[int, int]:
    """Write a meeting of today for each teacher; gives its section by meeting."""
    rows = [
        _meeting(filled, section, filled.today, 1, 0)
        | {"starts_at": time(0, 1), "ends_at": time(23, 50)}
        for section in filled.school.section_ids[:TEACHERS]
    ]
    made = session.execute(insert(Meeting).returning(Meeting.id, Meeting.section_id), rows)
    meetings = {row[0]: row[1] for row in made}
    adults = [
        {
            "school_id": filled.school.school_id,
            "meeting_id": meeting,
            "account_id": filled.teachers[section],
        }
        for meeting, section in meetings.items()
    ]
    session.execute(insert(MeetingAdult), adults)
    session.commit()
    return meetings


def _print_answers(
    session: Session, filled: Filled, answers: Answers, meetings: dict[int, int]
) -> None:
    """Print the rate, and what of the acknowledged rolls is missing in marks and in sums."""
    acknowledged = [int(key) for key, status in answers.keys.items() if 0 < status < REFUSED]
    held = _marks_of(session, acknowledged)
    whole = [one for one in acknowledged if held.get(one) == len(filled.children[meetings[one]])]
    names = ("present", "late", "on_leave", "absent", "left_early")
    sums = [
        sum(
            session.scalar(select(func.sum(getattr(table, name))).where(table.day == filled.today))
            or 0
            for name in names
        )
        for table in (RollSummary, HomeroomDay)
    ]
    print(
        f"{len(meetings)} rolls handed in at once: {answers.rate:.0f} a second, 95 % within"
        f" {answers.slowest(0.95):.2f} s, statuses {dict(answers.statuses)};"
        f" {len(acknowledged)} acknowledged, {len(acknowledged) - len(whole)} lost;"
        f" marks {sum(held.values()):,}, in sums of rolls {int(sums[0]):,},"
        f" of homerooms {int(sums[1]):,}",
        flush=True,
    )


def _marks_of(session: Session, meetings: Sequence[int]) -> dict[int, int]:
    """Count the marks of handed-in rolls by meeting."""
    statement = (
        select(Roll.meeting_id, func.count())
        .join(Mark, Mark.roll_id == Roll.id)
        .where(Roll.meeting_id.in_(meetings), Roll.handed_in_at.is_not(None))
        .group_by(Roll.meeting_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


if __name__ == "__main__":
    main()
