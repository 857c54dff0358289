import pytest

from tests import make


@pytest.fixture
def chess(session, school, term, slots, teacher):
    """A club of Thursday, 16:25 to 17:20, of one teacher."""
    course = make.course(session, school=school, title="围棋", title_en="Chess")
    made = make.section(session, term=term, slots=[slots[4, 1]], course=course)
    made.room_id = make.room(session, school=school, name="棋室").id
    make.teaches(session, teacher, made)
    session.expire_all()
    return made
