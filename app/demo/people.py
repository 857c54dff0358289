"""Pupils with their guardians, and everybody who works at the demonstration's school."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts.facts import ExternalFacts, StaffFacts, StudentFacts
from app.accounts.models import Account, ExternalKind, Student
from app.accounts.services.accounts import create_account
from app.accounts.services.guardians import link_guardian
from app.accounts.services.staff import add_staff, describe_external, lead_homeroom
from app.accounts.services.students import enrol_all
from app.core.roles import STAFF
from app.demo.files import Row, StaffRow
from app.schools.models import CHINESE_GRADES, Homeroom, School
from app.schools.services import find_or_create_homeroom

QUALIFICATION = "相关专业资格证书（示例）"


def enrol_pupils(
    session: Session, school: School, rows: Sequence[Row], *, now: datetime
) -> dict[str, Student]:
    """Enrol the pupils of a roster with one guardian each; gives them by number."""
    homerooms: dict[tuple[int, int], Homeroom] = {}
    for row in rows:
        place = _grade(row), _class_no(row)
        if place not in homerooms:
            homerooms[place] = find_or_create_homeroom(
                session, school.id, grade=place[0], class_no=place[1], on=school.today(now)
            )
    newcomers = [(_facts(row), homerooms[_grade(row), _class_no(row)]) for row in rows]
    students = enrol_all(session, school.id, newcomers, now=now)
    for row, student in zip(rows, students, strict=True):
        link_guardian(
            session,
            student,
            name=row["监护人姓名"],
            phone=row["联系电话"],
            relation=row["与学生关系"],
            now=now,
        )
    return {student.student_no: student for student in students}


def add_everybody(
    session: Session,
    school: School,
    rows: Sequence[StaffRow],
    homerooms: Sequence[Homeroom],
    *,
    now: datetime,
) -> dict[str, Account]:
    """Add the staff with their roles and homerooms; gives them by number."""
    places = {(homeroom.grade, homeroom.class_no): homeroom for homeroom in homerooms}
    accounts = {}
    for row in rows:
        account = _add(session, school, row, now)
        if row.external:
            facts = _external(row, school.today(now))
            describe_external(session, account, facts, actor_id=None, now=now)
        if row.homeroom in places:
            lead_homeroom(session, account, places[row.homeroom], actor_id=None, now=now)
        accounts[row.number] = account
    return accounts


def grant_password(accounts: Mapping[str, Account], password_hash: str) -> None:
    """Let the ready people sign in with the demonstration's password."""
    for account in accounts.values():
        account.password_hash = password_hash


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


def _facts(row: Row) -> StudentFacts:
    return StudentFacts(
        student_no=row["学号"],
        name=row["姓名"],
        gender=row["性别"],
        born_on=datetime.strptime(row["出生日期"], "%Y%m%d").date(),  # noqa: DTZ007 -- a day
        seat_no=int(row["班内学号"]),
        national_no=row["全国学籍号"],
        pickup=row["离校方式"],
    )


def _grade(row: Row) -> int:
    return CHINESE_GRADES.index(row["年级"].removesuffix("年级")) + 1


def _class_no(row: Row) -> int:
    return int(row["班级"].removesuffix("班"))
