"""Some weeks of patrols for the demonstration: visits, what was put right, what was not."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries.people import account_by_login
from app.demo.planted import BEGINS_AFTER, Planted, plant
from app.evaluation.actions.models import StepKind
from app.evaluation.actions.services import take_step
from app.evaluation.patrol.models import Finding, PraiseKind, Visit
from app.evaluation.patrol.queries.forms import form_in_force
from app.evaluation.patrol.reports import Failed, Report
from app.evaluation.patrol.services import save_visit
from app.schools.models import School
from app.timetable.models import Meeting
from app.timetable.queries.meetings import meetings_between

INSPECTORS = ("Q01", "D01")
VISITS_A_DAY = 6  # at most; on a day of few meetings every third one
EVERY_THIRD = 3
FAILS = 0.22  # of visits find something
USUAL_FAILS = ("tidy", "on_time", "discipline", "as_published", "engaged", "hazard_free")
PRAISED = 0.15  # of visits
NEVER = ("prepared", "engaged")  # what each patrol of the unprepared club finds
NEW_LESSON, NEW_LESSON_VISIT = "no_new_lesson", 30  # the how-manieth visit finds one
PRAISE = {
    PraiseKind.HANDS_ON: "每个学生都动手做，作品当堂展示",
    PraiseKind.ORDER: "走班途中有人带队，秩序好",
}
INTO, DONE_AFTER = timedelta(minutes=15), timedelta(days=1)  # the meeting; the finding
LOOKED_AFTER = timedelta(days=5)
LEFT_OPEN = 0.1  # of findings


@dataclass(frozen=True)
class Seen:
    """A visit to make: the meeting, the how-manieth of its club, by whom."""

    meeting: Meeting
    number: int
    inspector: Account


def patrol_weeks(session: Session, school: School, *, since: date, until: datetime) -> None:
    """Visit meetings on each day until a moment, once; clubs seen least come first."""
    inspectors = [account_by_login(session, school.id, login) for login in INSPECTORS]
    by = [one for one in inspectors if one is not None]
    if not by or session.scalar(select(Visit.id).where(Visit.school_id == school.id).limit(1)):
        return
    held = [
        one
        for one in meetings_between(session, school.id, since, school.today(until))
        if one.takes_place and one.ends(school.time_zone) <= until and one.present
    ]
    planted = plant(session, school)
    version = form_in_force(session, school.id, now=until).version
    for nth, seen in enumerate(_way(held, by, planted)):
        chance = Random(f"visit {nth}")  # noqa: S311 -- a made-up school
        report = _report(seen, nth, version, planted, chance)
        at = seen.meeting.begins(school.time_zone) + INTO
        visit = save_visit(
            session, school, seen.meeting, report, actor_id=seen.inspector.id, now=at
        )
        is_left = seen.meeting.section_id == planted.unprepared
        other = by[(by.index(seen.inspector) + 1) % len(by)]
        for finding in visit.findings:
            if not is_left and chance.random() >= LEFT_OPEN:
                _put_right(session, finding, other, at=at, until=until)


def _way(held: Sequence[Meeting], by: Sequence[Account], planted: Planted) -> Iterator[Seen]:
    """Choose the meetings of each day, the clubs with something planted each time."""
    always = {planted.unprepared, planted.praised}
    numbers: Counter[int] = Counter()
    visited: Counter[int] = Counter()
    days: dict[date, list[Meeting]] = {}
    for meeting in held:
        days.setdefault(meeting.day, []).append(meeting)
    for inspector, meetings in zip(cycle(by), days.values(), strict=False):
        most = min(VISITS_A_DAY, -(-len(meetings) // EVERY_THIRD))
        order = sorted(
            meetings,
            key=lambda one: (one.section_id not in always, visited[one.section_id], one.id),
        )
        for meeting in order[:most]:
            visited[meeting.section_id] += 1
            yield Seen(meeting, numbers[meeting.section_id], inspector)
        numbers.update(one.section_id for one in meetings)


def _report(seen: Seen, nth: int, version: int, planted: Planted, chance: Random) -> Report:
    section, is_later = seen.meeting.section_id, seen.number >= BEGINS_AFTER
    key = f"{chance.getrandbits(128):032x}"
    if section == planted.unprepared and is_later:
        return Report(key, version, [Failed(one, is_partly=one != NEVER[0]) for one in NEVER])
    if section == planted.praised:
        kind = PraiseKind.HANDS_ON
        return Report(key, version, praises=[kind], praise_note=PRAISE[kind])
    failed = [NEW_LESSON] if nth == NEW_LESSON_VISIT else []
    if chance.random() < FAILS:
        failed.append(chance.choice(USUAL_FAILS))
    praises = [PraiseKind.ORDER] if not failed and chance.random() < PRAISED else []
    note = PRAISE[PraiseKind.ORDER] if praises else ""
    return Report(key, version, [Failed(one) for one in failed], praises=praises, praise_note=note)


def _put_right(
    session: Session, finding: Finding, other: Account, *, at: datetime, until: datetime
) -> None:
    """Let the owner put a finding right on the next day, and somebody else look days later."""
    action = finding.action
    if action.owner_id is None or at + DONE_AFTER > until:
        return
    take_step(session, action, StepKind.DONE, actor_id=action.owner_id, now=at + DONE_AFTER)
    if other.id != action.owner_id and at + LOOKED_AFTER <= until:
        take_step(session, action, StepKind.VERIFIED, actor_id=other.id, now=at + LOOKED_AFTER)
