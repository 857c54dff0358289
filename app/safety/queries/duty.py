"""Reads of duty: the plan, who is on duty, what was written down; each a fixed number of reads."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.core.errors import NotFound
from app.safety.duty_models import Duty, DutyEntry, DutyKind, DutyLog, DutyPerson, DutyTurn

PEOPLE: tuple[ORMOption, ...] = (
    joinedload(Duty.person).joinedload(DutyPerson.account),
    joinedload(Duty.stand_in).joinedload(DutyPerson.account),
)


def plan(session: Session, school_id: int, term_id: int) -> Sequence[DutyTurn]:
    """List the turns of a term's plan with their people, by week and weekday."""
    statement = (
        select(DutyTurn)
        .where(DutyTurn.school_id == school_id, DutyTurn.term_id == term_id)
        .options(joinedload(DutyTurn.person).joinedload(DutyPerson.account))
        .order_by(DutyTurn.kind, DutyTurn.week, DutyTurn.weekday, DutyTurn.id)
    )
    return session.scalars(statement).all()


def get_turn(session: Session, school_id: int, turn_id: int) -> DutyTurn:
    """Load a turn of the plan, or `NotFound`."""
    statement = select(DutyTurn).where(DutyTurn.school_id == school_id, DutyTurn.id == turn_id)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def duties_between(
    session: Session, school_id: int, first: date, last: date, kind: DutyKind | None = None
) -> Sequence[Duty]:
    """List who is on duty from `first` to `last`, by day; of one roster or of all."""
    statement = select(Duty).where(Duty.school_id == school_id, Duty.day.between(first, last))
    if kind is not None:
        statement = statement.where(Duty.kind == kind)
    return session.scalars(statement.options(*PEOPLE).order_by(Duty.day, Duty.kind, Duty.id)).all()


def on_duty(session: Session, school_id: int, day: date) -> dict[DutyKind, list[Duty]]:
    """Give who is on duty on a day, by roster; rosters nobody is on are left out."""
    listed = duties_between(session, school_id, day, day)
    found = {kind: [one for one in listed if one.kind is kind] for kind in DutyKind}
    return {kind: duties for kind, duties in found.items() if duties}


def get_duty(session: Session, school_id: int, duty_id: int) -> Duty:
    """Load a duty with its people, or `NotFound`."""
    statement = select(Duty).where(Duty.school_id == school_id, Duty.id == duty_id)
    found = session.scalars(statement.options(*PEOPLE)).one_or_none()
    if found is None:
        raise NotFound
    return found


def duty_people(session: Session, school_id: int) -> Sequence[DutyPerson]:
    """List everybody who was put on duty before, in that order."""
    statement = (
        select(DutyPerson)
        .where(DutyPerson.school_id == school_id)
        .options(joinedload(DutyPerson.account))
        .order_by(DutyPerson.id)
    )
    return session.scalars(statement).all()


def logs_between(
    session: Session, school_id: int, first: date, last: date
) -> Mapping[tuple[date, DutyKind], DutyLog]:
    """Give the logs of some days with their entries, by day and roster."""
    statement = (
        select(DutyLog)
        .where(DutyLog.school_id == school_id, DutyLog.day.between(first, last))
        .options(
            joinedload(DutyLog.signed_by),
            selectinload(DutyLog.entries).options(
                joinedload(DutyEntry.room), joinedload(DutyEntry.written_by)
            ),
        )
        .order_by(DutyLog.day, DutyLog.kind)
    )
    return {(log.day, log.kind): log for log in session.scalars(statement)}


def find_log(session: Session, school_id: int, day: date, kind: DutyKind) -> DutyLog | None:
    """Find the log of a roster on a day."""
    return session.scalars(
        select(DutyLog).where(
            DutyLog.school_id == school_id, DutyLog.day == day, DutyLog.kind == kind
        )
    ).one_or_none()


def unsigned(session: Session, school_id: int, day: date) -> list[Duty]:
    """Name the rosters of a day whose log nobody has signed, by their first duty."""
    signed = set(
        session.scalars(
            select(DutyLog.kind).where(
                DutyLog.school_id == school_id,
                DutyLog.day == day,
                DutyLog.signed_at.is_not(None),
            )
        )
    )
    duties = on_duty(session, school_id, day)
    return [listed[0] for kind, listed in duties.items() if kind not in signed]
