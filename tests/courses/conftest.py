from datetime import time

import pytest

from app.courses import services
from app.courses.models import Domain
from app.courses.queries import sections as queries
from app.courses.values import CourseValues, SectionValues, TimeValues
from app.courses.views.shelf import KEPT
from tests import make

RULES = {"rules": "听老师指挥。", "safety_note": "不追逐打闹。"}
BY = {"actor_id": None, "now": make.NOON}


@pytest.fixture
def room(session, school):
    return make.room(session, school=school, name="音乐室一")


@pytest.fixture
def course(session, school):
    values = CourseValues("童声合唱", domain=Domain.ARTS, title_en="Children's choir", **RULES)
    return services.create_course(session, school.id, values, **BY)


@pytest.fixture
def values(slots, room, teacher):
    """A choir for grades 3 and 4 on Thursday at the bell of their band."""
    return SectionValues(
        seats=32,
        min_size=15,
        grade_from=3,
        grade_to=4,
        times=[TimeValues(slots[4, 2].id, time(16, 25), time(17, 20))],
        room_id=room.id,
        teacher_ids=[teacher.id],
    )


@pytest.fixture
def section(session, term, course, values):
    """A draft, as pages load it."""
    made = services.create_section(session, term, course, values, **BY)
    return queries.get_section(session, term.school_id, made.id)


@pytest.fixture(autouse=True)
def no_shelves():
    """Each test has a school of the same name, and versions that begin at one."""
    KEPT.clear()
