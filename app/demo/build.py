"""Builds the two schools of the demonstration."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.hashing import hash_password
from app.accounts.models import Account, ConsentPurpose, Guardianship, Student
from app.accounts.services.consent import answer_consent
from app.accounts.services.guardians import link_guardian
from app.core.roles import Role
from app.demo import choosing, clubs, duty, files, people
from app.demo.moments import Plan, plan_around
from app.home.demonstration import ReadyAccount, keep_accounts
from app.schools import queries as schools
from app.schools.defaults import BANDS
from app.schools.models import School, Term
from app.schools.rules import Limits
from app.schools.services import RuleValues, change_term, create_school, save_rules
from app.timetable.services import keep_meetings

CODE, NAME, NAME_EN = "shifan", "示范小学", "Demo Primary School"
SMALL_CODE, SMALL_NAME, SMALL_NAME_EN = "liuxi", "柳溪小学", "Liuxi Primary School"
SMALL_ADMINISTRATOR = "顾南"
SMALL_PUPILS, SMALL_CLUBS = 40, 4  # of grade 1, taken from the same files
# The ready pupil and the two children of the ready guardian; none of them has a list yet.
PUPIL, OLDER_CHILD, YOUNGER_CHILD = "20240320", "20230218", "20250204"
OFFICE = "ADMIN"
FIRST_END, LAST_END = time(17, 10), time(18)  # of the service, as the fictitious county asks
READY_STAFF = (OFFICE, "T41", "T01", "D01", "Q01", "G01", "F01", "B01")
WORDS = ("qinghe", "songshu", "meihua", "caihong", "xingxing", "fengche")


@dataclass(frozen=True)
class Made:
    """A school of the demonstration with those who are ready to be played."""

    school: School
    ready: Sequence[tuple[Role, str, Account]]


def is_built(session: Session) -> bool:
    """Whether there is a demonstration already."""
    return schools.school_by_code(session, CODE) is not None


def build(session: Session, instance: Path, *, now: datetime) -> Sequence[ReadyAccount]:
    """Build both schools and keep the ready accounts beside the database."""
    password = f"{secrets.choice(WORDS)}-{secrets.randbelow(9000) + 1000}"
    made = [_large_school(session, now), _small_school(session, now)]
    hashed = hash_password(password)
    accounts = []
    for one in made:
        for role, login, account in one.ready:
            account.password_hash = hashed
            accounts.append(
                ReadyAccount(
                    school=one.school.code,
                    school_name=one.school.name,
                    role=role,
                    login=login,
                    password=password,
                    name=account.name,
                )
            )
    session.flush()
    keep_accounts(instance, accounts)
    return accounts


def _large_school(session: Session, now: datetime) -> Made:
    school, term, plan = _begin(session, CODE, NAME, NAME_EN, now)
    rows = files.staff()
    staff = people.add_everybody(session, school, rows, now=now)
    students = people.import_roster(session, school, files.roster(), staff[OFFICE], now=now)
    homerooms = schools.homerooms(session, school.id)
    people.give_homerooms(session, rows, staff, homerooms, now=now)
    sections = clubs.open_clubs(session, school, term, files.catalogue(), staff, now=now)
    clubs.place_whole_homerooms(session, sections, now=now)
    keep_meetings(session, school, term, actor_id=None, now=now)
    duty.plan_duty(session, school, term, rows, staff, now=now)
    lists = files.thursday_lists()
    ready = {PUPIL, OLDER_CHILD, YOUNGER_CHILD}
    without = _without_list(students, {row.student_no for row in lists} | ready)
    placed = choosing.place_those_who_passed(session, sections, without, now=now)
    choice_round = choosing.open_round(
        session, school, term, opens_at=plan.opens_at, closes_at=plan.closes_at
    )
    choosing.hand_in_lists(session, choice_round, students, lists, now=now)
    still_without = [student for student in without if student.id not in placed]
    choosing.start_lists(session, choice_round, still_without, now=now)
    guardian = _guardian_of_two(session, students, now)
    family = [
        (Role.GUARDIAN, guardian.phone, guardian),
        (Role.STUDENT, PUPIL, _account(session, students[PUPIL])),
    ]
    office = [
        (_shown_role(row.roles), row.number, staff[row.number])
        for row in rows
        if row.number in READY_STAFF
    ]
    return Made(school, [*family, *office])


def _small_school(session: Session, now: datetime) -> Made:
    school, term, _plan = _begin(session, SMALL_CODE, SMALL_NAME, SMALL_NAME_EN, now)
    catalogue = [row for row in files.catalogue() if row["grade_from"] == "1"][:SMALL_CLUBS]
    wanted = {OFFICE, *(row["teacher_ref"] for row in catalogue)}
    rows_of_staff = [row for row in files.staff() if row.number in wanted]
    rows_of_staff[0] = replace(rows_of_staff[0], name=SMALL_ADMINISTRATOR)
    staff = people.add_everybody(session, school, rows_of_staff, now=now)
    students = people.import_roster(
        session, school, files.roster(SMALL_PUPILS), staff[OFFICE], now=now
    )
    clubs.open_clubs(session, school, term, catalogue, staff, now=now)
    keep_meetings(session, school, term, actor_id=None, now=now)
    guardian = _guardian(session, next(iter(students.values())))
    ready = [
        (Role.SCHOOL_ADMIN, OFFICE, staff[OFFICE]),
        (Role.GUARDIAN, guardian.phone, guardian),
    ]
    return Made(school, ready)


def _begin(
    session: Session, code: str, name: str, name_en: str, now: datetime
) -> tuple[School, Term, Plan]:
    school = create_school(
        session, code=code, name=name, name_en=name_en, is_demonstration=True, now=now
    )
    _set_rules(session, school, now)
    today = school.today(now)
    plan = plan_around(today, ZoneInfo(school.time_zone))
    term = schools.get_current_term(session, school.id, today)
    change_term(
        session,
        term,
        title=term.title,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        actor_id=None,
        now=now,
    )
    return school, term, plan


def _set_rules(session: Session, school: School, now: datetime) -> None:
    """Ask for five days of two hours, and no service before the last lesson."""
    limits = {
        (season.id, band.id): Limits(band_default.periods[0][0], FIRST_END, LAST_END)
        for season in schools.seasons(session, school.id)
        for band, band_default in zip(schools.bands(session, school.id), BANDS, strict=True)
    }
    values = RuleValues(days_per_week=5, minutes_per_day=120, limits=limits)
    save_rules(session, school, values, actor_id=None, now=now)


def _without_list(students: Mapping[str, Student], others: set[str]) -> list[Student]:
    return [student for number, student in students.items() if number not in others]


def _guardian_of_two(session: Session, students: Mapping[str, Student], now: datetime) -> Account:
    """Let the guardian of the older child be that of the younger one too, consents given."""
    guardian = _guardian(session, students[OLDER_CHILD])
    link_guardian(
        session,
        students[YOUNGER_CHILD],
        name=guardian.name,
        phone=guardian.phone,
        relation="其他监护人",
        is_first_contact=False,
        now=now,
    )
    yes = dict.fromkeys(ConsentPurpose, True)
    for number in (OLDER_CHILD, YOUNGER_CHILD):
        answer_consent(session, guardian, students[number], yes, now=now)
    return guardian


def _guardian(session: Session, student: Student) -> Account:
    statement = (
        select(Guardianship)
        .where(Guardianship.school_id == student.school_id, Guardianship.student_id == student.id)
        .options(joinedload(Guardianship.account))
    )
    return session.scalars(statement).one().account


def _account(session: Session, student: Student) -> Account:
    account = session.get(Account, student.account_id)
    if account is None:
        raise LookupError(f"pupil {student.student_no} has no account")
    return account


def _shown_role(roles: Sequence[Role]) -> Role:
    """Name the role a person is offered for; a homeroom teacher of a club is one first."""
    return Role.HOMEROOM_TEACHER if Role.HOMEROOM_TEACHER in roles else roles[0]
