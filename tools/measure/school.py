"""A large school for measurements: pupils with accounts and drafts, an open round of clubs.

Beside the round there is a club with a few seats that are given by hand.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, RoleGrant, Student
from app.core.roles import Role
from app.courses.models import Course, Domain, Section, SectionState, SectionTime, Track
from app.lottery import drafts
from app.lottery.drafts import Draft
from app.lottery.models import ChoiceList, ChoiceRound
from app.lottery.plan import RoundPlan
from app.lottery.services.rounds import announce_round, create_round
from app.lottery.tickets import new_ticket
from app.schools.models import Homeroom, Slot, Term
from app.schools.services.schools import create_school

HOMEROOM_SIZE = 40
MONDAY, THURSDAY = 1, 4
LIST_LENGTH = 5
LAST_SEATS = 20
DOMAINS = tuple(Domain)


@dataclass(frozen=True)
class Pupil:
    """A pupil with a draft of five clubs, not handed in yet."""

    account_id: int
    student_id: int
    list_id: int


@dataclass(frozen=True)
class LargeSchool:
    """What a measurement must know of the school it asks for."""

    school_id: int
    round_id: int
    slot_id: int
    section_ids: Sequence[int]
    pupils: Sequence[Pupil]
    admin_id: int
    last_seats_id: int  # a section of LAST_SEATS seats outside the round


def build(session: Session, *, pupils: int, clubs: int, now: datetime) -> LargeSchool:
    """Write the school and commit it; its round opened an hour before `now`."""
    school = create_school(session, code="large", name="大学校", now=now, is_demonstration=True)
    session.flush()
    term = session.scalars(select(Term).where(Term.school_id == school.id)).one()
    slot = _slot(session, term, THURSDAY)
    sections = [_section(term, slot, number) for number in range(clubs)]
    beside = _section(term, _slot(session, term, MONDAY), clubs, seats=LAST_SEATS)
    admin = _account(term.school_id, "教务", Role.SCHOOL_ADMIN, now)
    session.add_all([*sections, beside, admin])
    session.flush()
    plan = RoundPlan(
        title="周四选课",
        slot_ids=(slot.id,),
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=7),
        public_source="家长代表现场抽出的九个数字",
    )
    before = now - timedelta(hours=2)
    choice_round = create_round(session, term, plan, actor_id=None, now=before)
    session.expire(choice_round)
    announce_round(session, school, choice_round, actor_id=None, now=before)
    section_ids = [section.id for section in sections]
    made = _pupils(session, choice_round, slot.id, section_ids, pupils, now)
    found = LargeSchool(school.id, choice_round.id, slot.id, section_ids, made, admin.id, beside.id)
    session.commit()
    return found


def _slot(session: Session, term: Term, weekday: int) -> Slot:
    return session.scalars(
        select(Slot).where(
            Slot.school_id == term.school_id, Slot.weekday == weekday, Slot.period == 1
        )
    ).one()


def _account(school_id: int, name: str, role: Role, now: datetime) -> Account:
    return Account(
        school_id=school_id,
        name=name,
        created_at=now,
        grants=[RoleGrant(school_id=school_id, role=role)],
    )


def _section(term: Term, slot: Slot, number: int, seats: int = 50) -> Section:
    course = Course(
        school_id=term.school_id,
        code=f"L{number:03}",
        title=f"第{number + 1}社团",
        summary="每周一次，从认识材料开始，学期末在校内展示自己的作品。",
        track=Track.X,
        domain=DOMAINS[number % len(DOMAINS)],
        rules="听老师指挥。",
        safety_note="不追逐打闹。",
    )
    return Section(
        school_id=term.school_id,
        term_id=term.id,
        course=course,
        code=f"L{number:03}",
        seats=seats,
        grade_from=1,
        grade_to=6,
        state=SectionState.PUBLISHED,
        times=[
            SectionTime(
                school_id=term.school_id,
                slot_id=slot.id,
                starts_at=time(16, 25),
                ends_at=time(17, 20),
            )
        ],
    )


def _pupils(
    session: Session,
    choice_round: ChoiceRound,
    slot_id: int,
    section_ids: Sequence[int],
    count: int,
    now: datetime,
) -> list[Pupil]:
    school_id, chance = choice_round.school_id, random.Random(count)  # noqa: S311 -- test data
    homerooms = [
        Homeroom(
            school_id=school_id, grade=1 + number % 6, class_no=1 + number // 6, entry_year=2024
        )
        for number in range(-(-count // HOMEROOM_SIZE))
    ]
    accounts = [_account(school_id, f"学生{number}", Role.STUDENT, now) for number in range(count)]
    session.add_all([*homerooms, *accounts])
    session.flush()
    students = [
        Student(
            school_id=school_id,
            student_no=f"L{number:05}",
            name=account.name,
            homeroom=homerooms[number // HOMEROOM_SIZE],
            account_id=account.id,
        )
        for number, account in enumerate(accounts)
    ]
    session.add_all(students)
    session.flush()
    lists = [
        ChoiceList(
            school_id=school_id,
            round_id=choice_round.id,
            student_id=student.id,
            ticket=new_ticket(),
            draft=drafts.written(
                Draft(choices={slot_id: tuple(chance.sample(section_ids, LIST_LENGTH))})
            ),
            saved_at=now,
        )
        for student in students
    ]
    session.add_all(lists)
    session.flush()
    return [
        Pupil(account.id, student.id, each.id)
        for account, student, each in zip(accounts, students, lists, strict=True)
    ]
