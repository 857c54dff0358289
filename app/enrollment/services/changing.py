"""Another club of the same slot: at once, by the waiting list, or with the school's word."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.audit.services import record, wait_for_turn
from app.core.text import N_
from app.courses.models import BY_CHOICE, Admission, Section
from app.enrollment import errors
from app.enrollment.models import Place, PlaceSource, Waiting
from app.enrollment.queries import changes as queries
from app.enrollment.queries import offers as offer_queries
from app.enrollment.queries import places as place_queries
from app.enrollment.services.first_come import check_may_take
from app.enrollment.services.giving import Gift, give_seat
from app.enrollment.services.places import check_return
from app.enrollment.services.requests import ask_school
from app.enrollment.services.telling import tell_teachers
from app.enrollment.services.waiting import move_on
from app.schools.models import School

CHANGED = N_("Changed to another club")
GIFT = Gift(PlaceSource.CHANGE, "change place", ending=CHANGED)


class Change(StrEnum):
    """What became of a wish to change."""

    MOVED = "moved"
    WAITS = "waits"
    ASKED = "asked"


def change_place(
    session: Session,
    school: School,
    section: Section,
    student: Student,
    *,
    reason: str = "",
    actor_id: int,
    now: datetime,
) -> Change:
    """Change a child to a section at the time of a place it holds.

    In the trial week it moves at once if a seat is free that nobody waits for; else it joins the
    waiting list and keeps its place. Afterwards the school is asked, with the reason.

    Raises:
        NothingToChange, WholeClass: the child has no place at that time that it could change.
        OtherAdmission, SeatsPromised: the seats of the section are given otherwise.
        NotTakingPart, NotRunning, NotEnrolled, NotForGrade, AlreadyInSection, SlotOccupied: the
            two do not go together.
        WaitsAlready: the child stands on the list already.
        EndedForGood: the school has ended the child's place there.
        ReasonMissing, AskedAlready: after the trial week, without a reason or asked twice.
    """
    wait_for_turn(session, school.id)
    given_up = places_to_change(session, section, student)
    check_change(school, section, student, given_up)
    check_return(session, section, student)
    if place_queries.is_promised(session, school.id, section.id):
        raise errors.SeatsPromised(title=section.course.named)
    if _waits(session, section, student) and not _is_free_for(session, section, student):
        raise errors.WaitsAlready(name=student.name, title=section.course.named)
    trial = queries.trial_week(session, school.id, section.term_id)
    if trial is None or not trial.is_running(school.today(now)):
        ask_school(session, school, section, student, reason=reason, actor_id=actor_id, now=now)
        return Change.ASKED
    return move_or_wait(session, section, student, given_up, actor_id=actor_id, now=now)


def move_or_wait(
    session: Session,
    section: Section,
    student: Student,
    given_up: Collection[Place],
    *,
    actor_id: int,
    now: datetime,
) -> Change:
    """Move a child at once if a seat is free that nobody else waits for; else let it wait.

    The caller has waited for its turn and checked that the two go together.

    Raises:
        SeatsPromised, PlacedMeanwhile: the seat cannot be given now.
    """
    if _is_free_for(session, section, student):
        give_seat(session, section, student, GIFT, given_up=given_up, actor_id=actor_id, now=now)
        left = {place.section_id for place in given_up}
        tell_teachers(session, section.school_id, {section.id, *left}, now)
        return Change.MOVED
    if not _waits(session, section, student):
        _join_list(session, section, student, actor_id, now)
    move_on(session, section.school_id, [section.id], now=now)
    return Change.WAITS


def places_to_change(session: Session, section: Section, student: Student) -> Sequence[Place]:
    """List the places a child would give up for a section."""
    held = place_queries.places_of(session, section.school_id, section.term_id, [student.id])
    if any(place.section_id == section.id for place in held):
        raise errors.AlreadyInSection(name=student.name, title=section.course.named)
    return place_queries.places_at_its_time(section, held)


def check_change(
    school: School, section: Section, student: Student, given_up: Collection[Place]
) -> None:
    """Check that a child may change to a section, whether it has a free seat or not.

    Raises:
        NothingToChange, WholeClass, OtherAdmission, NotTakingPart, NotRunning, NotEnrolled,
        NotForGrade: as `change_place` says.
    """
    title = section.course.named
    if not given_up:
        raise errors.NothingToChange(name=student.name, title=title)
    for place in given_up:
        if place.section.admission is Admission.HOMEROOM:
            raise errors.WholeClass(title=place.section.course.named)
    if section.admission not in BY_CHOICE:
        raise errors.OtherAdmission(title=title)
    check_may_take(school, section, student, ())


def _is_free_for(session: Session, section: Section, student: Student) -> bool:
    session.refresh(section, ["taken", "seats"])
    if section.taken >= section.seats:
        return False
    return not queries.others_wait(session, section.school_id, section.id, student.id)


def _waits(session: Session, section: Section, student: Student) -> bool:
    found = offer_queries.find_waiting(session, section.school_id, section.id, student.id)
    return found is not None


def _join_list(
    session: Session, section: Section, student: Student, actor_id: int, now: datetime
) -> None:
    """Put a child at the end of a list; it wants this less than what it waits for already."""
    school_id = section.school_id
    line = Waiting(
        school_id=school_id,
        section_id=section.id,
        student_id=student.id,
        number=queries.last_number(session, school_id, section.id) + 1,
        rank=queries.last_rank(session, section, student.id) + 1,
    )
    session.add(line)
    session.flush()
    facts = {"section_id": section.id, "student_id": student.id, "number": line.number}
    record(
        session,
        "join waiting list",
        "waitlist",
        line.id,
        school_id=school_id,
        actor_id=actor_id,
        now=now,
        **facts,
    )
