import pytest

from app.core.roles import Role
from app.schools import queries as schools
from app.schools.services import create_school
from tests import make


@pytest.fixture
def school(session):
    return create_school(session, code="shifan", name="示范小学", now=make.NOON)


@pytest.fixture
def term(session, school):
    return schools.get_current_term(session, school.id, school.today(make.NOON))


@pytest.fixture
def slots(session, school):
    """The slots by (weekday, period)."""
    return {(slot.weekday, slot.period): slot for slot in schools.slots(session, school.id)}


@pytest.fixture
def teacher(session, school):
    return make.account(session, Role.CLUB_TEACHER, school=school, name="陈晓")


@pytest.fixture
def chess(session, school, term, slots, teacher):
    """A club of Thursday, 16:25 to 17:20, of one teacher."""
    course = make.course(session, school=school, title="围棋", title_en="Chess")
    made = make.section(session, term=term, slots=[slots[4, 1]], course=course)
    made.room_id = make.room(session, school=school, name="棋室").id
    make.teaches(session, teacher, made)
    session.expire_all()
    return made
