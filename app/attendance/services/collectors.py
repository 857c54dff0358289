"""Families say who collects a child and how it goes home; the school writes who must not."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import HomeroomTeacher, Student
from app.attendance.collecting import Adult, Going
from app.attendance.collector_models import Collector, CollectorKind, HomePlan, HomeWay
from app.attendance.errors import (
    CollectorForbidden,
    KnownCollector,
    UntilMissing,
    WhyForbiddenMissing,
)
from app.attendance.queries.collectors import collectors_of, forbidden, home_plans
from app.audit.services import record
from app.core.text import N_
from app.messages.services import send

TODAY = N_("Today %(collector)s collects %(child)s (%(homeroom)s).")


def authorise(
    session: Session, student: Student, adult: Adult, *, today: date, actor_id: int, now: datetime
) -> Collector:
    """Write down who may collect a child; for today the homeroom teacher hears of it.

    Raises:
        CollectorForbidden: the school wrote down that this person must not.
        KnownCollector: this person may already.
    """
    listed = collectors_of(session, student.school_id, student.id)
    check_not_forbidden(listed, adult.name)
    if any(_same(one.name, adult.name) and one.on_day in (None, adult.on_day) for one in listed):
        raise KnownCollector(name=adult.name)
    made = _written(session, student, CollectorKind.AUTHORISED, adult, "", actor_id, now)
    if adult.on_day == today:
        _tell_homeroom(session, student, made, now)
    return made


def forbid(
    session: Session, student: Student, adult: Adult, reason: str, *, actor_id: int, now: datetime
) -> Collector:
    """Write down who must not collect a child, and end what let this person.

    Raises:
        WhyForbiddenMissing: nothing says why.
    """
    if not reason:
        raise WhyForbiddenMissing
    for one in collectors_of(session, student.school_id, student.id):
        if _same(one.name, adult.name):
            one.ended_at = now
    session.flush()
    return _written(session, student, CollectorKind.FORBIDDEN, adult, reason, actor_id, now)


def end_collector(
    session: Session, student: Student, collector: Collector, *, actor_id: int, now: datetime
) -> None:
    """End what was written down; ended twice, the first time counts."""
    collector.ended_at = collector.ended_at or now
    session.flush()
    _note(session, "end collector", student, collector, actor_id, now)


def plan_home(
    session: Session,
    student: Student,
    week: Mapping[int, Going],
    *,
    actor_id: int,
    now: datetime,
) -> None:
    """Say how a child goes home, weekday by weekday; collected with the wave needs no row.

    Raises:
        UntilMissing: extended care without its end.
    """
    if any(one.way is HomeWay.EXTENDED and one.until is None for one in week.values()):
        raise UntilMissing
    plans = home_plans(session, student.school_id, student.id)
    for weekday, going in week.items():
        plan = plans.get(weekday)
        if going.way is HomeWay.COLLECTED:
            if plan is not None:
                session.delete(plan)
            continue
        plan = plan or HomePlan(school_id=student.school_id, student_id=student.id, weekday=weekday)
        plan.way = going.way
        plan.until = going.until if going.way is HomeWay.EXTENDED else None
        plan.written_at, plan.written_by_id = now, actor_id
        session.add(plan)
    session.flush()
    record(
        session,
        "plan way home",
        "student",
        student.id,
        school_id=student.school_id,
        actor_id=actor_id,
        now=now,
    )


def check_not_forbidden(listed: Sequence[Collector], name: str) -> None:
    """Make sure that a child is not let go with somebody the school forbade.

    Raises:
        CollectorForbidden: the name is one of them.
    """
    if any(_same(one.name, name) for one in forbidden(listed)):
        raise CollectorForbidden


def _same(one: str, other: str) -> bool:
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()


def _written(
    session: Session,
    student: Student,
    kind: CollectorKind,
    adult: Adult,
    reason: str,
    actor_id: int,
    now: datetime,
) -> Collector:
    made = Collector(
        school_id=student.school_id,
        student_id=student.id,
        kind=kind,
        name=adult.name,
        relation=adult.relation,
        phone=adult.phone,
        on_day=adult.on_day,
        reason=reason,
        written_at=now,
        written_by_id=actor_id,
    )
    session.add(made)
    session.flush()
    _note(session, f"write {kind.value} collector", student, made, actor_id, now)
    return made


def _tell_homeroom(session: Session, student: Student, made: Collector, now: datetime) -> None:
    teachers = session.scalars(
        select(HomeroomTeacher.account_id).where(
            HomeroomTeacher.school_id == student.school_id,
            HomeroomTeacher.homeroom_id == student.homeroom_id,
        )
    ).all()
    send(
        session,
        student.school_id,
        teachers,
        TODAY,
        link=f"/students/{student.id}",
        now=now,
        collector=made.name,
        child=student.name,
        homeroom=student.homeroom.title,
    )


def _note(
    session: Session, act: str, student: Student, row: Collector, actor_id: int, now: datetime
) -> None:
    record(
        session,
        act,
        "student",
        student.id,
        school_id=student.school_id,
        actor_id=actor_id,
        now=now,
        collector=row.id,
    )
