"""Putting people on duty: the plan, and who stands in for whom (R7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries.people import get_account
from app.attendance.queries.rolls import is_day_closed
from app.audit.services import record
from app.core.text import N_
from app.messages.services import send
from app.safety import errors
from app.safety.duty_models import Duty, DutyKind, DutyPerson, DutyTurn
from app.safety.queries import duty as queries
from app.schools.calendar import school_days
from app.schools.models import School, Term
from app.schools.queries import calendar_days

Planned = tuple[date, DutyKind, int]


@dataclass(frozen=True)
class Turns:
    """Some weekdays of one week of a roster's rotation."""

    kind: DutyKind
    week: int
    weekdays: frozenset[int]


STANDS_IN = N_("%(name)s: you are on duty on %(day)s in place of %(other)s.")


def person_of(
    session: Session, school: School, *, account_id: int | None = None, name: str = ""
) -> DutyPerson:
    """Give the person with an account, or with a name alone; made when put on duty first.

    Raises:
        NobodyNamed: neither was said.
        NotFound: the school has no such account.
    """
    if account_id is None and not name:
        raise errors.NobodyNamed
    statement = select(DutyPerson).where(DutyPerson.school_id == school.id)
    if account_id is not None:
        name = get_account(session, school.id, account_id).name
        statement = statement.where(DutyPerson.account_id == account_id)
    else:
        statement = statement.where(DutyPerson.account_id.is_(None), DutyPerson.name == name)
    found = session.scalars(statement).first()
    if found is None:
        found = DutyPerson(school_id=school.id, account_id=account_id, name=name)
        session.add(found)
        session.flush()
    return found


def add_turns(
    session: Session,
    school: School,
    term: Term,
    turns: Turns,
    person: DutyPerson,
    *,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Put a person into the plan."""
    kind, week = turns.kind, turns.week
    stored = {
        (turn.kind, turn.week, turn.weekday, turn.person_id)
        for turn in queries.plan(session, school.id, term.id)
    }
    session.add_all(
        DutyTurn(
            school_id=school.id,
            term_id=term.id,
            kind=kind,
            week=week,
            weekday=weekday,
            person_id=person.id,
        )
        for weekday in sorted(turns.weekdays)
        if (kind, week, weekday, person.id) not in stored
    )
    session.flush()
    keep_duties(session, school, term, now=now)
    facts = {"kind": kind.value, "week": week, "person": person.id}
    _record(session, "add duty turns", "term", term.id, school, actor_id, now, **facts)


def remove_turn(
    session: Session, school: School, term: Term, turn: DutyTurn, *, actor_id: int, now: datetime
) -> None:
    """Take a turn out of the plan; days that are over stay as they were."""
    facts = {"kind": turn.kind.value, "week": turn.week, "person": turn.person_id}
    session.delete(turn)
    session.flush()
    keep_duties(session, school, term, now=now)
    _record(session, "remove duty turn", "term", term.id, school, actor_id, now, **facts)


def keep_duties(session: Session, school: School, term: Term, *, now: datetime) -> int:
    """Write the duties of the days ahead as the plan wants them; gives how many changed.

    Days that are over or closed stay, and so does a duty for which somebody stands in.
    """
    today = school.today(now)
    first = today + timedelta(days=1) if is_day_closed(session, school.id, today) else today
    wanted = {one for one in _planned(session, school, term) if one[0] >= first}
    there = queries.duties_between(session, school.id, first, term.ends_on)
    gone = [
        one
        for one in there
        if one.stand_in_id is None and (one.day, one.kind, one.person_id) not in wanted
    ]
    for duty in gone:
        session.delete(duty)
    session.flush()
    missing = wanted - {(one.day, one.kind, one.person_id) for one in there}
    session.add_all(
        Duty(school_id=school.id, day=day, kind=kind, person_id=person_id)
        for day, kind, person_id in sorted(missing)
    )
    session.flush()
    return len(gone) + len(missing)


def stand_in(
    session: Session,
    school: School,
    duty: Duty,
    person: DutyPerson,
    reason: str,
    *,
    in_return: Duty | None = None,
    actor_id: int,
    now: datetime,
) -> None:
    """Let somebody stand in for a duty; `in_return` is theirs, which the other does instead.

    Raises:
        DutyOver: one of the days is over.
        OnDutyAlready: who stands in is on the same roster that day.
        NotTheirDuty: what is done in return is not the other's.
    """
    if in_return is not None and in_return.person_id != person.id:
        raise errors.NotTheirDuty
    changes = [(duty, person.id)] + ([(in_return, duty.person_id)] if in_return else [])
    for one, who in changes:
        _check_free(session, school, one, who, now)
    for one, who in changes:
        one.stand_in_id, one.reason = who, reason
        session.flush()
        session.expire(one)
        _record(session, "stand in", "duty", one.id, school, actor_id, now, person=who)
    for one, _who in changes:
        _tell(session, queries.get_duty(session, school.id, one.id), now)


def end_stand_in(
    session: Session, school: School, duty: Duty, *, actor_id: int, now: datetime
) -> None:
    """Give a duty back to whom the plan has.

    Raises:
        DutyOver: the day is over.
    """
    if duty.day < school.today(now):
        raise errors.DutyOver
    duty.stand_in_id, duty.reason = None, ""
    session.flush()
    session.expire(duty)
    _record(session, "end stand-in", "duty", duty.id, school, actor_id, now)


def _planned(session: Session, school: School, term: Term) -> Iterator[Planned]:
    turns = queries.plan(session, school.id, term.id)
    weeks = {kind: max((t.week for t in turns if t.kind is kind), default=1) for kind in DutyKind}
    special = calendar_days(session, school.id, term.starts_on, term.ends_on)
    days = school_days(term, special, range(1, 8), service_from=school.starts_on)
    monday = term.starts_on - timedelta(days=term.starts_on.weekday())
    for day in days:
        number = (day.day - monday).days // 7
        for turn in turns:
            week = number % weeks[turn.kind] + 1
            if (turn.week, turn.weekday) == (week, day.weekday):
                yield day.day, turn.kind, turn.person_id


def _check_free(
    session: Session, school: School, duty: Duty, person_id: int, now: datetime
) -> None:
    if duty.day < school.today(now) or is_day_closed(session, school.id, duty.day):
        raise errors.DutyOver
    same = queries.duties_between(session, school.id, duty.day, duty.day, duty.kind)
    if person_id in {one.stand_in_id or one.person_id for one in same}:
        raise errors.OnDutyAlready


def _tell(session: Session, duty: Duty, now: datetime) -> None:
    account = duty.present.account
    if account is None:
        return
    send(
        session,
        duty.school_id,
        [account.id],
        STANDS_IN,
        link=f"/duty?on={duty.day.isoformat()}",
        now=now,
        name=account.name,
        day=f"{duty.day:%m-%d}",
        other=duty.person.title,
    )


def _record(
    session: Session,
    act: str,
    object_type: str,
    object_id: int,
    school: School,
    actor_id: int | None,
    now: datetime,
    **detail: str | int,
) -> None:
    record(
        session,
        act,
        object_type,
        object_id,
        school_id=school.id,
        actor_id=actor_id,
        now=now,
        **detail,
    )
