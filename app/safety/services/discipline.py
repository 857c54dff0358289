"""Discipline: record, warning, proposal, approval, the family is heard, the place ends (R37)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.accounts.queries.people import administrators, guardians_of
from app.audit.services import record
from app.core.text import N_
from app.enrollment.models import Place
from app.enrollment.queries.places import get_place, places_of
from app.enrollment.services import end_place
from app.messages.services import send
from app.safety import errors
from app.safety.discipline_models import ConductKind, ConductRecord, EndProposal, ProposalState
from app.safety.queries import discipline as queries
from app.schools.models import School, Term

HEARING = timedelta(days=3)  # how long a family is waited for
FAMILY_PAGE = "/conduct/mine"
ENDED = N_("Ended by the school after warnings")
WARNED = N_("The school has warned %(child)s: %(what)s")
PROPOSED = N_("It is proposed to end the place of %(child)s in %(title)s.")
NOTICE = N_(
    "The school means to end the place of %(child)s in %(title)s: %(reason)s Please tell us your "
    "view until %(day)s."
)
HEARD = N_("The family of %(child)s has given its view on %(title)s.")
HAS_ENDED = N_("The place of %(child)s in %(title)s has ended: %(reason)s")
DROPPED = N_("%(child)s keeps the place in %(title)s. %(answer)s")


@dataclass(frozen=True)
class Conduct:
    """What was seen."""

    kind: ConductKind
    what: str
    is_warning: bool = False


def write_record(
    session: Session,
    school: School,
    student: Student,
    seen: Conduct,
    *,
    actor_id: int,
    now: datetime,
) -> ConductRecord:
    """Write a record of today; a warning is sent to the guardians with its words."""
    row = ConductRecord(
        school_id=school.id,
        student_id=student.id,
        day=school.today(now),
        kind=seen.kind,
        what=seen.what,
        is_warning=seen.is_warning,
        written_by_id=actor_id,
        written_at=now,
    )
    session.add(row)
    session.flush()
    act = "warn student" if seen.is_warning else "write conduct record"
    _record(session, act, student, actor_id, now, record_id=row.id)
    if seen.is_warning:
        _tell_guardians(session, student, WARNED, now, what=seen.what)
    return row


def propose_end(
    session: Session,
    term: Term,
    student: Student,
    place_id: int,
    reason: str,
    *,
    actor_id: int,
    now: datetime,
) -> EndProposal:
    """Propose that a place ends; the office is told.

    Raises:
        NoSuchPlace: the child has no such place in this term.
        NoWarningYet: the child has not been warned in this term.
        ProposedAlready: it is proposed.
    """
    held = places_of(session, student.school_id, term.id, [student.id])
    place = next((one for one in held if one.id == place_id), None)
    if place is None:
        raise errors.NoSuchPlace
    if not queries.warnings_since(session, student.school_id, student.id, term.starts_on):
        raise errors.NoWarningYet
    listed = queries.proposals_of(session, student.school_id, [student.id])
    if any(one.is_open and one.place_id == place_id for one in listed):
        raise errors.ProposedAlready
    row = EndProposal(
        school_id=student.school_id,
        student_id=student.id,
        place_id=place_id,
        reason=reason,
        proposed_by_id=actor_id,
        proposed_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, "propose end of place", student, actor_id, now, proposal_id=row.id)
    office = administrators(session, student.school_id)
    _send(session, student, office, PROPOSED, f"/students/{student.id}/conduct", now, place)
    return row


def approve_end(
    session: Session, school: School, row: EndProposal, *, actor_id: int, now: datetime
) -> None:
    """Approve a proposal: the family has notice, and some days to be heard.

    Raises:
        ProposalDecided: it was decided.
    """
    _expect(row, ProposalState.PROPOSED)
    row.state, row.heard_until = ProposalState.NOTICED, school.today(now) + HEARING
    row.decided_by_id, row.decided_at = actor_id, now
    session.flush()
    _record(session, "approve end of place", row.student, actor_id, now, proposal_id=row.id)
    guardians = _guardians(session, row.student)
    facts = {"reason": row.reason, "day": f"{row.heard_until:%m-%d}"}
    _send(session, row.student, guardians, NOTICE, FAMILY_PAGE, now, row.place, **facts)


def decline_end(
    session: Session, row: EndProposal, answer: str, *, actor_id: int, now: datetime
) -> None:
    """Decline a proposal, or drop it after the family was heard; who knows of it is told.

    Raises:
        ProposalDecided: it was decided.
    """
    if not row.is_open:
        raise errors.ProposalDecided
    family_knows = row.state is ProposalState.NOTICED
    row.state = ProposalState.DROPPED if family_knows else ProposalState.DECLINED
    row.answer, row.decided_by_id, row.decided_at = answer, actor_id, now
    session.flush()
    _record(session, "decline end of place", row.student, actor_id, now, proposal_id=row.id)
    if family_knows:
        guardians = _guardians(session, row.student)
        facts = {"answer": answer}
        _send(session, row.student, guardians, DROPPED, FAMILY_PAGE, now, row.place, **facts)


def hear_family(
    session: Session, row: EndProposal, words: str, *, actor_id: int, now: datetime
) -> None:
    """Keep what a guardian says to it; the office is told.

    Raises:
        ProposalDecided: it was decided, or nobody has approved it.
    """
    _expect(row, ProposalState.NOTICED)
    row.said, row.heard_at = words, now
    session.flush()
    _record(session, "hear family", row.student, actor_id, now, proposal_id=row.id)
    link, office = f"/students/{row.student_id}/conduct", administrators(session, row.school_id)
    _send(session, row.student, office, HEARD, link, now, row.place)


def end_after_hearing(
    session: Session, school: School, row: EndProposal, *, actor_id: int, now: datetime
) -> None:
    """End the place once the family was heard; its seat goes to the waiting list.

    The family cannot take it back.

    Raises:
        ProposalDecided: it was decided, or nobody has approved it.
        StillBeingHeard: the family has not spoken, and its time is not over.
        PlaceAlreadyEnded: the family gave the place up meanwhile.
    """
    _expect(row, ProposalState.NOTICED)
    if not row.was_heard(school.today(now)):
        raise errors.StillBeingHeard(day=f"{row.heard_until:%m-%d}")
    row.state = ProposalState.ENDED
    row.decided_by_id, row.decided_at = actor_id, now
    student, reason = row.student, row.reason
    place = get_place(session, row.school_id, row.place_id)
    end_place(session, place, reason=ENDED, actor_id=actor_id, now=now, is_final=True)
    _record(session, "end place after warnings", student, actor_id, now, proposal_id=row.id)
    ended = get_place(session, row.school_id, row.place_id)
    guardians = _guardians(session, student)
    _send(session, student, guardians, HAS_ENDED, FAMILY_PAGE, now, ended, reason=reason)


def _expect(row: EndProposal, state: ProposalState) -> None:
    if row.state is not state:
        raise errors.ProposalDecided


def _guardians(session: Session, student: Student) -> set[int]:
    return {one.account_id for one in guardians_of(session, student) if one.account.is_active}


def _tell_guardians(
    session: Session, student: Student, sentence: str, now: datetime, **facts: str
) -> None:
    send(
        session,
        student.school_id,
        _guardians(session, student),
        sentence,
        link=FAMILY_PAGE,
        now=now,
        child=student.name,
        **facts,
    )


def _send(
    session: Session,
    student: Student,
    accounts: Collection[int],
    sentence: str,
    link: str,
    now: datetime,
    place: Place,
    **facts: str,
) -> None:
    send(
        session,
        student.school_id,
        accounts,
        sentence,
        link=link,
        now=now,
        child=student.name,
        title=place.section.course.named,
        **facts,
    )


def _record(
    session: Session, act: str, student: Student, actor_id: int, now: datetime, **detail: int
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
