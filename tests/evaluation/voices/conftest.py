"""A school with an office, two leaders, a teacher, and a family taught by that teacher."""

from dataclasses import dataclass
from typing import Any

import pytest

from app.core import clock
from app.core.roles import Role
from tests import make


@dataclass
class House:
    """Who says something, and who may hear it."""

    school: Any
    office: Any
    leader: Any
    other: Any
    teacher: Any
    family: Any


@pytest.fixture
def house(session, school, term, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOON)
    section = make.section(session, term=term)
    child = make.student(session, school=school)
    make.place(session, child, section)
    teacher = make.account(session, Role.CLUB_TEACHER, Role.QUALITY_STAFF, school=school, name="钱")
    make.homeroom_teacher(session, teacher, child.homeroom)
    people = House(
        school,
        make.account(session, Role.SCHOOL_ADMIN, school=school, name="何主任"),
        make.account(session, Role.DUTY_LEADER, school=school, name="王校长"),
        make.account(session, Role.DUTY_LEADER, school=school, name="李校长"),
        teacher,
        make.guardian(session, child, school=school, name="林家长"),
    )
    session.commit()
    return people
