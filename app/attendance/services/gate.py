"""The way home: a section is brought and counted, children are released, each act can be undone."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.attendance.errors import (
    CollectorMissing,
    DayClosed,
    GoneAlready,
    NobodyToBring,
    NotBroughtYet,
    RollNotHandedIn,
    TooLateToTakeBack,
)
from app.attendance.gate_models import (
    TAKEN_BACK_WITHIN,
    GateEntry,
    Handover,
    LateCall,
    Release,
    ReleaseWay,
    Staying,
)
from app.attendance.models import AdultPresence
from app.attendance.queries.collectors import collectors_of
from app.attendance.queries.gate import Group, group_of, nurse_visit_of, release_of
from app.attendance.queries.rolls import is_day_closed
from app.attendance.services.collectors import check_not_forbidden
from app.audit.services import record, wait_for_turn
from app.schools.models import School
from app.timetable.models import Meeting

WITH_ADULT = (ReleaseWay.EARLY, ReleaseWay.COLLECTED)


def bring(
    session: Session,
    school: School,
    meeting: Meeting,
    staying: Collection[int],
    *,
    actor_id: int,
    now: datetime,
) -> Handover:
    """Say how many children of a section come to the gate, and name who stays behind (R55).

    Saying it again before the gate has confirmed replaces what was said. Who brings a section has
    ended its meeting with that.

    Raises:
        DayClosed: the day's books are closed.
        RollNotHandedIn: who came is not known yet.
        NobodyToBring: nobody is left to go, or the gate has confirmed.
    """
    group = _group(session, school, meeting)
    if not group.here or group.is_confirmed:
        raise NobodyToBring
    here = {one.student.id for one in group.here}
    handover = group.handover or Handover(
        school_id=school.id, meeting_id=meeting.id, brought=0, brought_at=now, staying=[]
    )
    session.add(handover)
    handover.staying.clear()
    session.flush()
    behind = sorted(here & set(staying))
    handover.staying = [Staying(school_id=school.id, student_id=one) for one in behind]
    handover.brought, handover.counted = len(here) - len(behind), None
    handover.brought_at, handover.brought_by_id = now, actor_id
    session.execute(
        update(AdultPresence)
        .where(
            AdultPresence.school_id == school.id,
            AdultPresence.meeting_id == meeting.id,
            AdultPresence.account_id == actor_id,
        )
        .values(left_at=now)
    )
    session.flush()
    _note(session, "bring section", meeting, actor_id, now, brought=handover.brought)
    return handover


def count_at_gate(
    session: Session,
    school: School,
    meeting: Meeting,
    counted: int,
    *,
    actor_id: int,
    now: datetime,
) -> Handover:
    """Keep what the gate counted; when it agrees with what was brought, everybody is released.

    A difference stays on the board until one of the two counts again.

    Raises:
        DayClosed: the day's books are closed.
        NotBroughtYet: the teacher has not said how many come.
        NobodyToBring: the section went already.
    """
    group = _group(session, school, meeting)
    handover = group.handover
    if handover is None:
        raise NotBroughtYet
    if group.is_confirmed:
        raise NobodyToBring
    handover.brought, handover.counted = len(group.coming), counted
    if not handover.differs:
        handover.confirmed_at, handover.confirmed_by_id = now, actor_id
        session.add_all(
            Release(
                school_id=school.id,
                student_id=one.student.id,
                day=meeting.day,
                at=now,
                way=ReleaseWay.WAVE,
                meeting_id=meeting.id,
                by_id=actor_id,
            )
            for one in group.coming
        )
    session.flush()
    _note(session, "count at gate", meeting, actor_id, now, counted=counted)
    return handover


def take_wave_back(
    session: Session, school: School, meeting: Meeting, *, actor_id: int, now: datetime
) -> None:
    """Undo a confirmed count: who was released with the section is here again.

    Raises:
        DayClosed: the day's books are closed.
        TooLateToTakeBack: it was more than five minutes ago, or never.
    """
    handover = _group(session, school, meeting).handover
    at = handover.confirmed_at if handover is not None else None
    if handover is None or at is None or now - at > TAKEN_BACK_WITHIN:
        raise TooLateToTakeBack
    session.execute(
        delete(Release).where(
            Release.school_id == school.id,
            Release.meeting_id == meeting.id,
            Release.way == ReleaseWay.WAVE,
        )
    )
    handover.confirmed_at = handover.confirmed_by_id = handover.counted = None
    session.flush()
    _note(session, "take wave back", meeting, actor_id, now)


def release(
    session: Session,
    school: School,
    student: Student,
    way: ReleaseWay,
    *,
    collector: str = "",
    actor_id: int,
    now: datetime,
) -> Release:
    """Note that a child leaves the school: from now on the family is responsible (R38).

    Raises:
        DayClosed: the day's books are closed.
        GoneAlready: it has left.
        CollectorMissing: it goes with an adult, and nobody says with whom (R53).
        CollectorForbidden: the school wrote down that this person must not collect it.
    """
    day = _open_day(session, school, now)
    if release_of(session, school.id, student.id, day) is not None:
        raise GoneAlready
    if way in WITH_ADULT and not collector:
        raise CollectorMissing
    if way in WITH_ADULT:
        check_not_forbidden(collectors_of(session, school.id, student.id), collector)
    visit = nurse_visit_of(session, school.id, student.id)
    if visit is not None:
        visit.until = now
    row = Release(
        school_id=school.id,
        student_id=student.id,
        day=day,
        at=now,
        way=way,
        collector=collector,
        by_id=actor_id,
    )
    session.add(row)
    session.flush()
    _note_child(session, "release student", student, actor_id, now, way=way.value)
    return row


def take_release_back(
    session: Session, school: School, student: Student, *, actor_id: int, now: datetime
) -> None:
    """Undo a release of a moment ago.

    Raises:
        DayClosed: the day's books are closed.
        TooLateToTakeBack: it was more than five minutes ago, or never.
    """
    found = release_of(session, school.id, student.id, _open_day(session, school, now))
    if found is None or not found.may_be_taken_back(now):
        raise TooLateToTakeBack
    session.delete(found)
    session.flush()
    _note_child(session, "take release back", student, actor_id, now)


def note_call(
    session: Session, school: School, student: Student, note: str, *, actor_id: int, now: datetime
) -> LateCall:
    """Write down that somebody called the family of a child nobody has collected.

    Raises:
        DayClosed: the day's books are closed.
    """
    day = _open_day(session, school, now)
    call = LateCall(
        school_id=school.id, student_id=student.id, day=day, at=now, note=note, by_id=actor_id
    )
    session.add(call)
    session.flush()
    _note_child(session, "call late family", student, actor_id, now)
    return call


def let_in(
    session: Session, school: School, name: str, purpose: str, *, actor_id: int, now: datetime
) -> GateEntry:
    """Write a visitor into the gate's book (R57)."""
    entry = GateEntry(
        school_id=school.id,
        day=school.today(now),
        name=name,
        purpose=purpose,
        came_at=now,
        by_id=actor_id,
    )
    session.add(entry)
    session.flush()
    return entry


