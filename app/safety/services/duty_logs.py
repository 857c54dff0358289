"""The daily log of a duty: several people write, one signs (R7, R59)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.attendance.errors import DayClosed
from app.attendance.queries.rolls import is_day_closed
from app.audit.services import record
from app.safety import errors
from app.safety.duty_models import DutyEntry, DutyKind, DutyLog
from app.safety.queries.duty import find_log
from app.schools.models import School


@dataclass(frozen=True)
class Remark:
    """What an entry says: keys of the short lists, a room, a note."""

    place: str = ""
    room_id: int | None = None
    remark: str = ""
    note: str = ""


def write_entry(
    session: Session,
    school: School,
    day: date,
    kind: DutyKind,
    said: Remark,
    *,
    actor_id: int,
    now: datetime,
) -> DutyEntry:
    """Write a line; a log that was signed needs a new signature after it.

    Raises:
        NothingSaid: neither remark nor note.
        DayAhead: the day has not come.
        DayClosed: its books are closed.
    """
    if not (said.remark or said.note):
        raise errors.NothingSaid
    log = _open_log(session, school, day, kind, now)
    log.signed_at = log.signed_by_id = None
    entry = DutyEntry(
        school_id=school.id,
        log_id=log.id,
        at=now,
        place="" if said.room_id else said.place,
        room_id=said.room_id,
        remark=said.remark,
        note=said.note,
        written_by_id=actor_id,
    )
    session.add(entry)
    session.flush()
    return entry


def sign_log(
    session: Session, school: School, day: date, kind: DutyKind, *, actor_id: int, now: datetime
) -> DutyLog:
    """Sign a log: the day's duty is done. One without entries says that nothing happened.

    Raises:
        DayAhead: the day has not come.
        DayClosed: its books are closed.
    """
    log = _open_log(session, school, day, kind, now)
    log.signed_at, log.signed_by_id = now, actor_id
    session.flush()
    record(
        session,
        "sign duty log",
        "duty_log",
        log.id,
        school_id=school.id,
        actor_id=actor_id,
        now=now,
        day=day.isoformat(),
    )
    return log


def _open_log(
    session: Session, school: School, day: date, kind: DutyKind, now: datetime
) -> DutyLog:
    if day > school.today(now):
        raise errors.DayAhead
    if is_day_closed(session, school.id, day):
        raise DayClosed
    found = find_log(session, school.id, day, kind)
    if found is None:
        found = DutyLog(school_id=school.id, day=day, kind=kind)
        session.add(found)
        session.flush()
    return found
