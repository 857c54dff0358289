"""Reads for imports, always of one school."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Account, Guardianship, Student, StudentStatus
from app.core.errors import NotFound
from app.rosters.difference import Stored
from app.rosters.models import ImportState, RosterImport
from app.rosters.reading.rows import Contact
from app.schools.queries import homerooms


def stored_students(session: Session, school_id: int) -> list[Stored]:
    """List every student, those who have left too, with homeroom and guardians."""
    students = session.scalars(
        select(Student).where(Student.school_id == school_id).options(joinedload(Student.homeroom))
    ).all()
    guardians = _guardians(session, school_id)
    return [_stored(student, guardians.get(student.id, [])) for student in students]


def _guardians(session: Session, school_id: int) -> dict[int, list[Contact]]:
    rows = session.execute(
        select(Guardianship.student_id, Account.name, Guardianship.relation, Account.phone)
        .join(Account, Account.id == Guardianship.account_id)
        .where(Guardianship.school_id == school_id)
        .order_by(Guardianship.is_first_contact.desc(), Guardianship.id)
    )
    found: dict[int, list[Contact]] = {}
    for student_id, *contact in rows:
        found.setdefault(student_id, []).append(Contact(*contact))
    return found


def _stored(student: Student, guardians: Sequence[Contact]) -> Stored:
    homeroom = student.homeroom
    return Stored(
        student.id,
        student.student_no,
        student.name,
        (homeroom.grade or 0, homeroom.class_no),
        homeroom.title,
        has_left=student.status is StudentStatus.LEFT,
        is_suspended=student.status is StudentStatus.SUSPENDED,
        facts=facts_of(student),
        guardians=tuple(guardians),
    )


def facts_of(student: Student) -> dict[str, Any]:
    """Write down a student's facts as a list says them."""
    return {
        "gender": student.gender,
        "birth": student.born_on.isoformat() if student.born_on else "",
        "national_no": student.national_no,
        "seat_no": student.seat_no,
        "pickup": student.pickup,
        "boarder": int(student.is_boarder),
    }


def known_homerooms(session: Session, school_id: int) -> frozenset[tuple[int, int]]:
    """Name the homerooms of a school by grade and class number."""
    return frozenset(
        (homeroom.grade, homeroom.class_no)
        for homeroom in homerooms(session, school_id)
        if homeroom.grade is not None
    )


def get_import(session: Session, school_id: int, import_id: int) -> RosterImport:
    """Load an import of this school, or `NotFound`."""
    found = session.scalars(
        select(RosterImport).where(
            RosterImport.school_id == school_id, RosterImport.id == import_id
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def last_applied(session: Session, school_id: int) -> RosterImport | None:
    """Find the newest import that is in force."""
    return session.scalars(
        select(RosterImport)
        .where(RosterImport.school_id == school_id, RosterImport.state == ImportState.APPLIED)
        .order_by(RosterImport.id.desc())
        .limit(1)
    ).one_or_none()


def waiting(session: Session, school_id: int) -> RosterImport | None:
    """Find the list that was read and waits for a confirmation."""
    return session.scalars(
        select(RosterImport)
        .where(RosterImport.school_id == school_id, RosterImport.state == ImportState.READ)
        .order_by(RosterImport.id.desc())
        .limit(1)
    ).one_or_none()