def let_out(session: Session, entry: GateEntry, *, now: datetime) -> None:
    """Note that a visitor has left; noted twice, the first time counts."""
    entry.left_at = entry.left_at or now
    session.flush()


def _group(session: Session, school: School, meeting: Meeting) -> Group:
    """Load a section on its way, with everybody else waiting for their turn."""
    wait_for_turn(session, school.id)
    if is_day_closed(session, school.id, meeting.day):
        raise DayClosed
    group = group_of(session, school, meeting)
    if group is None:
        raise NobodyToBring
    if not group.is_called:
        raise RollNotHandedIn
    return group


def _open_day(session: Session, school: School, now: datetime) -> date:
    wait_for_turn(session, school.id)
    day = school.today(now)
    if is_day_closed(session, school.id, day):
        raise DayClosed
    return day


def _note(
    session: Session, act: str, meeting: Meeting, actor_id: int, now: datetime, **detail: int
) -> None:
    record(
        session,
        act,
        "meeting",
        meeting.id,
        school_id=meeting.school_id,
        actor_id=actor_id,
        now=now,
        **detail,
    )


def _note_child(
    session: Session, act: str, student: Student, actor_id: int, now: datetime, **detail: str
) -> None:
    record(
        session,
        act,
        "student",
        student.id,
        school_id=student.school_id,
        actor_id=actor_id,
        now=now,
        **detail,
    )
