"""Pupils with their guardians, and everybody who works at the demonstration's school."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.facts import ExternalFacts, StaffFacts
from app.accounts.models import Account, ExternalKind, Student
from app.accounts.services.accounts import create_account
from app.accounts.services.staff import add_staff, describe_external, lead_homeroom
from app.core.roles import STAFF
from app.demo.files import StaffRow
from app.rosters.services.applying import apply_list
from app.rosters.services.drafts import keep_list, preview
from app.schools.models import Homeroom, School

ROSTER_NAME = "名册.csv"
QUALIFICATION = "相关专业资格证书（示例）"


def import_roster(
    session: Session, school: School, content: bytes, administrator: Account, *, now: datetime
) -> dict[str, Student]:
    """Import a roster as an administrator would; gives the pupils by number."""
    kept = keep_list(session, school, content, ROSTER_NAME, account_id=administrator.id, now=now)
    apply_list(
        session,
        school,
        kept,
        mark=preview(session, kept).mark,
        with_leavers=False,
        account_id=administrator.id,
        now=now,
    )
    students = session.scalars(
        select(Student)
        .where(Student.school_id == school.id)
        .options(joinedload(Student.homeroom))
        .order_by(Student.student_no)
    )
    return {student.student_no: student for student in students}


def add_everybody(
    session: Session, school: School, rows: Sequence[StaffRow], *, now: datetime
) -> dict[str, Account]:
    """Add the staff with their roles; gives them by number."""
    accounts = {}
    for row in rows:
        account = accounts[row.number] = _add(session, school, row, now)
        if row.external:
            facts = _external(row, school.today(now))
            describe_external(session, account, facts, actor_id=None, now=now)
    return accounts


def give_homerooms(
    session: Session,
    rows: Sequence[StaffRow],
    staff: Mapping[str, Account],
    homerooms: Sequence[Homeroom],
    *,
    now: datetime,
) -> None:
    """Let the homeroom teachers lead their homerooms."""
    places = {(homeroom.grade, homeroom.class_no): homeroom for homeroom in homerooms}
    for row in rows:
        if row.homeroom in places:
            lead_homeroom(session, staff[row.number], places[row.homeroom], actor_id=None, now=now)


def _add(session: Session, school: School, row: StaffRow, now: datetime) -> Account:
    if set(row.roles) <= STAFF:
        facts = StaffFacts(name=row.name, staff_no=row.number)
        return add_staff(session, school.id, facts, row.roles, actor_id=None, now=now)
    return create_account(
        session, school.id, name=row.name, logins=[row.number], roles=row.roles, now=now
    )


def _external(row: StaffRow, today: date) -> ExternalFacts:
    return ExternalFacts(
        kind=ExternalKind(row.external),
        qualification=QUALIFICATION,
        qualified_until=today.replace(year=today.year + 2, day=1),
        cleared_on=today.replace(day=1),
    )
